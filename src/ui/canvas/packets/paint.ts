// Drawing a scene on a 2D canvas: envelopes with their protocol's letter, counts, and the bursts of dropped packets.

import { type Protocol, protocols } from '../../../sim/trace/record.ts';
import { protocolLetter, protocolToken } from '../../common/protocol.ts';
import type { Figure, Scene } from './figures.ts';

/** An envelope's size at zoom 1, in CSS pixels. */
const WIDTH = 34;
const HEIGHT = 24;
/** Envelopes shrink and grow with the map, within what can be read from afar and what hides nothing. */
const MIN_SCALE = 0.85;
const MAX_SCALE = 1.5;
/** How far an outer envelope stands out around the one that it carries. */
const OUTER = 6;
/** Sprites are drawn once, at twice the largest size. */
const SPRITE = 3;
const MARGIN = 3;

export interface Palette {
  readonly colours: ReadonlyMap<Protocol, string>;
  readonly drop: string;
  readonly ink: string;
  readonly edge: string;
  readonly text: string;
  readonly font: string;
}

/** Reads the colours that are in force from the style sheet. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const read = (token: string) => style.getPropertyValue(token).trim();
  return {
    colours: new Map(protocols.map((protocol) => [protocol, read(protocolToken(protocol))])),
    drop: read('--proto-drop'),
    ink: read('--on-proto'),
    edge: read('--panel'),
    text: read('--text'),
    font: read('--font-ui'),
  };
}

export type Sprites = ReadonlyMap<Protocol, HTMLCanvasElement>;

/** One picture of an envelope for each protocol. */
export function makeSprites(palette: Palette): Sprites {
  return new Map(protocols.map((protocol) => [protocol, envelope(protocol, palette)]));
}

function envelope(protocol: Protocol, palette: Palette): HTMLCanvasElement {
  const sprite = document.createElement('canvas');
  sprite.width = (WIDTH + 2 * MARGIN) * SPRITE;
  sprite.height = (HEIGHT + 2 * MARGIN) * SPRITE;
  const pen = sprite.getContext('2d');
  if (!pen) return sprite;
  pen.scale(SPRITE, SPRITE);
  pen.translate(MARGIN, MARGIN);
  pen.beginPath();
  pen.roundRect(0, 0, WIDTH, HEIGHT, 6);
  pen.fillStyle = palette.colours.get(protocol) ?? palette.drop;
  pen.fill();
  pen.lineWidth = 2;
  pen.strokeStyle = palette.edge;
  pen.stroke();
  pen.beginPath();
  pen.moveTo(3, 3.5);
  pen.lineTo(WIDTH / 2, 10.5);
  pen.lineTo(WIDTH - 3, 3.5);
  pen.globalAlpha = 0.45;
  pen.lineWidth = 1.4;
  pen.strokeStyle = palette.ink;
  pen.stroke();
  pen.globalAlpha = 1;
  pen.fillStyle = palette.ink;
  pen.font = `800 17px ${palette.font}`;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillText(protocolLetter[protocol], WIDTH / 2, HEIGHT / 2 + 1.5);
  return sprite;
}

export interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
  /** Device pixels to a CSS pixel. */
  readonly density: number;
}

/** How large envelopes are on screen at this zoom. */
export function glyphScale(zoom: number): number {
  return Math.min(MAX_SCALE, Math.max(MIN_SCALE, zoom));
}

/** How far from an envelope's middle a click still hits it, in CSS pixels. */
export function reachAt(zoom: number): number {
  return (WIDTH / 2 + 3) * glyphScale(zoom);
}

