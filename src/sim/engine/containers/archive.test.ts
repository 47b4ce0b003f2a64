import { describe, expect, it } from 'vitest';
import { readTar, writeTar } from '../../base/tar.ts';
import { EngineLab } from '../../testkit/engine.ts';

const file = (name: string, text: string) => ({
  ...{ name, text, target: '', executable: false, modified: 0 },
  type: 'file' as const,
});

describe('files of a container', () => {
  it('go in and come out as archives, whether it runs or not', () => {
    const lab = new EngineLab();
    lab.create('c1');
    expect(lab.send('PUT', '/containers/c1/archive?path=/tmp', writeTar([file('note', 'hello')])).status).toBe(200);
    lab.send('POST', '/containers/c1/start');
    expect(lab.exec('c1', 'cat', '/tmp/note')).toBe('hello');
    const whole = readTar(lab.send('GET', '/containers/c1/archive?path=/tmp').body ?? '');
    expect(whole?.map((entry) => entry.name)).toEqual(['tmp', 'tmp/note']);
    const content = readTar(lab.send('GET', '/containers/c1/archive?path=/tmp/.').body ?? '');
    expect(content?.map((entry) => entry.name)).toEqual(['.', './note']);
  });

  it.each([
    ['GET', '/nosuch', undefined, '404 Could not find the file /nosuch in container c1'],
    ['PUT', '/etc/hostname', '', '400 extraction point is not a directory'],
    ['PUT', '/tmp', 'x'.repeat(600), '400 archive/tar: invalid tar header'],
  ] as const)('%s %s may fail', (method, path, body, message) => {
    const lab = new EngineLab();
    lab.container('c1');
    expect(lab.error(method, `/containers/c1/archive?path=${path}`, body)).toBe(message);
  });

  it('are not put on a read-only root', () => {
    const lab = new EngineLab();
    lab.container('c1', { HostConfig: { ReadonlyRootfs: true } });
    const archive = writeTar([file('note', 'hello')]);
    expect(lab.error('PUT', '/containers/c1/archive?path=/tmp', archive)).toBe(
      '400 container rootfs is marked read-only',
    );
  });
});
