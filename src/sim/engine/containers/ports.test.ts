import { describe, expect, it } from 'vitest';
import type { NfTable } from '../../linux/netfilter.ts';
import { EngineLab } from '../../testkit/engine.ts';
import type { ContainerInspect, ContainerSummary } from '../api/types.ts';

function rules(lab: EngineLab, table: NfTable, chain: string): string[] {
  const found = lab.kernel.rootNs.net.netfilter.chains(table).find((each) => each.name === chain);
  return (found?.rules ?? []).map((rule) => rule.text);
}

function listening(lab: EngineLab): string[] {
  const sockets = lab.kernel.rootNs.sockets.list?.() ?? [];
  return sockets.map(({ protocol, family, local }) => `${protocol} ${family} ${local.port}`).sort();
}

const inspect = (lab: EngineLab, name: string) =>
  (lab.json('GET', `/containers/${name}/json`).body as ContainerInspect).NetworkSettings;

const publishing = (PortBindings: object, more: object = {}) => ({ HostConfig: { PortBindings, ...more } });

describe('publishing ports', () => {
  const lab = new EngineLab();

  it('takes them on the host, translates them and runs docker-proxy', () => {
    lab.container('web', publishing({ '80/tcp': [{ HostPort: '8080' }] }));
    expect(inspect(lab, 'web').Ports).toEqual({
      '80/tcp': [
        { HostIp: '0.0.0.0', HostPort: '8080' },
        { HostIp: '::', HostPort: '8080' },
      ],
    });
    expect((lab.json('GET', '/containers/json').body as ContainerSummary[])[0]?.Ports).toEqual([
      { IP: '0.0.0.0', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' },
      { IP: '::', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' },
    ]);
    expect(rules(lab, 'nat', 'DOCKER')).toEqual([
      '-i docker0 -j RETURN',
      '! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80',
    ]);
    expect(rules(lab, 'filter', 'DOCKER')).toEqual([
      '-d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT',
      '! -i docker0 -o docker0 -j DROP',
    ]);
    expect(rules(lab, 'raw', 'PREROUTING')).toEqual(['-d 172.17.0.2/32 ! -i docker0 -j DROP']);
    expect(listening(lab)).toEqual(['tcp inet 8080', 'tcp inet6 8080']);
    const proxies = lab.machine.enclosure.processes().map((each) => each.argv.join(' '));
    expect(proxies.filter((line) => line.startsWith('/usr/bin/docker-proxy'))).toHaveLength(2);
  });

  it('names the container in the rules that it needs', () => {
    const { netfilter } = lab.kernel.rootNs.net;
    const origins = netfilter.chains('nat').flatMap((chain) => chain.rules.map((rule) => rule.origin));
    expect(new Set(origins)).toEqual(new Set(['dockerd', 'docker network bridge', 'container web -p 8080:80']));
  });

  it('ends with the container', () => {
    lab.send('POST', '/containers/web/kill');
    expect(listening(lab)).toEqual([]);
    expect(rules(lab, 'nat', 'DOCKER')).toEqual(['-i docker0 -j RETURN']);
    expect(rules(lab, 'filter', 'DOCKER')).toEqual(['! -i docker0 -o docker0 -j DROP']);
    expect(rules(lab, 'raw', 'PREROUTING')).toEqual([]);
    expect(inspect(lab, 'web').Ports).toEqual({});
    lab.pass(1);
    expect(lab.machine.enclosure.processes().map((each) => each.argv[0])).toEqual(['/sbin/init', '/usr/bin/dockerd']);
  });

  it('finds free ports where none is named', () => {
    lab.container('all', {
      ...publishing({}, { PublishAllPorts: true }),
      ExposedPorts: { '80/tcp': {}, '53/udp': {} },
    });
    const first = inspect(lab, 'all').Ports;
    expect([first['80/tcp']?.[0]?.HostPort, first['53/udp']?.[0]?.HostPort]).toEqual(['32768', '32768']);
    lab.container(
      'range',
      publishing({ '80/tcp': [{ HostPort: '9000-9001' }], '81/tcp': [{ HostPort: '9000-9001' }] }),
    );
    const ports = inspect(lab, 'range').Ports;
    expect([ports['80/tcp']?.[0]?.HostPort, ports['81/tcp']?.[0]?.HostPort]).toEqual(['9000', '9001']);
  });

  it('says whose the port is when a program of the host has it', () => {
    const made = lab.kernel.rootNs.sockets.stream?.();
    if (!made?.ok) throw new Error('no socket');
    expect([made.value.bind(0, 8088), made.value.listen(1)]).toEqual([undefined, undefined]);
    const id = lab.create('late', publishing({ '80/tcp': [{ HostPort: '8088' }] }));
    expect(lab.error('POST', `/containers/${id}/start`)).toMatch(
      /failed to bind host port for 0\.0\.0\.0:8088:172\.17\.0\.\d:80\/tcp: address already in use$/,
    );
    made.value.close();
    expect(lab.error('POST', `/containers/${id}/start`)).toBe('');
  });

  it('says what iptables says when its chains are gone', () => {
    const { netfilter } = lab.kernel.rootNs.net;
    netfilter.flush('nat');
    netfilter.deleteChain('nat', 'DOCKER');
    const id = lab.create('flushed', publishing({ '80/tcp': [{ HostPort: '8099' }] }));
    expect(lab.error('POST', `/containers/${id}/start`)).toMatch(
      /: Unable to enable DNAT rule: {2}\(iptables failed: iptables --wait -t nat -A DOCKER -p tcp -d 0\/0 --dport 8099 -j DNAT --to-destination 172\.17\.0\.\d:80 ! -i docker0: iptables: No chain\/target\/match by that name\.\n \(exit status 1\)\)$/,
    );
  });
});

describe('ports move', () => {
  const lab = new EngineLab();
  for (const Name of ['alpha', 'beta', 'gone']) lab.json('POST', '/networks/create', { Name });
  lab.json('POST', '/networks/create', { Name: 'inside', Internal: true });

  it('with the gateway of the container', () => {
    lab.container('web', publishing({ '80/tcp': [{ HostPort: '8080' }] }, { NetworkMode: 'beta' }));
    const target = () =>
      rules(lab, 'nat', 'DOCKER')
        .find((rule) => rule.includes('DNAT'))
        ?.split(' ')
        .at(-1);
    expect(target()).toBe('172.19.0.2:80');
    lab.json('POST', '/networks/alpha/connect', { Container: 'web' });
    expect(target()).toBe('172.18.0.2:80');
    lab.json('POST', '/networks/alpha/disconnect', { Container: 'web' });
    expect(target()).toBe('172.19.0.2:80');
  });

  it('and nowhere without one', () => {
    lab.container('closed', publishing({ '80/tcp': [{ HostPort: '8081' }] }, { NetworkMode: 'inside' }));
    expect(inspect(lab, 'closed').Ports).toEqual({});
    lab.container('host', publishing({ '80/tcp': [{ HostPort: '8082' }] }, { NetworkMode: 'host' }));
    expect(inspect(lab, 'host').Ports).toEqual({});
  });

  it.each([
    [{ '99999/tcp': [{ HostPort: '1' }] }, '400 invalid port specification: "99999"'],
    [{ '80/tcp': [{ HostPort: 'abc' }] }, '400 invalid port specification: "abc"'],
    [{ '80/tcp': [{ HostPort: '9-8' }] }, '400 invalid port specification: "9-8"'],
  ])('%j answers %s', (ports, text) => {
    const body = { Image: 'busybox', Cmd: ['true'], ...publishing(ports) };
    expect(lab.error('POST', '/containers/create', body)).toBe(text);
  });
});
