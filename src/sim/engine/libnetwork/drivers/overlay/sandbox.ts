// An overlay network's own namespace on one host: a bridge for each subnet, and a VXLAN device behind it.
// Source: moby libnetwork/drivers/overlay/ov_network.go (setupSubnetSandbox, initSandbox), ov_utils.go.
// Not modelled: ARP's gc_thresh sysctls, which no table here is bound by.
import type { IpAddress } from '../../../../base/cidr.ts';
import type { Ip4 } from '../../../../base/ip4.ts';
import type { Mac } from '../../../../base/mac.ts';
import type { NetNamespace } from '../../../../linux/namespace.ts';
import type { Origin } from '../../../../linux/netlink.ts';
import { system } from '../../../api/errors.ts';
import type { DriverHost, IpamData, NetworkPlan } from '../../driver.ts';

/** How many characters of ids go into the path and the devices' first names. */
const PATH_LENGTH = 12;
const NAME_LENGTH = 5;
/** A Go program that says nothing of the queue asks for one of length 0. */
const TX_QUEUE_LEN = 0;
/** `lo` is the first device of every namespace. */
const LOOPBACK_IFINDEX = 1;
/** Random digits of a device's first name. */
const RANDOM_DIGITS = 7;

/** A peer's address inside, its MAC, and the host that it is on. */
export interface Peer {
  readonly address: IpAddress;
  readonly mac: Mac;
  readonly vtep: Ip4;
  /** Who has told of it. */
  readonly origin?: Origin;
}

export class OverlaySandbox {
  readonly netns: NetNamespace;
  readonly path: string;
  readonly #host: DriverHost;
  readonly #origin: string;

  /** `epoch` counts how often this daemon has made the namespace. */
  constructor(host: DriverHost, plan: NetworkPlan, epoch: number) {
    this.#host = host;
    this.#origin = `docker network ${plan.name} (overlay driver)`;
    this.netns = host.kernel.createNetns(`overlay ${plan.name}`);
    this.netns.net.setLink(LOOPBACK_IFINDEX, { up: true });
    this.path = `/var/run/docker/netns/${`${epoch}-${plan.id}`.slice(0, PATH_LENGTH)}`;
    host.bindNetns(this.path, this.netns);
  }

  /** The bridge and the VXLAN device of a subnet: br0 and vxlan0 for the first. */
  addSubnet(plan: NetworkPlan, index: number, subnet: IpamData, vni: number, mtu: number, port: number): void {
    const { net } = this.netns;
    const tail = `${vni.toString(16).padStart(6, '0')}-${plan.id.slice(0, NAME_LENGTH)}`;
    const link = { txqlen: TX_QUEUE_LEN, mtu };
    const bridge = made(
      net.addLink({ kind: 'bridge', name: `ov-${tail}`, txqlen: TX_QUEUE_LEN }, this.#origin),
      'bridge',
    );
    net.setLink(bridge, { name: `br${index}`, mtu, defaultPvid: 0 });
    if (subnet.gateway !== undefined) {
      net.addAddress(bridge, Number(subnet.gateway.value), subnet.pool.prefixLength, {}, this.#origin);
    }
    net.setLink(bridge, { up: true });
    const vxlan = made(
      this.#host.net.addLink(
        {
          kind: 'vxlan',
          name: `vx-${tail}`,
          vni,
          port,
          learning: true,
          proxy: true,
          l2miss: true,
          l3miss: true,
          ...link,
        },
        this.#origin,
      ),
      'vxlan interface',
    );
    this.#host.net.setLink(vxlan, { netns: net, name: `vxlan${index}` });
    const inside = net.link(`vxlan${index}`);
    if (inside !== undefined) net.setLink(inside.ifindex, { master: bridge, up: true });
  }

  /** Joins a container to a subnet's bridge: a pair born on the host, one end of which is called `vethN` here, the other `device` there. */
  addPort(index: number, device: string, mac: Mac, mtu: number, container: NetNamespace, origin: string): void {
    const { net } = this.netns;
    const host = this.#host.net;
    const outside = `veth${this.#host.random('libnetwork interface names').hex(RANDOM_DIGITS)}`;
    const pair = { kind: 'veth', name: outside, peer: { name: device }, mtu, txqlen: TX_QUEUE_LEN } as const;
    made(host.addLink(pair, origin), 'veth pair');
    const [near, far] = [host.link(outside), host.link(device)];
    if (near === undefined || far === undefined) throw system(`could not find link by name ${outside}`);
    host.setLink(near.ifindex, { netns: net, name: this.#freePortName() });
    host.setLink(far.ifindex, { mac, mtu, netns: container.net });
    const port = net.links().find(({ uid }) => uid === near.uid);
    if (port !== undefined) net.setLink(port.ifindex, { master: net.link(`br${index}`)?.ifindex ?? 0, up: true });
  }

  #freePortName(): string {
    const names = new Set(this.netns.net.links().map(({ name }) => name));
    let number = 0;
    while (names.has(`veth${number}`)) number++;
    return `veth${number}`;
  }

  /** Tells the kernel where a peer is: a neighbour for the ARP proxy, a forwarding entry for its MAC. */
  addPeer(index: number, peer: Peer): void {
    const { net } = this.netns;
    const vxlan = net.link(`vxlan${index}`)?.ifindex ?? 0;
    const { mac, vtep, origin } = peer;
    net.addNeighbour(vxlan, Number(peer.address.value), mac, 'PERMANENT', true, origin);
    net.addFdb(vxlan, mac, 'permanent', true, { remote: { address: vtep }, ...(origin && { origin }) });
  }

  removePeer(index: number, peer: Peer): void {
    const { net } = this.netns;
    const vxlan = net.link(`vxlan${index}`)?.ifindex ?? 0;
    net.deleteFdb(vxlan, peer.mac, true);
    net.deleteNeighbour(vxlan, Number(peer.address.value));
  }

  destroy(): void {
    this.#host.unbindNetns(this.path);
    this.#host.kernel.destroyNetns(this.netns);
  }
}

function made(result: { ok: true; value: number } | { ok: false; errno: string }, what: string): number {
  if (!result.ok) throw system(`overlay: failed to create ${what}: ${result.errno}`);
  return result.value;
}
