// Where a parted network is drawn as parted: strips in the gaps between hosts of different sides.
import type { Picture, Rect } from './model.ts';
import { HOST_GAP } from './sizes.ts';

/** Hosts this far from each other are neighbours: with room for rows of unequal size. */
const REACH = 4 * HOST_GAP;
/** Of the smaller side: neighbours stand beside each other, not at a corner. */
const BESIDE = 0.3;
const WIDTH = 26;

interface Span {
  readonly from: number;
  readonly to: number;
}

const across = ({ x, width }: Rect): Span => ({ from: x, to: x + width });
const down = ({ y, height }: Rect): Span => ({ from: y, to: y + height });

/** What two spans share; negative when there is a gap between them. */
const shared = (a: Span, b: Span): number => Math.min(a.to, b.to) - Math.max(a.from, b.from);

function areBeside(a: Span, b: Span): boolean {
  return shared(a, b) >= BESIDE * Math.min(a.to - a.from, b.to - b.from);
}

const middleOfGap = (a: Span, b: Span): number => (Math.max(a.from, b.from) + Math.min(a.to, b.to)) / 2;

/** The strip between two hosts, if they are neighbours; it reaches half a gap beyond them, to meet the next one. */
function strip(a: Rect, b: Rect): Rect | undefined {
  const [gapX, gapY] = [-shared(across(a), across(b)), -shared(down(a), down(b))];
  if (gapX > 0 && gapX <= REACH && areBeside(down(a), down(b))) {
    const y = Math.min(a.y, b.y) - HOST_GAP / 2;
    const bottom = Math.max(a.y + a.height, b.y + b.height) + HOST_GAP / 2;
    return { x: middleOfGap(across(a), across(b)) - WIDTH / 2, y, width: WIDTH, height: bottom - y };
  }
  if (gapY > 0 && gapY <= REACH && areBeside(across(a), across(b))) {
    const x = Math.min(a.x, b.x) - HOST_GAP / 2;
    const right = Math.max(a.x + a.width, b.x + b.width) + HOST_GAP / 2;
    return { x, y: middleOfGap(down(a), down(b)) - WIDTH / 2, width: right - x, height: WIDTH };
  }
  return undefined;
}

/** The strips between hosts that are parted from the others, and those. */
export function riftOf({ boxes }: Picture, apart: readonly string[]): readonly Rect[] {
  const hosts = boxes.flatMap((box) => (box.data.kind === 'host' ? [{ name: box.data.host, rect: box }] : []));
  const far = hosts.filter(({ name }) => apart.includes(name));
  const near = hosts.filter(({ name }) => !apart.includes(name));
  return far.flatMap((one) => near.flatMap((other) => strip(one.rect, other.rect) ?? []));
}
