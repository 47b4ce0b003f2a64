// The way that a tunnelled frame takes inside its host: from the overlay's VXLAN device, out of its namespace, to the card.
import type { HostView, WorldView } from '../../../session/protocol.ts';
import { type Box, boxId, type Point, type Rect, type TunnelWay } from './model.ts';

/** Ways run along the right side of the host, so far from it, one beside the other. */
const FROM_EDGE = 9;
const STEP = 7;
const MOST = 4;
/** Over the other ports of its bridge. */
const OVER = 5;
/** Above the card, and from its right end. */
const ABOVE = 6;
const STEP_UP = 5;
const FROM_END = 16;

/** The card that a host sends its tunnels' packets by. */
function cardOf({ node, namespaces }: HostView): number | undefined {
  const address = `${node?.dataPath ?? ''}/`;
  const root = namespaces.find(({ kind }) => kind === 'host');
  return root?.devices.find(({ addresses }) => addresses.some((one) => one.startsWith(address)))?.uid;
}

/** One for each VXLAN device that is drawn, with the card of its host. */
export function tunnelsOf(view: WorldView, boxes: readonly Box[]): readonly TunnelWay[] {
  const cards = new Map(
    view.hosts.flatMap((host) => {
      const card = host.node === undefined ? undefined : cardOf(host);
      return card === undefined ? [] : [[host.name, card] as const];
    }),
  );
  const drawn = new Set(boxes.map(({ id }) => id));
  const counts = new Map<string, number>();
  return boxes.flatMap(({ id, data }) => {
    if (data.kind !== 'bridge') return [];
    const card = cards.get(data.host);
    if (card === undefined || !drawn.has(boxId.device(card))) return [];
    return data.ports.flatMap(({ device }) => {
      if (device.kind !== 'vxlan') return [];
      const lane = counts.get(data.host) ?? 0;
      counts.set(data.host, lane + 1);
      return [{ vxlan: device.uid, card, box: id, host: boxId.host(data.host), mark: data.mark, lane: lane % MOST }];
    });
  });
}

/** Its line, given the rectangles of the two devices and of the host. */
export function tunnelLine({ lane }: TunnelWay, vxlan: Rect, card: Rect, host: Rect): readonly Point[] {
  const x = host.x + host.width - FROM_EDGE - lane * STEP;
  const middle = vxlan.x + vxlan.width / 2;
  const over = vxlan.y - OVER;
  const top = card.y - ABOVE - lane * STEP_UP;
  const end = card.x + card.width - FROM_END - lane * STEP;
  return [
    { x: middle, y: vxlan.y },
    { x: middle, y: over },
    { x, y: over },
    { x, y: top },
    { x: end, y: top },
    { x: end, y: card.y },
  ];
}
