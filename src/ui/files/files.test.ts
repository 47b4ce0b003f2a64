import { beforeEach, describe, expect, it } from 'vitest';
import { problemsOf } from '../../session/compose-check.ts';
import type { Answer } from '../../session/protocol.ts';
import { type Door, setDoor } from '../store/door.ts';
import {
  activeFile,
  createFile,
  editFile,
  followHost,
  forgetFiles,
  freePath,
  isChanged,
  keepMine,
  openFile,
  revertFile,
  saveFile,
  sealedFile,
  showDirectory,
  useFiles,
} from './documents.ts';
import { composeCommand, isComposeFile, isPath } from './paths.ts';
import { templates } from './templates.ts';

/** What is on the one host. */
let disk: Map<string, string>;

function fakeDoor(): Door {
  const door: Partial<Door> = {
    readFile: async (_, path): Promise<Answer<string>> => {
      const value = disk.get(path);
      if (value === undefined) return { ok: false, problem: 'No such file or directory', missing: true };
      return value.includes('\0')
        ? { ok: false, problem: 'not a text file', missing: false, sealed: 'bytes' }
        : { ok: true, value };
    },
    listDirectory: async (_, directory) => ({
      ok: true,
      value: [...disk.keys()]
        .filter((path) => path.startsWith(`${directory}/`))
        .map((path) => ({ name: path.slice(directory.length + 1), type: 'file' as const })),
    }),
    writeFile: async (_, path, text) => {
      disk.set(path, text);
      return undefined;
    },
    examineFile: async () => [],
  };
  return door as Door;
}

const file = () => activeFile(useFiles.getState()) ?? expect.fail('no file is open');
const KEY = 'node1:/root/a.txt';

beforeEach(async () => {
  disk = new Map([['/root/a.txt', 'one']]);
  forgetFiles();
  setDoor(fakeDoor());
  await showDirectory('node1', '/root');
});

describe('a file in the editor', () => {
  it('is changed until it is saved', async () => {
    await openFile('node1', '/root/a.txt');
    expect(isChanged(file())).toBe(false);
    editFile(KEY, 'two');
    expect(isChanged(file())).toBe(true);
    expect(await saveFile(KEY)).toBe(true);
    expect([isChanged(file()), disk.get('/root/a.txt')]).toEqual([false, 'two']);
  });

  it('follows its host while the learner has changed nothing', async () => {
    await openFile('node1', '/root/a.txt');
    disk.set('/root/a.txt', 'by a command');
    await followHost();
    expect(file()).toMatchObject({ text: 'by a command', base: 'by a command', meanwhile: undefined });
  });

  it('is not saved over what a command has written, unless the learner says so', async () => {
    await openFile('node1', '/root/a.txt');
    editFile(KEY, 'mine');
    disk.set('/root/a.txt', 'theirs');
    expect(await saveFile(KEY)).toBe(false);
    expect(file().meanwhile).toEqual({ text: 'theirs' });
    keepMine(KEY);
    expect(await saveFile(KEY)).toBe(true);
    expect(disk.get('/root/a.txt')).toBe('mine');
  });

  it('comes back when a command has removed it', async () => {
    await openFile('node1', '/root/a.txt');
    disk.clear();
    await followHost();
    expect(file().meanwhile).toEqual({ text: undefined });
    expect(await saveFile(KEY)).toBe(true);
    expect(disk.get('/root/a.txt')).toBe('one');
  });

  it('is not opened when it is no text, and text that was open is not saved over what is none', async () => {
    disk.set('/root/b.pcap', '\0');
    await openFile('node1', '/root/b.pcap');
    expect(activeFile(useFiles.getState())).toBeUndefined();
    expect(sealedFile(useFiles.getState())).toMatchObject({ path: '/root/b.pcap', why: 'bytes' });

    await openFile('node1', '/root/a.txt');
    expect(sealedFile(useFiles.getState())).toBeUndefined();
    editFile(KEY, 'mine');
    disk.set('/root/a.txt', '\0');
    expect(await saveFile(KEY)).toBe(false);
    expect(disk.get('/root/a.txt')).toBe('\0');
    keepMine(KEY);
    expect(await saveFile(KEY)).toBe(true);
    expect(disk.get('/root/a.txt')).toBe('mine');
  });

  it('goes when it is new and thrown away', () => {
    createFile('node1', '/root/b.txt', 'text');
    revertFile('node1:/root/b.txt');
    expect(activeFile(useFiles.getState())).toBeUndefined();
  });
});

describe('paths', () => {
  it('of new files are free', () => {
    expect(freePath('/root', 'web')).toBe('/root/compose.yaml');
    createFile('node1', '/root/compose.yaml', '');
    expect(freePath('/root', 'web')).toBe('/root/web/compose.yaml');
  });

  it.each([
    ['/root/a', true],
    ['root/a', false],
    ['/', false],
    ['/root/', false],
    ['/root/../a', false],
    ['/root/..a', true],
  ])('%s', (path, valid) => {
    expect(isPath(path)).toBe(valid);
  });

  it.each([
    ['/root/compose.yaml', '/root', [], 'docker compose up -d'],
    ['/root/compose.yaml', '/etc', [], 'cd /root && docker compose up -d'],
    ['/root/compose.yaml', undefined, [], 'cd /root && docker compose up -d'],
    ['/root/my shop/compose.yml', '/root', [], "cd '/root/my shop' && docker compose up -d"],
    ['/root/compose.yml', '/root', ['compose.yaml', 'compose.yml'], 'docker compose -f compose.yml up -d'],
    ['/root/compose.prod.yaml', '/root', ['compose.yaml'], 'docker compose -f compose.prod.yaml up -d'],
    ['/root/compose.override.yaml', '/root', ['compose.yaml'], 'docker compose up -d'],
  ])('%s typed in %s', (path, here, beside, command) => {
    expect(composeCommand(path, 'up -d', here, beside)).toBe(command);
  });
});

describe('templates', () => {
  it.each(templates.filter((one) => one.text !== ''))('$id has no problem', ({ text }) => {
    expect(isComposeFile('/root/compose.yaml')).toBe(true);
    expect(problemsOf('/root/compose.yaml', text, () => undefined)).toEqual([]);
  });
});
