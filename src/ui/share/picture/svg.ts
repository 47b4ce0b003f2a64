// The map as a picture that stands on its own: its elements with the styles that they have, in an SVG. It carries the lab.
import type { LabFile } from '../../../session/protocol.ts';
import { useArrangement } from '../../canvas/arrangement.ts';
import { around } from '../../canvas/layout/annotate.ts';
import type { Picture as Layout } from '../../canvas/layout/model.ts';
import { useCameraWish } from '../../store/camera.ts';
import { payloadOf } from '../link.ts';
import { stylesFor } from './styles.ts';

const SVG = 'http://www.w3.org/2000/svg';
const XHTML = 'http://www.w3.org/1999/xhtml';
/** Round the whole lab, in the picture's units. */
const MARGIN = 16;

export interface Picture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

export type Extent = 'whole' | 'view';

const boundsOf = ({ boxes }: Layout) => around(boxes.filter((box) => box.parent === undefined));

/** What boxes show from close by they first ask of the worker. */
const ANSWER_MS = 400;

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The elements from the map's outermost to its viewport, without what lies beside them. */
function cloneOf(viewport: HTMLElement, map: Element): HTMLElement {
  let clone = viewport.cloneNode(true) as HTMLElement;
  for (let at = viewport.parentElement; at !== null; at = at.parentElement) {
    const around = at.cloneNode(false) as HTMLElement;
    around.append(clone);
    clone = around;
    if (at === map) break;
  }
  return clone;
}

/** A picture needs no focus, no names for screen readers, no handles to draw lines from, no hints what to press. */
function strip(clone: HTMLElement): void {
  for (const extra of clone.querySelectorAll('.connect-handle, .host-empty, canvas')) extra.remove();
  for (const element of [clone, ...clone.querySelectorAll('*')]) {
    for (const name of ['tabindex', 'role', 'id', 'title', 'aria-describedby']) element.removeAttribute(name);
    element.classList.remove('selected');
  }
}

function svgOf(clone: HTMLElement, size: { readonly width: number; readonly height: number }, lab: LabFile): string {
  const { width, height } = size;
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('xmlns', SVG);
  svg.setAttribute('width', String(width));
  svg.setAttribute('height', String(height));
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  const { theme = 'light' } = document.documentElement.dataset;
  svg.setAttribute('data-theme', theme);
  const metadata = document.createElementNS(SVG, 'metadata');
  metadata.setAttribute('id', 'hoplab');
  metadata.textContent = payloadOf(lab);
  const style = document.createElementNS(SVG, 'style');
  style.textContent = `${stylesFor(clone)}\n* { animation: none !important; transition: none !important; }`;
  const foreign = document.createElementNS(SVG, 'foreignObject');
  foreign.setAttribute('width', '100%');
  foreign.setAttribute('height', '100%');
  const body = document.createElementNS(XHTML, 'div') as HTMLElement;
  const { font, color } = getComputedStyle(document.body);
  body.setAttribute(
    'style',
    `position: relative; width: ${width}px; height: ${height}px; overflow: hidden; font: ${font}; color: ${color}`,
  );
  body.append(clone);
  foreign.append(body);
  svg.append(metadata, style, foreign);
  return new XMLSerializer().serializeToString(svg);
}

/** Draws all of the lab in full detail, as far as the map has drawn it, and goes back to what was in sight. */
async function withAllDrawn(draw: () => Picture | undefined): Promise<Picture | undefined> {
  const map = document.querySelector('.canvas');
  const { picture } = useArrangement.getState();
  const bounds = picture && boundsOf(picture);
  if (map === null || bounds === undefined) return undefined;
  const before = useCameraWish.getState().look();
  // Of many boxes the map draws only those in sight: all of them, as small as they then are. Else at their natural size.
  const natural = { x: bounds.x, y: bounds.y, width: map.clientWidth, height: map.clientHeight };
  useCameraWish.setState({ wanted: map.hasAttribute('data-many') ? bounds : natural });
  await wait(ANSWER_MS);
  const drawn = draw();
  if (before !== undefined) useCameraWish.setState({ wanted: before });
  return drawn;
}

/** The part of the map that is drawn, cut to its edges. */
function drawPart(extent: Extent, lab: LabFile): Picture | undefined {
  const map = document.querySelector('.canvas');
  const viewport = map?.querySelector<HTMLElement>('.react-flow__viewport');
  const { picture } = useArrangement.getState();
  const bounds = picture && boundsOf(picture);
  if (!map || !viewport || bounds === undefined) return undefined;
  const clone = cloneOf(viewport, map);
  strip(clone);
  let size = { width: Math.round(map.clientWidth), height: Math.round(map.clientHeight) };
  if (extent === 'whole') {
    const { x, y, width, height } = bounds;
    const inner = clone.querySelector<HTMLElement>('.react-flow__viewport');
    if (inner !== null) inner.style.transform = `translate(${MARGIN - x}px, ${MARGIN - y}px) scale(1)`;
    size = { width: Math.ceil(width + 2 * MARGIN), height: Math.ceil(height + 2 * MARGIN) };
  }
  return { svg: svgOf(clone, size, lab), ...size };
}

/** The map as it looks now; undefined while there is none. */
export async function drawPicture(extent: Extent, lab: LabFile): Promise<Picture | undefined> {
  return extent === 'view' ? drawPart(extent, lab) : withAllDrawn(() => drawPart(extent, lab));
}
