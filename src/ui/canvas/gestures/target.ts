// What a gesture is about: the thing under the pointer, in focus, or selected.
import type { Selection } from '../../store/lab.ts';
import { same, selectionOf } from '../flow.ts';
import type { Box, BridgeBox, ContainerBox, Picture, Point, Rect, Wire } from '../layout/model.ts';
import { isSandbox } from '../layout/sandboxes.ts';

export type Target =
  | { readonly kind: 'container'; readonly id: string; readonly box: ContainerBox }
  | { readonly kind: 'bridge'; readonly id: string; readonly box: BridgeBox }
  | { readonly kind: 'wire'; readonly wire: Wire }
  | { readonly kind: 'host'; readonly id: string; readonly host: string }
  | { readonly kind: 'switch'; readonly id: string; readonly name: string }
  | { readonly kind: 'cluster'; readonly id: string; readonly cluster: string };

/** What containers and networks can be put on. */
export type Ground = Exclude<Target, { readonly kind: 'switch' | 'cluster' }>;

const isGround = (target: Target | undefined): target is Ground =>
  target !== undefined && target.kind !== 'switch' && target.kind !== 'cluster';

function targetOfBox(box: Box): Target | undefined {
  const { data, id } = box;
  switch (data.kind) {
    case 'container':
      if (isSandbox(data.container)) return { kind: 'host', id: `host:${data.host}`, host: data.host };
      return { kind: 'container', id, box: data };
    case 'bridge':
      return { kind: 'bridge', id, box: data };
    case 'host':
    case 'namespace':
    case 'kernel':
    case 'device':
      return { kind: 'host', id: `host:${data.host}`, host: data.host };
    case 'switch':
      return { kind: 'switch', id, name: data.name };
    case 'cluster':
      return { kind: 'cluster', id, cluster: data.cluster.id };
    case 'router':
    case 'internet':
    case 'note':
    case 'group':
      return undefined;
  }
}

const wireAt = (uid: number, picture: Picture): Target | undefined => {
  const wire = picture.wires.find((one) => one.to.uid === uid || one.from.uid === uid);
  return wire && { kind: 'wire', wire };
};

/** The box or wire that an element of the page is part of; of an interface, its wire. */
export function targetOfElement(element: Element, picture: Picture): Target | undefined {
  const uid =
    element.closest('.chip')?.getAttribute('data-uid') ?? element.closest('[data-device]')?.getAttribute('data-device');
  const ofChip = uid == null ? undefined : wireAt(Number(uid), picture);
  if (ofChip) return ofChip;
  const wireId = element.closest('.react-flow__edge')?.getAttribute('data-id');
  const wire = picture.wires.find((one) => one.id === wireId);
  if (wire) return { kind: 'wire', wire };
  const boxId =
    element.closest('.react-flow__node')?.getAttribute('data-id') ??
    element.closest('[data-box]')?.getAttribute('data-box');
  const box = picture.boxes.find((one) => one.id === boxId);
  return box && targetOfBox(box);
}

/** The selected thing, if gestures can act on it. */
export function targetOfSelection(selection: Selection | undefined, picture: Picture): Target | undefined {
  if (!selection) return undefined;
  if (selection.kind === 'device') {
    const wire = wireAt(selection.uid, picture);
    if (wire) return wire;
  }
  const box = picture.boxes.find((one) => !/^(ns|kernel):/.test(one.id) && same(selectionOf(one.data), selection));
  return box && targetOfBox(box);
}

const contains = (rect: Rect, point: Point) =>
  point.x >= rect.x && point.x < rect.x + rect.width && point.y >= rect.y && point.y < rect.y + rect.height;

/** What is drawn at a point of the map: the innermost box of a host; between hosts, the nearest one. */
export function targetAt(point: Point, picture: Picture): Ground | undefined {
  const absolute = new Map<string, Rect>();
  let found: Ground | undefined;
  let nearest: { readonly target: Ground; readonly distance: number } | undefined;
  for (const box of picture.boxes) {
    const parent = box.parent === undefined ? undefined : absolute.get(box.parent);
    const rect = { ...box, x: box.x + (parent?.x ?? 0), y: box.y + (parent?.y ?? 0) };
    absolute.set(box.id, rect);
    const target = targetOfBox(box);
    if (!isGround(target)) continue;
    if (contains(rect, point)) found = target;
    if (box.data.kind !== 'host') continue;
    const distance = Math.hypot(rect.x + rect.width / 2 - point.x, rect.y + rect.height / 2 - point.y);
    if (!nearest || distance < nearest.distance) nearest = { target, distance };
  }
  return found ?? nearest?.target;
}
