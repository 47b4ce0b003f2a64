// The same for reasons that one host alone does not give: tunnels, IPsec, virtual services, VLANs, cables and faults.
import { ip4 } from '../../src/sim/base/ip4.ts';
import { BROADCAST_MAC } from '../../src/sim/base/mac.ts';
import { RandomSource } from '../../src/sim/base/random.ts';
import { SECOND } from '../../src/sim/des/scheduler.ts';
import { cards, received, rootOf } from '../../src/sim/testkit/cards.ts';
import { addState, encrypted, NODE1, NODE2 } from '../../src/sim/testkit/encrypted-overlay.ts';
import { openSocket, ping } from '../../src/sim/testkit/kernel-lab.ts';
import { addPeer, dockerMac, OverlayLab } from '../../src/sim/testkit/overlay-lab.ts';
import type { DropReason, TraceRecord } from '../../src/sim/trace/record.ts';
import { ARP_REPLY, ArpPacket, emitArp } from '../../src/sim/wire/arp.ts';
import { ETH_P_ARP } from '../../src/sim/wire/ethernet.ts';

type Scene = () => readonly TraceRecord[];

const FAR = ip4('10.22.0.4');
const NEAR = ip4('10.22.0.2');

/** Node 1's container pings node 2's; answers what came of it. */
function pinged(world: OverlayLab): readonly TraceRecord[] {
  ping(openSocket(world.node1.container, { type: 'ping' }), '10.22.0.4');
  world.lab.run(2 * SECOND);
  return world.lab.records();
}

const tunnelOf = ({ node1 }: OverlayLab): number => node1.overlay.net.link('vxlan0')?.ifindex ?? 0;

const knownButNotWhere: Scene = () => {
  const world = new OverlayLab();
  world.node1.overlay.net.addNeighbour(tunnelOf(world), FAR, dockerMac(FAR), 'PERMANENT', true);
  return pinged(world);
};

const otherNetwork: Scene = () => {
  const world = new OverlayLab().introduce();
  const { root, overlay } = world.node2;
  overlay.net.deleteLink(overlay.net.link('vxlan0')?.ifindex ?? 0);
  root.net.addLink({ kind: 'vxlan', name: 'vx9', vni: 9, port: 4789 });
  root.net.setLink(root.net.link('vx9')?.ifindex ?? 0, { up: true });
  return pinged(world);
};

/** An ARP reply that nobody asked for, into the tunnel. */
const unaskedArp: Scene = () => {
  const world = new OverlayLab().introduce();
  const { net, sockets } = world.node1.container;
  const reply = new ArpPacket(ARP_REPLY, dockerMac(NEAR), NEAR, BROADCAST_MAC, NEAR);
  const bytes = new Uint8Array(reply.length);
  emitArp(reply, bytes, 0);
  sockets.sendPacket(net.link('eth0')?.ifindex ?? 0, ETH_P_ARP, BROADCAST_MAC, bytes);
  world.lab.run(SECOND);
  return world.lab.records();
};

/** Node 2 is told that node 1's container is behind a third host. */
const elsewhere: Scene = () => {
  const world = new OverlayLab();
  const { node1, node2 } = world;
  addPeer(node1.overlay, '10.22.0.4', '192.168.99.102');
  const vxlan0 = node2.overlay.net.link('vxlan0')?.ifindex ?? 0;
  const remote = { address: ip4('192.168.99.77') };
  node2.overlay.net.addFdb(vxlan0, dockerMac(NEAR), 'permanent', true, { remote });
  return pinged(world);
};

const otherKey: Scene = () => {
  const world = encrypted();
  world.node2.root.net.xfrm.deleteState(NODE2, 0x101);
  addState(world.node2.root, NODE1, NODE2, 0x101, 99);
  return pinged(world);
};

const withoutState =
  (node: 'node1' | 'node2'): Scene =>
  () => {
    const world = encrypted();
    world[node].root.net.xfrm.deleteState(NODE2, 0x101);
    return pinged(world);
  };

/** A sender that begins its numbers anew looks like a replay. */
const replayed: Scene = () => {
  const world = encrypted(32);
  pinged(world);
  const state = world.node1.root.net.xfrm.states().find((one) => one.spi === 0x101);
  if (state !== undefined) world.node1.root.net.xfrm.updateState(state);
  return pinged(world);
};

/** A frame from the first card to all. */
const sent =
  (
    ...[ports, options, prepare, vlan = 0]: [
      ...Parameters<typeof cards>,
      prepare?: (made: ReturnType<typeof cards>) => void,
      vlan?: number,
    ]
  ): Scene =>
  () => {
    const made = cards(ports, options);
    prepare?.(made);
    const [first] = made.nics;
    return first === undefined ? [] : received(made.lab, first, made.nics, BROADCAST_MAC, vlan).records;
  };

const pair = [undefined, undefined];
const random = (): ReturnType<RandomSource['stream']> => new RandomSource(7).stream('cable');

const crowded: Scene = () => {
  const { lab, nics, cables } = cards(pair);
  for (const cable of cables) cable.set({ rate: 1, queue: 2 });
  const [first] = nics;
  if (first === undefined) return [];
  for (let i = 0; i < 60; i++)
    rootOf(first).sockets.sendPacket(first.ifindex, 0x88b5, BROADCAST_MAC, new Uint8Array(64));
  lab.run(SECOND);
  return lab.records();
};

export const clusterDrops: Readonly<Partial<Record<DropReason, readonly [scene: Scene, names: readonly string[]]>>> = {
  NO_NEIGHBOUR: [() => pinged(new OverlayLab()), ['vxlan0', '10.22.0.4', 'ip neigh add 10.22.0.4']],
  NO_FDB_ENTRY: [knownButNotWhere, ['vxlan0', '02:42:0a:16:00:04', 'bridge fdb append']],
  UNKNOWN_VNI: [otherNetwork, ['vx9', 'not 4097']],
  ARP_SUPPRESSED: [unaskedArp, ['vxlan0']],
  FDB_MISMATCH: [elsewhere, ['vxlan0']],
  XFRM_NO_STATE: [withoutState('node2'), ['0x00000101']],
  XFRM_ICV: [otherKey, ['0x00000101']],
  XFRM_POLICY: [withoutState('node1'), ['192.168.99.102']],
  XFRM_REPLAY: [replayed, ['0x00000101']],
  NO_VLAN: [sent([{ trunk: [10] }, { access: 20 }], {}, undefined, 20), ['VLAN 20', 'port1 of lan']],
  CABLE_LOSS: [sent(pair, { loss: 1, random }), ['h0']],
  CABLE_MTU: [sent(pair, { mtu: 50 }), ['50 bytes']],
  CABLE_QUEUE: [crowded, ['1 Mbit/s']],
  BLOCKED: [sent(pair, {}, ({ faults }) => faults.block({ between: ['h1', 'h0'] })), ['h0', 'h1']],
  PARTITIONED: [sent(pair, {}, ({ faults }) => faults.part(['h0'])), ['h0', 'h1']],
};
