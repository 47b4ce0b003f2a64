// Paints packets by what the page tells it. It knows neither React nor the page, so that it can be on a thread of its own.
import type { Point } from '../layout/model.ts';
import { hit, type Scene, sceneAt } from './figures.ts';
import { type Ending, Fleet } from './fleet.ts';
import { Glyphs, type Pen, penOf, reachAt, type Surface } from './glyph.ts';
import { nowhere, type PacketMap, readMap } from './packet-map.ts';
import { paint } from './paint.ts';
import type { PainterNews, PainterOrder } from './painter-door.ts';
import type { Palette } from './palette.ts';

/** A frame later than this was a hidden tab: time does not leap. */
const LONGEST_FRAME_MS = 100;

/** Calls `draw` when the next frame is due, with the time in milliseconds. */
export type NextFrame = (draw: (at: number) => void) => void;

/** Draws on `surface`; frames are asked for only while something moves. */
export class Painter {
  readonly #surface: Surface;
  readonly #pen: Pen | null;
  readonly #nextFrame: NextFrame;
  readonly #tell: (news: PainterNews) => void;
  readonly #fleet: Fleet;
  #endings: Ending[] = [];
  #map: PacketMap = nowhere;
  #camera = { x: 0, y: 0, zoom: 1 };
  #density = 1;
  #palette: Palette | undefined;
  #glyphs: Glyphs | undefined;
  #still = false;
  #scaled = false;
  #isAwake = false;
  #isEmpty = true;
  #batches = 0;
  #last: number | undefined;

  constructor(surface: Surface, nextFrame: NextFrame, tell: (news: PainterNews) => void) {
    this.#surface = surface;
    this.#pen = penOf(surface);
    this.#nextFrame = nextFrame;
    this.#tell = tell;
    this.#fleet = new Fleet((ending) => this.#endings.push(ending));
  }

  take(order: PainterOrder): void {
    switch (order.kind) {
      case 'map':
        this.#map = readMap(order.map);
        break;
      case 'hops':
        this.#isEmpty = false;
        this.#batches++;
        this.#fleet.add(order.hops, { beat: order.beat, scaled: this.#scaled }, this.#map.inside);
        break;
      case 'pace':
        // While time stands, a step's hop is shown to its end.
        this.#scaled = order.scaled && order.playing;
        this.#fleet.setPlaying(order.playing);
        break;
      case 'time':
        this.#fleet.setWorldTime(order.time);
        break;
      case 'clear':
        this.#fleet.clear();
        break;
      case 'ask':
        this.#tell({ kind: 'answer', question: order.question, seq: this.#seqAt(order) });
        return;
      default:
        this.#look(order);
        return;
    }
    this.#wake();
  }

  /** What changes only how it looks is painted at once: on a later frame packets would swim behind the map. */
  #look(order: Extract<PainterOrder, { readonly kind: 'size' | 'camera' | 'palette' | 'still' }>): void {
    if (order.kind === 'camera') this.#camera = order;
    else if (order.kind === 'still') this.#still = order.still;
    else if (order.kind === 'palette') {
      this.#palette = order.palette;
      this.#glyphs = new Glyphs(order.palette);
    } else {
      this.#density = order.density;
      this.#surface.width = Math.max(1, Math.round(order.width * order.density));
      this.#surface.height = Math.max(1, Math.round(order.height * order.density));
    }
    if (!this.#isEmpty) this.#draw();
  }

  #seqAt({ x, y }: Point): number | undefined {
    const { x: left, y: top, zoom } = this.#camera;
    return hit(this.#scene(), { x: (x - left) / zoom, y: (y - top) / zoom }, reachAt(zoom) / zoom);
  }

  #scene(): Scene {
    return sceneAt(this.#fleet.flights, this.#fleet.clocks, this.#map, this.#still);
  }

  #draw(): void {
    if (!this.#pen || !this.#glyphs || !this.#palette) return;
    const view = { ...this.#camera, density: this.#density };
    paint(this.#pen, this.#scene(), view, this.#glyphs, this.#palette, this.#still);
  }

  #wake(): void {
    if (this.#isAwake || this.#isEmpty) return;
    this.#isAwake = true;
    this.#nextFrame((at) => this.#tick(at));
  }

  #tick(at: number): void {
    this.#isAwake = false;
    this.#fleet.advance(Math.min(LONGEST_FRAME_MS, Math.max(0, at - (this.#last ?? at))));
    this.#draw();
    if (this.#endings.length > 0) {
      this.#tell({ kind: 'endings', endings: this.#endings });
      this.#endings = [];
    }
    const { moving, flights } = this.#fleet;
    this.#last = moving ? at : undefined;
    if (moving) this.#wake();
    else if (flights.length === 0) {
      this.#isEmpty = true;
      this.#tell({ kind: 'empty', batches: this.#batches });
    }
  }
}
