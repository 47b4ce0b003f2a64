// What a packet looks like: an envelope with a rim for each layer that it has, and what it is for written upon it. From afar, a letter or a dot.
import type { PacketSign, Protocol } from '../../../sim/trace/record.ts';
import { protocolLetter } from '../../common/protocol.ts';
import type { Look } from './fleet.ts';
import type { Palette } from './palette.ts';

export type Pen = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** How much of a packet is drawn. */
export type Level = 'dot' | 'letter' | 'label';

/** Zooms from which on letters, and labels, can be read. */
const LETTER_FROM = 0.3;
const LABEL_FROM = 0.7;

export function levelAt(zoom: number): Level {
  if (zoom < LETTER_FROM) return 'dot';
  return zoom < LABEL_FROM ? 'letter' : 'label';
}

/** Written on envelopes: the protocols' own words, the same in every language. */
export const signLabels: Readonly<Record<PacketSign, string>> = {
  'arp-request': 'ARP ?',
  'arp-reply': 'ARP !',
  'echo-request': 'PING',
  'echo-reply': 'PONG',
  'icmp-error': 'ICMP !',
  datagram: 'UDP',
  'dns-query': 'DNS ?',
  'dns-answer': 'DNS !',
  syn: 'SYN',
  'syn-ack': 'SYN ACK',
  ack: 'ACK',
  data: 'TCP',
  fin: 'FIN',
  rst: 'RST',
  http: 'HTTP',
  tls: 'TLS',
  esp: 'ESP',
  fragment: 'FRAG',
  other: '?',
};

/** A glyph's sizes at scale 1, in CSS pixels. */
const BODY_HEIGHT = 19;
const LABEL_WIDTH = 30;
const LETTER_WIDTH = 25;
const LABEL_SIZE = 10.5;
const LETTER_SIZE = 14;
const LABEL_PAD = 5;
const SEAL_WIDTH = 15;
const RIM = 1.6;
const GAP = 0.8;
const CORNER = 3;
/** Free of the envelope, so that its edge is not cut. */
const MARGIN = 2;
const DOT = 6;
/** What wraps a frame in a tunnel stands out so far. */
const WRAP = 2.6;

/** What the layers around the highest protocol are, the outermost first. `link` is the Ethernet frame. */
function layersOf({ protocol, sign }: Look): readonly (Protocol | 'link')[] {
  if (protocol === 'ARP' || protocol === 'OTHER') return ['link'];
  if (protocol === 'DNS') return ['link', 'IPv4', 'UDP'];
  if (sign === 'http' || sign === 'tls') return ['link', 'IPv4', 'TCP'];
  return protocol === 'IPv4' ? ['link'] : ['link', 'IPv4'];
}

const TUNNEL_LAYERS = ['link', 'IPv4', 'UDP'] as const;

export type Surface = OffscreenCanvas | HTMLCanvasElement;

export interface Sprite {
  readonly image: Surface;
  /** At scale 1. */
  readonly width: number;
  readonly height: number;
}

function blank(width: number, height: number): Surface {
  if (typeof OffscreenCanvas !== 'undefined') return new OffscreenCanvas(width, height);
  return Object.assign(document.createElement('canvas'), { width, height });
}

export function penOf(surface: Surface): Pen | null {
  // Each kind of canvas has overloads of its own, which a union does not have.
  return 'transferToImageBitmap' in surface ? surface.getContext('2d') : surface.getContext('2d');
}

/** Zooming makes sprites of many sizes. */
const MOST_SPRITES = 400;

/** Pictures of packets, drawn once for each look and size. */
export class Glyphs {
  readonly #palette: Palette;
  readonly #made = new Map<string, Sprite>();

  constructor(palette: Palette) {
    this.#palette = palette;
  }

  /** `scale` is in device pixels to a pixel at scale 1. */
  of(look: Look, level: Level, scale: number): Sprite {
    const key = `${look.protocol} ${look.sign} ${look.tunnelled} ${level} ${scale}`;
    const known = this.#made.get(key);
    if (known) return known;
    if (this.#made.size >= MOST_SPRITES) this.#made.clear();
    const made = new Drawing(look, level, this.#palette).sprite(scale);
    this.#made.set(key, made);
    return made;
  }
}

/** One glyph, around the origin. */
class Drawing {
  readonly #look: Look;
  readonly #level: Level;
  readonly #palette: Palette;

  constructor(look: Look, level: Level, palette: Palette) {
    this.#look = look;
    this.#level = level;
    this.#palette = palette;
  }

  sprite(scale: number): Sprite {
    const words = penOf(blank(1, 1));
    if (words) words.font = this.#font;
    const body = this.#bodyWidth(words?.measureText(this.#words).width ?? 0);
    const wraps = this.#wraps;
    const around = 2 * (MARGIN + wraps.reduce((sum, { by }) => sum + by, 0));
    const isDot = this.#level === 'dot';
    const width = isDot ? 4 * DOT : body + around;
    const height = isDot ? 4 * DOT : BODY_HEIGHT + around;
    const image = blank(Math.ceil(width * scale), Math.ceil(height * scale));
    const pen = penOf(image);
    if (pen) {
      pen.scale(scale, scale);
      pen.translate(width / 2, height / 2);
      if (isDot) this.#dot(pen);
      else this.#envelope(pen, body);
    }
    return { image, width, height };
  }

  get #isSealed(): boolean {
    return this.#look.sign === 'esp';
  }

  get #words(): string {
    const { protocol, sign } = this.#look;
    if (this.#level === 'label') return signLabels[sign];
    return this.#isSealed ? '' : protocolLetter[protocol];
  }

  get #font(): string {
    return `800 ${this.#level === 'label' ? LABEL_SIZE : LETTER_SIZE}px ${this.#palette.font}`;
  }

