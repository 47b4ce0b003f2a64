// The swarms: a band each above all else, with what spans the hosts: services with their tasks, networks.
import type { ClusterView, WorldView } from '../../../session/protocol.ts';
import { boxId, type NetworkMark, type Point } from './model.ts';
import { addBox, type Placing } from './placing.ts';
import {
  CHIP_GAP,
  CHIP_HEIGHT,
  CHIP_WIDTH,
  CLUSTER_HEADER,
  HOST_MIN_WIDTH,
  PAD,
  SERVICE_HEIGHT,
  UPLINK_GAP,
} from './sizes.ts';
import { assign, type Slots } from './slots.ts';

/** Colours repeat after so many networks. */
const TINTS = 8;

/** The networks that span hosts, in the order in which they were made, with a place each that decides their colour. */
export function spansOf(view: WorldView, before: Slots): Slots {
  const known = (view.clusters ?? []).flatMap(({ networks }) => networks.map(({ id }) => id));
  const instances = view.hosts.flatMap(({ networks }) =>
    networks.flatMap((one) => (one.driver === 'overlay' ? [one.id] : [])),
  );
  return assign(before, [...new Set([...known, ...instances])]);
}

/** From the far end of the colours: hosts' own networks begin at the near one. */
export function spanTint(spans: Slots, id: string): number {
  const slot = spans.of.get(id) ?? 0;
  return TINTS - 1 - (slot % TINTS) + TINTS * Math.floor(slot / TINTS);
}

const rowsOf = (count: number, columns: number): number => Math.ceil(count / columns);

/** Puts the bands down, the lowest just above the switches. `width` is that of the hosts. */
export function layoutClusters(
  clusters: readonly ClusterView[],
  spans: Slots,
  width: number,
  moved: ReadonlyMap<string, Point>,
  into: Placing,
): void {
  let bottom = -UPLINK_GAP;
  for (const cluster of clusters) {
    const wide = Math.max(width, HOST_MIN_WIDTH);
    const columns = Math.max(1, Math.floor((wide - 2 * PAD + CHIP_GAP) / (CHIP_WIDTH + CHIP_GAP)));
    const services = rowsOf(cluster.services.length, columns) * (SERVICE_HEIGHT + CHIP_GAP);
    const networks = rowsOf(cluster.networks.length, columns) * (CHIP_HEIGHT + CHIP_GAP);
    const rows = services + networks;
    const height = CLUSTER_HEADER + rows + (rows > 0 ? PAD - CHIP_GAP : 0);
    const id = boxId.cluster(cluster.id);
    const at = moved.get(id) ?? { x: 0, y: bottom - height };
    const marks: readonly NetworkMark[] = cluster.networks.map((network) => ({
      id: network.id,
      name: network.name,
      tint: spanTint(spans, network.id),
    }));
    addBox(into, id, undefined, { ...at, width: wide, height }, { kind: 'cluster', cluster, marks, columns });
    bottom -= height + UPLINK_GAP;
  }
}
