// Two hosts on one cable with an overlay between them, made by hand as libnetwork makes it: a namespace with a bridge and a VXLAN device.
// Source: libnetwork/drivers/overlay (ov_network.go, ov_utils.go, peerdb.go).
// Not for: swarm; nobody here tells anybody of peers.
import { type Ip4, ip4 } from '../base/ip4.ts';
import type { Kernel } from '../linux/kernel.ts';
import type { Netns } from '../linux/netns.ts';
import { connect } from '../underlay/connect.ts';
import { KernelLab, must } from './kernel-lab.ts';

export const VNI = 4097;

/** 02:42 and the address, as Docker's drivers make MAC addresses. */
export const dockerMac = (ip: Ip4): number => 0x024200000000 + ip;

export interface OverlayHost {
  readonly kernel: Kernel;
  /** The host's own namespace, with 192.168.99.101 or .102 on eth0. */
  readonly root: Netns;
  /** The overlay's namespace. */
  readonly overlay: Netns;
  /** A container with 10.22.0.2 or 10.22.0.4 on eth0. */
  readonly container: Netns;
}

function addHost(
  lab: KernelLab,
  name: string,
  underlay: string,
  inner: string,
): OverlayHost & { nic: ReturnType<Kernel['addNic']> } {
  const kernel = lab.kernel(name);
  const nic = kernel.addNic('eth0');
  const { net } = kernel.rootNs;
  net.addAddress(nic.ifindex, ip4(underlay), 24);
  net.setLink(nic.ifindex, { up: true });
  const overlay = kernel.createNetns(`${name}-overlay`);
  const vx = must(
    net.addLink({
      kind: 'vxlan',
      name: 'vx-001001',
      vni: VNI,
      port: 4789,
      proxy: true,
      l2miss: true,
      l3miss: true,
      mtu: 1450,
    }),
  );
  net.setLink(vx, { netns: overlay.net, name: 'vxlan0' });
  const bridge = must(overlay.net.addLink({ kind: 'bridge', name: 'br0' }));
  overlay.net.addAddress(bridge, ip4('10.22.0.1'), 24);
  overlay.net.setLink(bridge, { up: true });
  overlay.net.setLink(overlay.net.link('vxlan0')?.ifindex ?? 0, { master: bridge, up: true });
  const container = addMember(kernel, overlay, `${name}-c`, inner);
  return { kernel, root: kernel.rootNs, overlay, container, nic };
}

/** A namespace with eth0 on the overlay's bridge. */
export function addMember(kernel: Kernel, overlay: Netns, name: string, address: string): Netns {
  const ns = kernel.createNetns(name);
  const ip = ip4(address);
  const peer = { name: 'eth0', netns: ns.net, mac: dockerMac(ip) };
  const bridge = overlay.net.link('br0')?.ifindex ?? 0;
  const port = must(overlay.net.addLink({ kind: 'veth', name: `v${name}`, peer, mtu: 1450 }));
  overlay.net.setLink(port, { master: bridge, up: true });
  const eth0 = ns.net.link('eth0')?.ifindex ?? 0;
  ns.net.setLink(1, { up: true });
  ns.net.addAddress(eth0, ip, 24);
  ns.net.setLink(eth0, { up: true, mtu: 1450 });
  return ns;
}

/** What libnetwork does when it hears of a peer: a neighbour and a forwarding entry. */
export function addPeer(overlay: Netns, address: string, endpoint: string): void {
  const vxlan0 = overlay.net.link('vxlan0')?.ifindex ?? 0;
  const mac = dockerMac(ip4(address));
  overlay.net.addNeighbour(vxlan0, ip4(address), mac, 'PERMANENT', true);
  overlay.net.addFdb(vxlan0, mac, 'permanent', true, { remote: { address: ip4(endpoint) } });
}

export class OverlayLab {
  readonly lab: KernelLab;
  readonly node1: OverlayHost;
  readonly node2: OverlayHost;

  constructor(seed = 1) {
    this.lab = new KernelLab(seed);
    const node1 = addHost(this.lab, 'node1', '192.168.99.101', '10.22.0.2');
    const node2 = addHost(this.lab, 'node2', '192.168.99.102', '10.22.0.4');
    connect(this.lab.scheduler, this.lab.trace, node1.nic, node2.nic);
    this.node1 = node1;
    this.node2 = node2;
  }

  /** Tells each host of the other's container. */
  introduce(): this {
    addPeer(this.node1.overlay, '10.22.0.4', '192.168.99.102');
    addPeer(this.node2.overlay, '10.22.0.2', '192.168.99.101');
    return this;
  }
}
