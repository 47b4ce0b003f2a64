import { describe, expect, it } from 'vitest';
import { EngineLab } from '../../testkit/engine.ts';

describe('modes', () => {
  const lab = new EngineLab();
  lab.json('POST', '/networks/create', { Name: 'x1' });
  const mode = (NetworkMode: string) => ({ HostConfig: { NetworkMode } });
  const connect = (Container: string) => lab.error('POST', '/networks/x1/connect', { Container });

  it('host shares everything of the host, and nothing else may be joined', () => {
    lab.container('h1', mode('host'));
    expect(lab.kernel.namespaces()).toHaveLength(1);
    expect(lab.exec('h1', 'hostname')).toBe('node1\n');
    expect(lab.exec('h1', 'cat', '/etc/resolv.conf')).toBe('nameserver 10.255.255.53\n');
    expect(lab.json('GET', '/containers/h1/json').body).toMatchObject({
      NetworkSettings: {
        SandboxKey: '/var/run/docker/netns/default',
        Networks: { host: { IPAddress: '', Gateway: '', MacAddress: '', DNSNames: null } },
      },
    });
    expect(connect('h1')).toBe(
      '403 container sharing network namespace with another container or host cannot be connected to any other network',
    );
    const answer = lab.json('POST', '/containers/create', {
      Image: 'busybox',
      ...{ HostConfig: { NetworkMode: 'host', PortBindings: { '80/tcp': [{}] } } },
    });
    expect(answer.body).toMatchObject({ Warnings: ['Published ports are discarded when using host network mode'] });
    expect(lab.runContainer({ Cmd: ['hostname'], Hostname: 'foo', ...mode('host') })).toBe('foo\n');
  });

  it('none has a loopback, and joins networks once it has left', () => {
    lab.container('n1', mode('none'));
    const net = lab.engine.daemon.containers.get('n1').running?.enclosure.netns.net;
    expect(net?.links().map((l) => [l.name, l.up])).toEqual([['lo', true]]);
    expect(connect('n1')).toBe(
      '403 container cannot be connected to multiple networks with one of the networks in private (none) mode',
    );
    expect(lab.error('POST', '/networks/none/disconnect', { Container: 'n1' })).toBe('');
    expect(connect('n1')).toBe('');
    expect(net?.addresses().map((a) => a.label)).toEqual(['lo', 'eth0']);
  });

  it('container shares another’s namespace, name and files', () => {
    const donor = lab.container('d1', mode('x1'));
    const out = lab.runContainer({ Cmd: ['hostname'], ...mode('container:d1') });
    expect(out).toBe(`${donor.slice(0, 12)}\n`);
    expect(lab.runContainer({ Cmd: ['cat', '/etc/hosts'], ...mode('container:d1') })).toContain(
      `172.18.0.3\t${donor.slice(0, 12)}\n`,
    );
    lab.container('s1', mode('container:d1'));
    expect(connect('s1')).toBe(
      '403 container sharing network namespace with another container or host cannot be connected to any other network',
    );
    lab.send('DELETE', '/containers/s1?force=1');
    expect(lab.engine.daemon.containers.get('d1').running?.enclosure.netns.net.link('eth0')).toBeDefined();
  });

  it('container outlives its donor, with a loopback alone', () => {
    lab.container('d2', mode('x1'));
    lab.container('s2', mode('container:d2'));
    const before = lab.kernel.namespaces().length;
    lab.send('DELETE', '/containers/d2?force=1');
    const net = lab.engine.daemon.containers.get('s2').running?.enclosure.netns.net;
    expect(net?.links().map((l) => l.name)).toEqual(['lo']);
    expect(lab.kernel.namespaces()).toHaveLength(before);
    lab.send('DELETE', '/containers/s2?force=1');
    expect(lab.kernel.namespaces()).toHaveLength(before - 1);
  });

  it('container needs one that runs', () => {
    lab.create('idle');
    const cases = [
      ['container:idle', '409 cannot join network namespace of a non running container: container idle is created'],
      ['container:c9', '404 joining network namespace of container: No such container: c9'],
    ];
    for (const [each = '', text] of cases) {
      const id = lab.create('', mode(each));
      expect(lab.error('POST', `/containers/${id}/start`)).toBe(text);
    }
  });
});