/** Paints the scene; the pen's canvas is cleared first. */
export function paint(
  pen: CanvasRenderingContext2D,
  scene: Scene,
  view: View,
  sprites: Sprites,
  palette: Palette,
  still: boolean,
): void {
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.clearRect(0, 0, pen.canvas.width, pen.canvas.height);
  pen.setTransform(view.density, 0, 0, view.density, 0, 0);
  const scale = glyphScale(view.zoom);
  if (still) for (const figure of scene.figures) highlight(pen, figure, view, palette);
  for (const figure of scene.figures) {
    const x = figure.x * view.zoom + view.x;
    const y = figure.y * view.zoom + view.y;
    const sprite = sprites.get(figure.protocol);
    const width = (WIDTH + 2 * MARGIN) * scale;
    const height = (HEIGHT + 2 * MARGIN) * scale;
    if (figure.tunnelled) outerEnvelope(pen, x, y, scale, palette);
    if (sprite) pen.drawImage(sprite, x - width / 2, y - height / 2, width, height);
    if (figure.count > 1) countBadge(pen, x + (WIDTH / 2) * scale, y - (HEIGHT / 2) * scale, figure.count, palette);
  }
  for (const burst of scene.bursts)
    explode(pen, burst.x * view.zoom + view.x, burst.y * view.zoom + view.y, burst.age, scale, palette);
  pen.globalAlpha = 1;
}

/** The packet that carries a frame: a larger envelope, of the colour of UDP, around the one that it carries. */
function outerEnvelope(pen: CanvasRenderingContext2D, x: number, y: number, scale: number, palette: Palette): void {
  const width = (WIDTH + 2 * OUTER) * scale;
  const height = (HEIGHT + 2 * OUTER) * scale;
  const left = x - width / 2;
  const top = y - height / 2;
  pen.beginPath();
  pen.roundRect(left, top, width, height, 9 * scale);
  pen.fillStyle = palette.edge;
  pen.fill();
  pen.lineWidth = 2.6 * scale;
  pen.strokeStyle = palette.colours.get('UDP') ?? palette.drop;
  pen.stroke();
  pen.lineWidth = 1.6 * scale;
  pen.beginPath();
  pen.moveTo(left + 3 * scale, top + 3 * scale);
  pen.lineTo(left + (OUTER + 4) * scale, top + (OUTER + 3) * scale);
  pen.moveTo(left + width - 3 * scale, top + 3 * scale);
  pen.lineTo(left + width - (OUTER + 4) * scale, top + (OUTER + 3) * scale);
  pen.stroke();
}

function highlight(pen: CanvasRenderingContext2D, figure: Figure, view: View, palette: Palette): void {
  pen.beginPath();
  for (const point of figure.line) pen.lineTo(point.x * view.zoom + view.x, point.y * view.zoom + view.y);
  pen.lineWidth = 7;
  pen.globalAlpha = 0.55;
  pen.strokeStyle = palette.colours.get(figure.protocol) ?? palette.drop;
  pen.stroke();
  pen.globalAlpha = 1;
}

function countBadge(pen: CanvasRenderingContext2D, x: number, y: number, count: number, palette: Palette): void {
  const text = String(count);
  pen.font = `700 12px ${palette.font}`;
  const width = Math.max(18, pen.measureText(text).width + 9);
  pen.beginPath();
  pen.roundRect(x - width / 2, y - 9, width, 18, 9);
  pen.fillStyle = palette.edge;
  pen.fill();
  pen.lineWidth = 1.5;
  pen.strokeStyle = palette.text;
  pen.stroke();
  pen.fillStyle = palette.text;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillText(text, x, y + 0.5);
}

/** Eight short rays that fly apart and fade: a drop seen from the corner of the eye, without flashing. */
function explode(
  pen: CanvasRenderingContext2D,
  x: number,
  y: number,
  age: number,
  scale: number,
  palette: Palette,
): void {
  const near = (6 + 12 * age) * scale;
  const far = near + 9 * (1 - age) * scale + 2;
  pen.globalAlpha = 1 - age * age;
  pen.strokeStyle = palette.drop;
  pen.lineWidth = 3;
  pen.lineCap = 'round';
  pen.beginPath();
  for (let ray = 0; ray < 8; ray += 1) {
    const angle = (ray * Math.PI) / 4;
    pen.moveTo(x + Math.cos(angle) * near, y + Math.sin(angle) * near);
    pen.lineTo(x + Math.cos(angle) * far, y + Math.sin(angle) * far);
  }
  pen.stroke();
}
