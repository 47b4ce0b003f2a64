import { describe, expect, it } from 'vitest';
import { ip4 } from '../../base/ip4.ts';
import { SECOND } from '../../des/scheduler.ts';
import { addBridge, KernelLab, must, openSocket, ping } from '../../testkit/kernel-lab.ts';
import { connect } from '../../underlay/connect.ts';
import { Switch } from '../../underlay/switch.ts';
import type { Kernel } from '../kernel.ts';
import type { LinkSpec } from '../netlink.ts';
import type { Netns } from '../netns.ts';

type Kind = 'macvlan' | 'ipvlan' | 'vlan';
type Child =
  Extract<LinkSpec, { readonly kind: Kind }> extends infer S
    ? S extends LinkSpec
      ? Omit<S, 'name' | 'lower'>
      : never
    : never;

/** Two hosts on a switch, 10.0.0.1 and 10.0.0.2. */
function twoHosts() {
  const lab = new KernelLab();
  const { scheduler, trace, uids } = lab;
  const lan = new Switch('lan', scheduler, trace, uids);
  const [one, two] = [1, 2].map((number) => {
    const kernel = lab.kernel(`node${number}`);
    const nic = kernel.addNic('eth0');
    connect(scheduler, trace, nic, lan.addPort());
    kernel.rootNs.net.addAddress(nic.ifindex, ip4(`10.0.0.${number}`), 24);
    kernel.rootNs.net.setLink(nic.ifindex, { up: true });
    return kernel;
  });
  if (one === undefined || two === undefined) throw new Error('hosts');
  const eth0 = one.rootNs.net.link('eth0')?.ifindex ?? 0;
  return { lab, one, two, eth0 };
}

/** A namespace with a device on `lower`, moved there as Docker does it. */
function child(kernel: Kernel, label: string, lower: number, spec: Child, address: string): Netns {
  const ns = kernel.createNetns(label);
  const root = kernel.rootNs.net;
  const made = must(root.addLink({ ...spec, name: `tmp-${label}`, lower } as LinkSpec));
  expect(root.setLink(made, { netns: ns.net, name: 'eth0' })).toBeUndefined();
  const own = ns.net.link('eth0')?.ifindex ?? 0;
  ns.net.addAddress(own, ip4(address), 24);
  ns.net.setLink(own, { up: true });
  return ns;
}

/** Whether an echo request from a namespace is answered. */
function reaches(lab: KernelLab, from: Netns, to: string): boolean {
  const socket = openSocket(from, { type: 'ping' });
  ping(socket, to);
  lab.run(4 * SECOND);
  const answered = socket.receive() !== undefined;
  socket.close();
  return answered;
}

