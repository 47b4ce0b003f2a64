import { describe, expect, it } from 'vitest';
import { formatIp4, ip4 } from '../../base/ip4.ts';
import type { Socket } from '../../linux/socket.ts';
import { EngineLab } from '../../testkit/engine.ts';
import { emitDns, parseDns, reverseName } from '../../wire/dns.ts';
import { TYPE_A, TYPE_AAAA, TYPE_PTR } from '../../wire/dns-record.ts';

/** Asks the embedded resolver from inside a container: `NOERROR ra 172.18.0.2`. */
function ask(lab: EngineLab, container: string, name: string, type = TYPE_A): string {
  const netns = lab.engine.daemon.containers.get(container).running?.enclosure.netns;
  const made = netns?.sockets.socket({ type: 'udp' });
  if (!made?.ok) throw new Error('no socket');
  const socket: Socket = made.value;
  const query = {
    id: 7,
    response: false,
    authoritative: false,
    truncated: false,
    recursionDesired: true,
    recursionAvailable: false,
    rcode: 0,
    questions: [{ name, type }],
    answers: [],
  };
  socket.send(emitDns(query) ?? new Uint8Array(), { address: ip4('127.0.0.11'), port: 53 });
  lab.pass(20);
  const datagram = socket.receive();
  const message = datagram && parseDns(datagram.payload);
  socket.close();
  if (datagram === undefined || message === undefined) return 'silence';
  expect([formatIp4(datagram.from), datagram.fromPort, message.id]).toEqual(['127.0.0.11', 53, 7]);
  const answers = message.answers.map(({ data, ttl }) => {
    expect(ttl).toBe(600);
    return data.kind === 'a'
      ? formatIp4(data.address)
      : data.kind === 'name'
        ? data.name
        : data.kind === 'bytes'
          ? `${data.bytes.length} bytes`
          : data.kind;
  });
  const rcode = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN'][message.rcode];
  return [rcode, message.recursionAvailable ? 'ra' : '-', ...answers.sort()].join(' ');
}

