import { describe, expect, it } from 'vitest';
import { EngineLab } from '../../testkit/engine.ts';

const mountsOf = (lab: EngineLab, name: string) =>
  (lab.json('GET', `/containers/${name}/json`).body as { Mounts: object[] }).Mounts;
const names = (lab: EngineLab): string[] =>
  (lab.json('GET', '/volumes').body as { Volumes: { Name: string }[] }).Volumes.map((volume) => volume.Name);

describe('volumes', () => {
  it('are made when a container asks for them, shared by several, and kept while one has them', () => {
    const lab = new EngineLab();
    lab.container('c1', { HostConfig: { Binds: ['data:/d'] } });
    lab.container('c2', { HostConfig: { Binds: ['data:/e:ro'] } });
    lab.engine.daemon.containers.get('c1').fs?.writeFile('/d/note', 'hello');
    expect(lab.exec('c2', 'cat', '/e/note')).toBe('hello');
    expect(lab.engine.daemon.containers.get('c2').fs?.writeFile('/e/note', 'x')).toBe('EROFS');
    expect(mountsOf(lab, 'c2')).toMatchObject([{ Type: 'volume', Name: 'data', Mode: 'ro', RW: false }]);
    expect(lab.error('DELETE', '/volumes/data')).toMatch(
      /^409 remove data: volume is in use - \[[0-9a-f]{64}, [0-9a-f]{64}\]$/,
    );
    for (const name of ['c1', 'c2']) lab.send('DELETE', `/containers/${name}?force=1&v=1`);
    expect(names(lab)).toEqual(['data']);
    expect(lab.machine.enclosure.fs.readFile('/var/lib/docker/volumes/data/_data/note')).toEqual({
      ok: true,
      value: 'hello',
    });
    expect(lab.send('DELETE', '/volumes/data').status).toBe(204);
  });

  it('without a name go with their container', () => {
    const lab = new EngineLab();
    lab.container('c1', { Volumes: { '/anon': {} } });
    lab.container('c2', { Volumes: { '/anon': {} }, HostConfig: { AutoRemove: true } });
    expect(names(lab)).toHaveLength(2);
    lab.send('POST', '/containers/c2/kill');
    lab.pass(1);
    expect(names(lab)).toHaveLength(1);
    lab.send('DELETE', '/containers/c1?force=1');
    expect(lab.json('POST', '/volumes/prune').body).toMatchObject({ VolumesDeleted: [expect.any(String)] });
  });

  it('start with what the image has at their place', () => {
    const lab = new EngineLab();
    lab.container('c1', { HostConfig: { Binds: ['data:/etc'] } });
    expect(names(lab)).toEqual(['data']);
    expect(lab.machine.enclosure.fs.list('/var/lib/docker/volumes/data/_data')).toMatchObject({ ok: true });
    expect(lab.exec('c1', 'cat', '/etc/hostname')).not.toBe('');
  });
});

describe('bind mounts', () => {
  it("show the host's files, for writing too, and are made where they are missing", () => {
    const lab = new EngineLab();
    const host = lab.machine.enclosure.fs;
    host.makeDirectory('/srv/www', true);
    lab.container('c1', { HostConfig: { Binds: ['/srv/www:/www', '/srv/new:/new'] } });
    lab.engine.daemon.containers.get('c1').fs?.writeFile('/www/index', 'page');
    expect(host.readFile('/srv/www/index')).toEqual({ ok: true, value: 'page' });
    expect(host.stat('/srv/new')?.type).toBe('directory');
    host.writeFile('/srv/new/late', 'text');
    expect(lab.exec('c1', 'cat', '/new/late')).toBe('text');
  });

  it('leave a read-only root alone with what is mounted', () => {
    const lab = new EngineLab();
    lab.container('c1', { HostConfig: { ReadonlyRootfs: true, Tmpfs: { '/run': '' }, Binds: ['data:/d'] } });
    const { fs } = lab.engine.daemon.containers.get('c1');
    expect(fs?.writeFile('/x', '')).toBe('EROFS');
    expect(fs?.makeDirectory('/usr/x')).toBe('EROFS');
    expect(fs?.writeFile('/run/x', '')).toBeUndefined();
    expect(fs?.writeFile('/d/x', '')).toBeUndefined();
    expect(fs?.writeFile('/etc/hosts', 'mine')).toBeUndefined();
    expect(fs?.remove('/etc/hosts')).toBe('EBUSY');
  });

  it.each([
    [{ Binds: ['/a:/b:rx'] }, '400 invalid mode: rx'],
    [
      { Binds: ['/a:b'] },
      "400 invalid volume specification: '/a:b': invalid mount path: 'b' mount path must be absolute",
    ],
    [{ Binds: ['/a:/b', 'x1:/b'] }, '400 Duplicate mount point: /b'],
    [
      { Binds: ['a:/b'] },
      '400 create a: volume name is too short, names should be at least two alphanumeric characters',
    ],
    [
      { Mounts: [{ Type: 'bind', Source: '/nosuch', Target: '/x' }] },
      '400 invalid mount config for type "bind": bind source path does not exist: /nosuch',
    ],
    [{ VolumesFrom: ['nosuch'] }, '400 No such container: nosuch'],
  ])('%j is refused', (HostConfig, message) => {
    const lab = new EngineLab();
    const body = { Image: 'busybox', Cmd: ['sleep', 'infinity'], HostConfig };
    expect(lab.error('POST', '/containers/create?name=c1', body)).toBe(message);
  });
});
