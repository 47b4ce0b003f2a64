import { describe, expect, it } from 'vitest';
import { oneHost } from '../sim/scenario/worlds.ts';
import { problemsOf } from './compose-check.ts';
import { readBytes, readText } from './files.ts';
import { Lab } from './lab.ts';
import { parseLab } from './lab-file.ts';
import type { Input, LabFile } from './protocol.ts';
import { Session } from './session.ts';

const fresh: LabFile = { format: 'hoplab', version: 1, seed: 1, world: oneHost, inputs: [], time: 0 };

function openSession(): Session {
  const session = new Session({ now: () => 0, schedule: () => () => {} });
  session.open(fresh, undefined, () => {});
  return session;
}

describe('files of a session', () => {
  it('are written, listed and read, directories made on the way', () => {
    const session = openSession();
    expect(session.writeFile('node1', '/root/shop/compose.yaml', 'services: {}\n')).toBeUndefined();
    expect(session.readFile('node1', '/root/shop/compose.yaml')).toEqual({ ok: true, value: 'services: {}\n' });
    const listing = session.listDirectory('node1', '/root');
    expect(listing.ok && listing.value).toContainEqual({ name: 'shop', type: 'directory' });
  });

  it.each([
    ['node9', '/root/a', 'x', 'There is no host node9'],
    ['node1', 'a', 'x', 'a: not an absolute path to a file'],
    ['node1', '/root/../etc/passwd', 'x', '/root/../etc/passwd: not an absolute path to a file'],
    ['node1', '/root', 'x', '/root: Is a directory'],
    ['node1', '/etc/hostname/a', 'x', '/etc/hostname/a: Not a directory'],
    ['node1', '/root/a', 'x'.repeat(200_001), '/root/a: File too large: more than 200000 characters'],
  ])('say why %s:%s is not written', (host, path, text, problem) => {
    expect(openSession().writeFile(host, path, text)).toBe(problem);
  });

  it('come back in a replay, and make the same fingerprint', () => {
    const inputs: readonly Input[] = [
      { at: 0, kind: 'tty.open', tty: 't1', host: 'node1', columns: 80, rows: 24 },
      { at: 1_000_000, kind: 'file.write', host: 'node1', path: '/root/a.txt', text: 'from the editor\n' },
      { at: 2_000_000, kind: 'tty.data', tty: 't1', text: 'cat a.txt\r' },
    ];
    const run = () => {
      const lab = new Lab({ ...fresh, inputs, time: 3_000_000 });
      lab.replay(() => false);
      const text = lab.world.takeOutput().map((one) => one.text);
      return { text: text.join(''), fingerprint: lab.world.fingerprint(), saved: lab.save() };
    };
    const [one, other] = [run(), run()];
    expect(one.text).toContain('from the editor');
    expect(one.fingerprint).toBe(other.fingerprint);
    expect(parseLab(JSON.parse(JSON.stringify(one.saved))).ok).toBe(true);
  });

  it.each([
    [{ host: 'node9', path: '/root/a' }, 'it writes a file on a host that it does not have'],
    [{ host: 'node1', path: 'root/a' }, 'must be an absolute path to a file'],
    [{ host: 'node1', path: '/root/./a' }, 'must be an absolute path to a file'],
  ])('in a saved lab are checked: %j', (input, problem) => {
    const result = parseLab({ ...fresh, inputs: [{ at: 0, kind: 'file.write', text: '', ...input }] });
    expect(result.ok ? [] : result.problems.join()).toContain(problem);
  });
});