describe('the embedded resolver', () => {
  const lab = new EngineLab();
  const on = (NetworkMode: string, EndpointConfig: object = {}) => ({
    HostConfig: { NetworkMode },
    NetworkingConfig: { EndpointsConfig: { [NetworkMode]: EndpointConfig } },
  });
  for (const Name of ['linux', 'front.end']) lab.json('POST', '/networks/create', { Name });
  lab.json('POST', '/networks/create', { Name: 'dual', EnableIPv6: true });
  lab.json('POST', '/networks/create', { Name: 'back', Internal: true });
  const u1 = lab.container('ubuntu1', on('linux'));
  lab.container('ubuntu2', { Hostname: 'second', ...on('linux', { Aliases: ['pool'] }) });
  lab.container('ubuntu3', on('linux', { Aliases: ['pool'], Links: ['ubuntu2:mate'] }));
  lab.container('ubuntu4', on('front.end'));
  lab.container('six', on('dual'));
  lab.container('iso', on('back'));

  it.each([
    ['ubuntu2', TYPE_A, 'NOERROR ra 172.18.0.3'],
    ['UBUNTU2', TYPE_A, 'NOERROR ra 172.18.0.3'],
    ['second', TYPE_A, 'NOERROR ra 172.18.0.3'],
    [u1.slice(0, 12), TYPE_A, 'NOERROR ra 172.18.0.2'],
    ['ubuntu2.linux', TYPE_A, 'NOERROR ra 172.18.0.3'],
    ['pool', TYPE_A, 'NOERROR ra 172.18.0.3 172.18.0.4'],
    ['ubuntu2', TYPE_AAAA, 'NOERROR ra'],
    [reverseName(ip4('172.18.0.3')), TYPE_PTR, 'NOERROR ra ubuntu2.linux'],
    ['ubuntu4', TYPE_A, 'SERVFAIL -'],
    ['ubuntu4.front.end', TYPE_A, 'SERVFAIL -'],
    ['mate', TYPE_A, 'SERVFAIL -'],
    [reverseName(ip4('172.19.0.2')), TYPE_PTR, 'SERVFAIL -'],
  ])('tells ubuntu1 of %s type %i: %s', (name, type, answer) => {
    expect(ask(lab, 'ubuntu1', name, type)).toBe(answer);
  });

  it('knows private names of the asking container alone', () => {
    expect(ask(lab, 'ubuntu3', 'mate')).toBe('NOERROR ra 172.18.0.3');
  });

  it('gives IPv6 addresses where the network has them', () => {
    expect(ask(lab, 'six', 'six', TYPE_AAAA)).toBe('NOERROR ra 16 bytes');
  });

  it('asks nobody outside for an internal network', () => {
    expect(ask(lab, 'iso', 'ubuntu1')).toBe('SERVFAIL -');
  });

  it('answers over TCP too, on ports that rules of the container lead to', () => {
    const netns = lab.engine.daemon.containers.get('ubuntu1').running?.enclosure.netns;
    const made = netns?.sockets.stream?.();
    if (!made?.ok) throw new Error('no socket');
    const socket = made.value;
    expect(socket.connect(ip4('127.0.0.11'), 53)).toBeUndefined();
    lab.pass(1);
    const query = emitDns({
      ...{ id: 9, response: false, authoritative: false, truncated: false, recursionDesired: true },
      ...{ recursionAvailable: false, rcode: 0, questions: [{ name: 'ubuntu2', type: TYPE_A }], answers: [] },
    });
    socket.write(Uint8Array.of(0, query?.length ?? 0, ...(query ?? [])));
    lab.pass(1);
    const read = socket.read();
    const message = read instanceof Uint8Array ? parseDns(read.slice(2)) : undefined;
    expect(message).toMatchObject({ id: 9, rcode: 0, answers: [{ data: { address: ip4('172.18.0.3') } }] });
    expect(socket.peerAddress()).toEqual({ address: ip4('127.0.0.11'), port: 53 });
    socket.close();
    const chain = netns?.net.netfilter.chains('nat').find(({ name }) => name === 'DOCKER_OUTPUT');
    const rules = chain?.rules.map((rule) => rule.text.replace(/\d+$/, 'N'));
    expect(rules).toEqual([
      '-d 127.0.0.11/32 -p tcp -m tcp --dport 53 -j DNAT --to-destination 127.0.0.11:N',
      '-d 127.0.0.11/32 -p udp -m udp --dport 53 -j DNAT --to-destination 127.0.0.11:N',
    ]);
  });

  it('follows connect, rename, disconnect and stop', () => {
    lab.send('POST', '/networks/linux/connect', { Container: 'ubuntu4' });
    expect(ask(lab, 'ubuntu1', 'ubuntu4')).toBe('NOERROR ra 172.18.0.5');
    expect(ask(lab, 'ubuntu4', 'ubuntu4.front.end')).toBe('NOERROR ra 172.19.0.2');
    lab.send('POST', '/containers/ubuntu4/rename?name=four');
    expect(ask(lab, 'ubuntu1', 'four')).toBe('NOERROR ra 172.18.0.5');
    expect(ask(lab, 'ubuntu1', 'ubuntu4')).toBe('SERVFAIL -');
    lab.send('POST', '/networks/linux/disconnect', { Container: 'four' });
    expect(ask(lab, 'ubuntu1', 'four')).toBe('SERVFAIL -');
    lab.send('POST', '/containers/ubuntu2/kill');
    expect(ask(lab, 'ubuntu1', 'pool')).toBe('NOERROR ra 172.18.0.4');
  });

  it('is not there on the default bridge, nor after the last container has gone', () => {
    lab.container('plain');
    expect(ask(lab, 'plain', 'plain')).toBe('silence');
  });

  it('is written into resolv.conf as the recording of a real host shows it', () => {
    expect(lab.exec('ubuntu1', 'cat', '/etc/resolv.conf')).toBe(
      '# Generated by Docker Engine.\n# This file can be edited; Docker Engine will not make further changes once it\n' +
        "# has been modified.\n\nnameserver 127.0.0.11\noptions ndots:0\n\n# Based on host file: '/etc/resolv.conf' (internal resolver)\n" +
        '# ExtServers: [host(10.255.255.53)]\n# Overrides: []\n# Option ndots from: internal\n',
    );
  });
});

describe('resolv.conf with overrides', () => {
  const lab = new EngineLab({ resolvConf: 'nameserver 127.0.0.53\nsearch lan\n' });
  lab.json('POST', '/networks/create', { Name: 'web' });
  const tail = (name: string) => lab.exec(name, 'cat', '/etc/resolv.conf').split('\n').slice(4).join('\n');

  it('uses public servers where the host’s are its own', () => {
    lab.container('c1');
    expect(tail('c1')).toBe(
      "nameserver 8.8.8.8\nnameserver 8.8.4.4\nsearch lan\n\n# Based on host file: '/etc/resolv.conf' (legacy)\n# Used default nameservers.\n# Overrides: []\n",
    );
  });

  it('says what was overridden', () => {
    lab.container('c2', {
      HostConfig: { NetworkMode: 'web', Dns: ['9.9.9.9'], DnsSearch: ['corp'], DnsOptions: ['ndots:2'] },
    });
    expect(tail('c2')).toBe(
      "nameserver 127.0.0.11\nsearch corp\noptions ndots:2\n\n# Based on host file: '/etc/resolv.conf' (internal resolver)\n" +
        '# ExtServers: [9.9.9.9]\n# Overrides: [nameservers search options]\n# Option ndots from: override\n',
    );
    expect(ask(lab, 'c2', 'single')).toBe('NOERROR ra');
  });

  it('adds hosts', () => {
    lab.container('c3', { HostConfig: { ExtraHosts: ['db:10.0.0.9', 'gw:host-gateway'] } });
    const lines = lab.exec('c3', 'cat', '/etc/hosts').split('\n').slice(6, 8);
    expect(lines).toEqual(['10.0.0.9\tdb', '172.17.0.1\tgw']);
  });
});
