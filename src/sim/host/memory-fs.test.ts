import { describe, expect, test } from 'vitest';
import { LayeredDirectory } from './file-tree.ts';
import { MemoryFileSystem } from './memory-fs.ts';

const empty = (...lowers: LayeredDirectory[]) => new MemoryFileSystem(new LayeredDirectory(0, lowers), () => 42);

describe('files and directories', () => {
  test('the usual errors', () => {
    const fs = empty();
    expect(fs.writeFile('/no/such', 'x')).toBe('ENOENT');
    expect(fs.makeDirectory('/a/b/c', true)).toBeUndefined();
    expect(fs.makeDirectory('/a/b')).toBe('EEXIST');
    expect(fs.writeFile('/a/b', 'x')).toBe('EISDIR');
    expect(fs.removeDirectory('/a')).toBe('ENOTEMPTY');
    expect(fs.writeFile('/a/f', 'text', { executable: true })).toBeUndefined();
    expect(fs.list('/a/f')).toEqual({ ok: false, errno: 'ENOTDIR' });
    expect(fs.readFile('/a/f/g')).toEqual({ ok: false, errno: 'ENOTDIR' });
    expect(fs.stat('/a/f')).toEqual({ type: 'file', size: 4, executable: true, modified: 42 });
    expect(fs.rename('/a', '/a/b/d')).toBe('EINVAL');
    expect(fs.remove('/a/f')).toBeUndefined();
    expect(fs.list('/a')).toEqual({ ok: true, value: ['b'] });
    expect(fs.removeDirectory('/')).not.toBeUndefined();
  });

  test('symbolic links, also in the middle, also dangling, also circular', () => {
    const fs = empty();
    fs.makeDirectory('/run/lock', true);
    fs.makeDirectory('/var');
    fs.symlink('../run', '/var/run');
    fs.symlink('/loop', '/loop');
    fs.writeFile('/var/run/lock/f', 'deep');
    expect(fs.readFile('/run/lock/f')).toEqual({ ok: true, value: 'deep' });
    expect(fs.realPath('/var/run/lock/f')).toBe('/run/lock/f');
    expect(fs.stat('/loop')).toBeUndefined();
    expect(fs.stat('/loop', false)?.type).toBe('symlink');
    fs.symlink('/made-later', '/to-be');
    expect(fs.writeFile('/to-be', 'now')).toBeUndefined();
    expect(fs.readFile('/made-later')).toEqual({ ok: true, value: 'now' });
  });

  test('sizes count bytes', () => {
    const fs = empty();
    fs.writeFile('/f', 'é漢😀');
    expect(fs.stat('/f')?.size).toBe(2 + 3 + 4);
  });
});

describe('layers', () => {
  const lower = () => {
    const tree = new LayeredDirectory(0);
    const fs = new MemoryFileSystem(tree, () => 0);
    fs.makeDirectory('/etc/deep', true);
    fs.writeFile('/etc/shared', 'shared');
    fs.writeFile('/etc/deep/file', 'deep');
    return tree;
  };

  test('writing copies up and leaves the lower tree and other users of it alone', () => {
    const tree = lower();
    const one = empty(tree);
    const two = empty(tree);
    one.writeFile('/etc/shared', ' and mine', { append: true });
    one.writeFile('/etc/deep/new', 'new');
    expect(one.readFile('/etc/shared')).toEqual({ ok: true, value: 'shared and mine' });
    expect(two.readFile('/etc/shared')).toEqual({ ok: true, value: 'shared' });
    expect(two.list('/etc/deep')).toEqual({ ok: true, value: ['file'] });
  });

  test('deleting hides what is below, and it can be made anew', () => {
    const fs = empty(lower());
    expect(fs.remove('/etc/shared')).toBeUndefined();
    expect(fs.stat('/etc/shared')).toBeUndefined();
    expect(fs.list('/etc')).toEqual({ ok: true, value: ['deep'] });
    fs.writeFile('/etc/shared', 'again');
    expect(fs.readFile('/etc/shared')).toEqual({ ok: true, value: 'again' });
  });

  test('a tree put below later shows through directories that were written to before', () => {
    const fs = empty();
    fs.makeDirectory('/etc');
    fs.writeFile('/etc/own', 'own');
    fs.addLower(lower());
    expect(fs.list('/etc')).toEqual({ ok: true, value: ['deep', 'own', 'shared'] });
  });
});