  #bodyWidth(words: number): number {
    const seal = this.#isSealed && this.#level === 'label' ? SEAL_WIDTH : 0;
    return Math.max(this.#level === 'label' ? LABEL_WIDTH : LETTER_WIDTH, words + 2 * LABEL_PAD + seal);
  }

  /** What is around the body, from the outside in: how far each stands out, and its colour. */
  get #wraps(): readonly { readonly by: number; readonly colour: string }[] {
    const { colours, drop, edge, link } = this.#palette;
    const rims = (layers: readonly (Protocol | 'link')[]) =>
      layers.flatMap((layer) => [
        { by: RIM, colour: layer === 'link' ? link : (colours.get(layer) ?? drop) },
        { by: GAP, colour: edge },
      ]);
    const inner = rims(layersOf(this.#look));
    const outer = this.#look.tunnelled ? [...rims(TUNNEL_LAYERS), { by: WRAP, colour: edge }] : [];
    return [{ by: GAP, colour: edge }, ...outer, ...inner];
  }

  #envelope(pen: Pen, body: number): void {
    const wraps = this.#wraps;
    let out = wraps.reduce((sum, { by }) => sum + by, 0);
    for (const { by, colour } of wraps) {
      plate(pen, body + 2 * out, BODY_HEIGHT + 2 * out, CORNER + out, colour);
      out -= by;
    }
    const { colours, drop, ink } = this.#palette;
    plate(pen, body, BODY_HEIGHT, CORNER, colours.get(this.#look.protocol) ?? drop);
    this.#flap(pen, body);
    const seal = this.#isSealed;
    if (seal) padlock(pen, this.#level === 'label' ? LABEL_PAD + 4 - body / 2 : 0, ink);
    pen.fillStyle = ink;
    pen.font = this.#font;
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    pen.fillText(this.#words, seal ? SEAL_WIDTH / 2 : 0, 0.8);
  }

  /** The fold of an envelope: closed to the middle where it is sealed. */
  #flap(pen: Pen, body: number): void {
    const deep = this.#isSealed ? 2 : -1.5;
    const inset = 0.8;
    pen.beginPath();
    pen.moveTo(inset - body / 2, inset - BODY_HEIGHT / 2);
    pen.lineTo(0, deep);
    pen.lineTo(body / 2 - inset, inset - BODY_HEIGHT / 2);
    pen.fillStyle = this.#palette.ink;
    pen.strokeStyle = this.#palette.ink;
    pen.globalAlpha = 0.12;
    pen.fill();
    pen.globalAlpha = 0.5;
    pen.lineWidth = 1;
    pen.stroke();
    pen.globalAlpha = 1;
  }

  #dot(pen: Pen): void {
    const { colours, drop, edge } = this.#palette;
    if (this.#look.tunnelled) disc(pen, DOT + 4, colours.get('UDP') ?? drop);
    disc(pen, DOT + 2, edge);
    disc(pen, DOT, colours.get(this.#look.protocol) ?? drop);
  }
}

function plate(pen: Pen, width: number, height: number, corner: number, colour: string): void {
  pen.beginPath();
  pen.roundRect(-width / 2, -height / 2, width, height, corner);
  pen.fillStyle = colour;
  pen.fill();
}

function disc(pen: Pen, radius: number, colour: string): void {
  pen.beginPath();
  pen.arc(0, 0, radius, 0, 2 * Math.PI);
  pen.fillStyle = colour;
  pen.fill();
}

function padlock(pen: Pen, x: number, ink: string): void {
  pen.beginPath();
  pen.arc(x, -1, 2.8, Math.PI, 0);
  pen.lineWidth = 1.7;
  pen.strokeStyle = ink;
  pen.stroke();
  pen.beginPath();
  pen.roundRect(x - 4.2, -1, 8.4, 6.6, 1.4);
  pen.fillStyle = ink;
  pen.fill();
}

/** Envelopes shrink and grow with the map, within what can be read from afar and what hides nothing. */
const MIN_SCALE = 0.85;
const MAX_SCALE = 1.5;

/** How large glyphs are on screen at this zoom, in steps, so that sprites can be kept. */
export function glyphScale(zoom: number): number {
  return Math.round(Math.min(MAX_SCALE, Math.max(MIN_SCALE, zoom)) * 20) / 20;
}

/** How far from a packet's middle a click still hits it, in CSS pixels. */
export function reachAt(zoom: number): number {
  return 22 * glyphScale(zoom);
}
