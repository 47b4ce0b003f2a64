import { describe, expect, it } from 'vitest';
import { EngineLab } from '../testkit/engine.ts';
import { engineSnapshot } from './snapshot.ts';

describe('the picture of an engine', () => {
  const lab = new EngineLab();

  it('has networks with their devices, containers with their addresses, and images', () => {
    lab.send('POST', '/networks/create', { Name: 'web' });
    lab.container('c1', {
      HostConfig: { NetworkMode: 'web' },
      NetworkingConfig: { EndpointsConfig: { web: { Aliases: ['db'] } } },
      ExposedPorts: { '80/tcp': {} },
    });
    const { networks, containers, images } = engineSnapshot(lab.engine);
    expect(networks.map((n) => [n.name, n.driver, n.subnet, n.predefined])).toEqual([
      ['none', 'null', undefined, true],
      ['host', 'host', undefined, true],
      ['bridge', 'bridge', '172.17.0.0/16', true],
      ['web', 'bridge', '172.18.0.0/16', false],
    ]);
    const uids = lab.kernel.rootNs.net
      .links()
      .filter((l) => l.kind === 'bridge')
      .map((l) => l.uid);
    expect(networks.slice(2).map((n) => n.bridge)).toEqual(uids);
    expect(containers).toMatchObject([
      {
        name: 'c1',
        state: 'running',
        networkMode: 'web',
        attachments: [{ network: 'web', address: '172.18.0.2', aliases: ['db'] }],
        ports: '80/tcp',
        netns: lab.kernel.namespaces()[1]?.inode,
      },
    ]);
    expect(images.map((i) => [i.name, i.suggestedCommand])).toEqual([
      ['busybox', 'sleep infinity'],
      ['nginx', ''],
      ['redis', ''],
      ['ubuntu', 'sleep infinity'],
    ]);
  });

  it('changes its version with every change, and with nothing else', () => {
    const steps: (() => unknown)[] = [
      () => lab.send('POST', '/networks/create', { Name: 'n2' }),
      () => lab.send('POST', '/networks/n2/connect', { Container: 'c1' }),
      () => lab.send('POST', '/containers/c1/rename?name=c2'),
      () => lab.send('POST', '/containers/c2/kill'),
      () => lab.send('POST', '/networks/n2/disconnect', { Container: 'c2' }),
      () => lab.send('DELETE', '/containers/c2'),
      () => lab.send('DELETE', '/networks/n2'),
    ];
    for (const step of steps) {
      const before = lab.engine.version;
      step();
      expect(lab.engine.version).toBeGreaterThan(before);
    }
    const quiet = lab.engine.version;
    lab.json('GET', '/containers/json');
    lab.json('GET', '/networks');
    engineSnapshot(lab.engine);
    lab.pass(60);
    expect(lab.engine.version).toBe(quiet);
  });
});

describe('the same seed', () => {
  it('gives the same identifiers, and another seed others', () => {
    const ids = (seed: number) => {
      const lab = new EngineLab({ seed });
      lab.container('c1');
      return JSON.stringify(lab.json('GET', '/containers/c1/json').body);
    };
    expect(ids(1)).toBe(ids(1));
    expect(ids(1)).not.toBe(ids(2));
  });
});
