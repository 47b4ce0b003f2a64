// The bridges of a host's namespace, as networks of Docker or made by hand, and how pictures tell them apart.
import type { DeviceView, HostView, NetworkView } from '../../../session/protocol.ts';
import { spanTint } from './clusters.ts';
import { furtherBridges, type HostMemory, isDrawn } from './memory.ts';
import { boxId, type NetworkMark } from './model.ts';

/** The marks of a host's bridges, by box id and by the bridge device's uid. */
export interface Marks {
  readonly ofBox: ReadonlyMap<string, NetworkMark>;
  readonly ofBridge: ReadonlyMap<number, NetworkMark>;
  /** For each device that is a port: its bridge. */
  readonly masterOf: ReadonlyMap<number, number>;
}

/** A bridge with its network, its device, and the place that it keeps. */
export interface Bridge {
  readonly id: string;
  readonly slot: number;
  readonly mark: NetworkMark;
  readonly network: NetworkView | undefined;
  readonly device: DeviceView | undefined;
}

export const isOverlay = (network: NetworkView | undefined): network is NetworkView => network?.driver === 'overlay';

/** The bridges that are drawn: the networks', and those made by hand. In their places' order. `ground`: all devices that bridges can have. */
export function bridgesOf(
  host: HostView,
  memory: HostMemory,
  root: readonly DeviceView[],
  ground: readonly DeviceView[],
): readonly Bridge[] {
  const found: Bridge[] = [];
  const add = (id: string, network: Bridge['network'], device: DeviceView | undefined) => {
    const name = network?.name ?? device?.name ?? '';
    const tint = isOverlay(network) ? spanTint(memory.spans, network.id) : (memory.tints.of.get(id) ?? 0);
    const mark: NetworkMark = { id: network?.id, name, tint };
    found.push({ id, slot: memory.bridges.of.get(id) ?? 0, mark, network, device });
  };
  const networks = host.networks.filter(isDrawn);
  for (const network of networks) {
    const device = network.bridge === undefined ? undefined : ground.find((one) => one.uid === network.bridge);
    add(boxId.network(host.name, network.id), network, device);
    for (const one of furtherBridges(host, network)) add(boxId.bridge(one.uid), network, one);
  }
  const known = new Set(networks.map((network) => network.bridge));
  for (const device of root)
    if (device.kind === 'bridge' && !known.has(device.uid)) add(boxId.bridge(device.uid), undefined, device);
  return found.sort((a, b) => a.slot - b.slot);
}

/** What containers need to know of the bridges. */
export function marksOf(bridges: readonly Bridge[], ground: readonly DeviceView[]): Marks {
  const masterOf = new Map<number, number>();
  for (const device of ground) if (device.master !== undefined) masterOf.set(device.uid, device.master);
  const ofBridge = new Map<number, NetworkMark>();
  for (const bridge of bridges) if (bridge.device) ofBridge.set(bridge.device.uid, bridge.mark);
  return { ofBox: new Map(bridges.map((bridge) => [bridge.id, bridge.mark])), ofBridge, masterOf };
}
