import { describe, expect, it } from 'vitest';
import { ip4 } from '../base/ip4.ts';
import { SECOND } from '../des/scheduler.ts';
import { KernelLab, openSocket, ping } from '../testkit/kernel-lab.ts';
import { connect } from './connect.ts';
import { Router } from './router.ts';
import { Switch } from './switch.ts';

/** Three hosts and a router on one switch; the router also owns 10.255.255.53. */
function threeHosts() {
  const lab = new KernelLab();
  const { scheduler, trace, uids, random } = lab;
  const lan = new Switch('lan', scheduler, trace, uids);
  const cables = [];
  const hosts = [1, 2, 3].map((n) => {
    const kernel = lab.kernel(`node${n}`);
    const nic = kernel.addNic('eth0');
    cables.push(connect(scheduler, trace, nic, lan.addPort()));
    const { net } = kernel.rootNs;
    net.addAddress(nic.ifindex, ip4(`192.168.99.${100 + n}`), 24);
    net.setLink(nic.ifindex, { up: true });
    net.addRoute({ dst: 0, prefixLength: 0, gateway: ip4('192.168.99.1') }, 'add');
    return { kernel, nic, ns: kernel.rootNs };
  });
  const router = new Router({ scheduler, trace, uids, random, hostName: 'gateway' });
  const nic = router.addInterface('eth0', { local: ip4('192.168.99.1'), prefixLength: 24 });
  const cable = connect(scheduler, trace, nic, lan.addPort());
  router.addOwnAddress(ip4('10.255.255.53'), 32);
  const [node1, node2] = hosts;
  if (node1 === undefined || node2 === undefined) throw new Error('hosts');
  return { lab, lan, router, cable, node1, node2 };
}

describe('three hosts on a switch', () => {
  it('reach each other and the router’s own addresses', () => {
    const { lab, node1 } = threeHosts();
    const socket = openSocket(node1.ns, { type: 'ping' });
    ping(socket, '192.168.99.102');
    lab.run(SECOND / 10);
    ping(socket, '10.255.255.53', 2);
    lab.run(SECOND / 10);
    expect(socket.receive()).toMatchObject({ from: ip4('192.168.99.102'), ttl: 64 });
    expect(socket.receive()).toMatchObject({ from: ip4('10.255.255.53'), ttl: 64 });
  });

  it('learn from the router what it does not know', () => {
    const { lab, node1 } = threeHosts();
    const socket = openSocket(node1.ns, { type: 'ping' });
    ping(socket, '10.99.99.99');
    lab.run(SECOND / 10);
    expect(socket.receiveError()).toMatchObject({ errno: 'ENETUNREACH', offender: ip4('192.168.99.1') });
    const dns = openSocket(node1.ns, { type: 'udp' });
    dns.connect(ip4('10.255.255.53'), 53);
    dns.send(Uint8Array.of(1));
    lab.run(SECOND / 10);
    expect(dns.receiveError()).toMatchObject({ errno: 'ECONNREFUSED', offender: ip4('10.255.255.53') });
  });

  it('the switch floods the first frame and forwards the next', () => {
    const { lab, node1 } = threeHosts();
    ping(openSocket(node1.ns, { type: 'ping' }), '192.168.99.102');
    lab.run(SECOND / 10);
    const decisions = lab.records().filter((r) => r.kind === 'bridge');
    expect(decisions.map((r) => `${r.host}/${r.deviceName} ${r.why.replace(/(..:){5}../, 'MAC')}`)).toEqual([
      'lan/port1 lan does not know MAC, or it is a group: out of every other port',
      'lan/port2 lan learnt MAC on port1',
      'lan/port1 lan learnt MAC on port2',
      'lan/port2 lan learnt MAC on port1',
    ]);
  });

  it('a cut cable takes the carrier away, a mended one gives it back', () => {
    const { lab, router, cable, node1 } = threeHosts();
    const link = () => router.kernel.rootNs.net.link('eth0');
    expect(link()).toMatchObject({ operstate: 'UP', carrier: true });
    cable.setWhole(false);
    expect(link()).toMatchObject({ operstate: 'DOWN', carrier: false });
    const socket = openSocket(node1.ns, { type: 'ping' });
    ping(socket, '192.168.99.1');
    lab.run(4 * SECOND);
    expect(socket.receiveError()?.errno).toBe('EHOSTUNREACH');
    cable.setWhole(true);
    ping(socket, '192.168.99.1', 2);
    lab.run(SECOND);
    expect(socket.receive()?.from).toBe(ip4('192.168.99.1'));
  });

  it('a slow cable takes the time that a frame’s bits need', () => {
    const lab = new KernelLab();
    const [sender, receiver] = [lab.kernel('a'), lab.kernel('b')];
    const [a, b] = [sender.addNic('eth0'), receiver.addNic('eth0')];
    connect(lab.scheduler, lab.trace, a, b, { latency: 1000, rate: 10 });
    a.ns.setUp(a, true);
    b.ns.setUp(b, true);
    sender.rootNs.sockets.sendPacket(a.ifindex, 0x88b5, b.mac, new Uint8Array(1476));
    sender.rootNs.sockets.sendPacket(a.ifindex, 0x88b5, b.mac, new Uint8Array(1476));
    const arrivals = lab.records().flatMap((r) => (r.arrives === undefined ? [] : [r.arrives]));
    // (14 + 1476 + 24 bytes) * 8 bits at 10 a microsecond, then 1000 of cable and 18 of card.
    expect(arrivals).toEqual([1212 + 1018, 2424 + 1018]);
  });
});