describe('who reaches whom', () => {
  const modes: readonly (readonly [Child, { sibling: boolean; outside: boolean; host: boolean }])[] = [
    [
      { kind: 'macvlan', mode: 'bridge' },
      { sibling: true, outside: true, host: false },
    ],
    [
      { kind: 'macvlan', mode: 'private' },
      { sibling: false, outside: true, host: false },
    ],
    [
      { kind: 'macvlan', mode: 'vepa' },
      { sibling: false, outside: true, host: false },
    ],
    [
      { kind: 'ipvlan', mode: 'l2' },
      { sibling: true, outside: true, host: false },
    ],
    [
      { kind: 'ipvlan', mode: 'l2', flag: 'private' },
      { sibling: false, outside: true, host: false },
    ],
  ];
  it.each(modes)('%j: %j', (spec, expected) => {
    const { lab, one, two, eth0 } = twoHosts();
    const a = child(one, 'a', eth0, spec, '10.0.0.10');
    child(one, 'b', eth0, spec, '10.0.0.11');
    expect({
      sibling: reaches(lab, a, '10.0.0.11'),
      outside: reaches(lab, a, '10.0.0.2'),
      host: reaches(lab, a, '10.0.0.1'),
    }).toEqual(expected);
    expect(reaches(lab, one.rootNs, '10.0.0.10')).toBe(false);
    expect(reaches(lab, two.rootNs, '10.0.0.10')).toBe(true);
  });

  it('without layer 2 the host’s routes lead out, and between subnets', () => {
    for (const mode of ['l3', 'l3s'] as const) {
      const { lab, one, two, eth0 } = twoHosts();
      const a = child(one, 'a', eth0, { kind: 'ipvlan', mode }, '10.1.0.10');
      const b = child(one, 'b', eth0, { kind: 'ipvlan', mode }, '10.2.0.10');
      for (const ns of [a, b])
        ns.net.addRoute({ dst: 0, prefixLength: 0, ifindex: ns.net.link('eth0')?.ifindex ?? 0, scope: 'link' }, 'add');
      two.rootNs.net.addRoute({ dst: ip4('10.1.0.0'), prefixLength: 24, gateway: ip4('10.0.0.1') }, 'add');
      expect(reaches(lab, a, '10.2.0.10')).toBe(true);
      expect(reaches(lab, a, '10.0.0.2')).toBe(true);
      expect(lab.records().some((r) => r.netns === 'a' && r.protocol === 'ARP' && r.kind === 'send')).toBe(false);
    }
  });

  it('a device of the same kind on the host goes around what keeps it apart, as the drop says', () => {
    const { lab, one, eth0 } = twoHosts();
    child(one, 'a', eth0, { kind: 'macvlan', mode: 'bridge' }, '10.0.0.10');
    expect(reaches(lab, one.rootNs, '10.0.0.10')).toBe(false);
    const drop = lab.records().find((r) => r.reason === 'NEIGH_FAILED');
    expect(drop?.hint).toContain('ip link add shim link eth0 type macvlan mode bridge && ip link set shim up');
    expect(drop?.hint).toContain('ip route add 10.0.0.10/32 dev shim');
    const { net } = one.rootNs;
    const shim = must(net.addLink({ kind: 'macvlan', name: 'shim', lower: eth0, mode: 'bridge' }));
    net.setLink(shim, { up: true });
    net.addRoute({ dst: ip4('10.0.0.10'), prefixLength: 32, ifindex: shim, scope: 'link' }, 'add');
    expect(reaches(lab, one.rootNs, '10.0.0.10')).toBe(true);
  });

  it('VLANs are apart from each other, and tagged on the wire', () => {
    const { lab, one, two, eth0 } = twoHosts();
    const far = two.rootNs.net.link('eth0')?.ifindex ?? 0;
    const a = child(one, 'a', eth0, { kind: 'vlan', id: 10 }, '10.5.0.1');
    child(two, 'b', far, { kind: 'vlan', id: 10 }, '10.5.0.2');
    child(two, 'c', far, { kind: 'vlan', id: 20 }, '10.5.0.3');
    expect(reaches(lab, a, '10.5.0.2')).toBe(true);
    const onWire = lab.records().find((r) => r.kind === 'hop' && r.netns === 'node1' && r.deviceName === 'eth0');
    const view = lab.trace.packet(onWire?.seq ?? 0);
    expect(view?.layers[1]).toMatchObject({ name: '802.1Q Virtual LAN', summary: 'PRI: 0, DEI: 0, ID: 10' });
    expect([...(view?.bytes.subarray(12, 18) ?? [])]).toEqual([0x81, 0, 0, 10, 0x08, 0x06]);
    expect(reaches(lab, a, '10.5.0.3')).toBe(false);
    // VLAN 20 has its device, so 10's frames reach neither it nor the untagged device.
    expect(lab.records().some((r) => r.netns === 'c' && r.kind === 'deliver')).toBe(false);
    expect(lab.trace.drops).toBeGreaterThan(0);
  });

  it('a bridge carries macvlan devices as well', () => {
    const lab = new KernelLab();
    const kernel = lab.kernel('node1');
    const bridge = addBridge(kernel, 'br0', '10.0.0.1');
    const a = child(kernel, 'a', bridge, { kind: 'macvlan', mode: 'bridge' }, '10.0.0.10');
    child(kernel, 'b', bridge, { kind: 'macvlan', mode: 'bridge' }, '10.0.0.11');
    expect(reaches(lab, a, '10.0.0.11')).toBe(false); // no port has a carrier
    const veth = must(kernel.rootNs.net.addLink({ kind: 'veth', name: 'v0', peer: { name: 'v1' } }));
    kernel.rootNs.net.setLink(veth, { up: true, master: bridge });
    kernel.rootNs.net.setLink(kernel.rootNs.net.link('v1')?.ifindex ?? 0, { up: true });
    expect(reaches(lab, a, '10.0.0.11')).toBe(true);
  });

  it('goes with the device that it stands on', () => {
    const { one } = twoHosts();
    const { net } = one.rootNs;
    const dummy = must(net.addLink({ kind: 'dummy', name: 'd0' }));
    net.setLink(dummy, { up: true });
    const ns = child(one, 'a', dummy, { kind: 'macvlan' }, '10.7.0.1');
    net.setLink(dummy, { mtu: 1300 });
    expect(ns.net.link('eth0')).toMatchObject({ mtu: 1300, carrier: true, peerIfindex: dummy });
    net.deleteLink(dummy);
    expect(ns.net.link('eth0')).toBeUndefined();
  });
});