describe('problems of a Compose file', () => {
  const check = (text: string, files: Readonly<Record<string, string>> = {}) =>
    problemsOf('/root/compose.yaml', text, (path) => files[path]).map(({ line, severity, message }) => [
      line,
      severity,
      message,
    ]);
  const web = 'services:\n  web:\n    image: nginx\n';

  it.each<[string, string, number, RegExp]>([
    ['bad indentation', `${web}   ports: []\n`, 4, /./],
    ['a key twice', `${web}    image: redis\n`, 4, /unique/],
    ['an unknown attribute', `${web}    imag: redis\n`, 4, /additional properties 'imag' not allowed/],
    ['a wrong type', `${web}    ports: 80\n`, 4, /services\.web\.ports must be a/],
    ['no image', 'services:\n  db:\n    image: redis\n  web: {}\n', 4, /neither an image/],
    [
      'a network that is not there',
      `${web}    networks:\n      - front\n      - back\nnetworks:\n  front:\n`,
      6,
      /undefined network back/,
    ],
    ['a service that is not there', `${web}    depends_on: [db]\n`, 4, /undefined service "db"/],
  ])('%s', (_, text, line, message) => {
    expect(check(text)).toEqual([[line, 'error', expect.stringMatching(message)]]);
  });

  it('are none where all is well, and in files that are none of Compose', () => {
    expect(check(web)).toEqual([]);
    expect(problemsOf('/root/notes.txt', 'a: b: c', () => undefined)).toEqual([]);
    expect(problemsOf('/root/values.yaml', 'imag: x', () => undefined)).toEqual([]);
  });

  it('know variables of .env, and warn of others', () => {
    const text = 'services:\n  web:\n    image: nginx:${TAG}\n';
    expect(check(text, { '/root/.env': 'TAG=1\n' })).toEqual([]);
    expect(check(text)).toEqual([[3, 'warning', expect.stringContaining('"TAG" variable is not set')]]);
  });

  it('take an override together with its file', () => {
    const override = 'services:\n  web:\n    ports: ["80:80"]\n';
    const at = (files: Readonly<Record<string, string>>) =>
      problemsOf('/root/compose.override.yaml', override, (path) => files[path]);
    expect(at({ '/root/compose.yaml': web })).toEqual([]);
    expect(at({})).toHaveLength(1);
  });
});

describe('bytes of a file', () => {
  it('come as they are, where an editor would spoil them', () => {
    const session = openSession();
    session.writeFile('node1', '/root/a', 'é\udcff\0');
    expect(session.fileBytes('node1', '/root/a')).toEqual({ ok: true, value: Uint8Array.of(0xc3, 0xa9, 0xff, 0) });
  });

  it.each([
    ['é and a tab\t\n', undefined],
    ['a stray byte \udcff', 'bytes'],
    ['a NUL \0', 'bytes'],
    ['two halves of a symbol \udcc3\udca9', undefined],
  ])('are opened as text only if they are: %j', (text, sealed) => {
    const session = openSession();
    session.writeFile('node1', '/root/a', text);
    const answer = session.readFile('node1', '/root/a');
    expect(answer.ok ? undefined : answer.sealed).toBe(sealed);
  });

  it('have a limit of their own, far above that of the editor', () => {
    const { world } = new Lab(fresh);
    const disk = world.stations.get('node1')?.host.enclosure.fs ?? expect.fail('there is no node1');
    disk.writeFile('/root/a', 'x'.repeat(300_000));
    expect(readText(world, 'node1', '/root/a')).toMatchObject({ ok: false, sealed: 'size' });
    expect(readBytes(world, 'node1', '/root/a')).toMatchObject({ ok: true, value: { length: 300_000 } });
    disk.writeFile('/root/a', 'é'.repeat(4_000_001));
    expect(readBytes(world, 'node1', '/root/a')).toEqual({
      ok: false,
      problem: '/root/a: File too large: more than 8000000 bytes',
      missing: false,
    });
  });

  it.each([
    ['/root/none', '/root/none: No such file or directory', true],
    ['/root', '/root: not a regular file', false],
    ['/dev/null', '/dev/null: not a regular file', false],
  ])('of %s are refused', (path, problem, missing) => {
    expect(openSession().fileBytes('node1', path)).toEqual({ ok: false, problem, missing });
  });
});

describe('files of a host that is off', () => {
  it('wait until it is on again', () => {
    const session = openSession();
    session.writeFile('node1', '/root/a', 'x');
    session.apply({ kind: 'host.off', host: 'node1' });
    expect(session.writeFile('node1', '/root/a', 'y')).toBe('node1 is not running');
    expect(session.readFile('node1', '/root/a')).toMatchObject({ ok: false, missing: false });
  });
});
