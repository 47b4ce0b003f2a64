// Where packets are shown: the overlay's canvas, its clock, and what makes it draw. Nothing of it passes through React's state.
import type { useStoreApi } from '@xyflow/react';
import { lessMotion } from '../../common/motion.ts';
import { subscribeHops } from '../../store/hops.ts';
import { type LabState, useLab } from '../../store/lab.ts';
import { useArrangement } from '../arrangement.ts';
import { type Geometry, measure } from '../edges/geometry.ts';
import { useDrops } from './drops.ts';
import { hit, type Scene, sceneAt } from './figures.ts';
import { Fleet } from './fleet.ts';
import { makeSprites, type Palette, paint, reachAt, readPalette, type Sprites } from './paint.ts';

type Flow = ReturnType<typeof useStoreApi>;

/** A frame later than this was a hidden tab: time does not leap. */
const LONGEST_FRAME_MS = 100;
const emptyScene: Scene = { figures: [], bursts: [] };
const nowhere = () => undefined;

/** Draws on `canvas` from `start` to `stop`; frames are asked for only while something moves. */
export class Stage {
  readonly #canvas: HTMLCanvasElement;
  readonly #pen: CanvasRenderingContext2D;
  readonly #flow: Flow;
  readonly #fleet = new Fleet((drop) => useDrops.getState().add(drop));
  readonly #stops: (() => void)[] = [];
  #palette: Palette;
  #sprites: Sprites;
  /** Forgotten whenever a box has moved. */
  #geometry: Geometry | undefined;
  #frame: number | undefined;
  #last = 0;
  /** A packet was pressed: the click that follows would select what lies under it. */
  #caught = false;

  constructor(canvas: HTMLCanvasElement, pen: CanvasRenderingContext2D, flow: Flow) {
    this.#canvas = canvas;
    this.#pen = pen;
    this.#flow = flow;
    this.#palette = readPalette(canvas);
    this.#sprites = makeSprites(this.#palette);
  }

  /** `map` is the element whose presses may hit packets. */
  start(map: HTMLElement): void {
    this.#fleet.setPlaying(useLab.getState().pacing.playing);
    const resize = new ResizeObserver(() => this.#resize());
    resize.observe(this.#canvas);
    const listening = new AbortController();
    const options = { capture: true, signal: listening.signal };
    map.addEventListener('pointerdown', (event) => this.#press(event), options);
    map.addEventListener('click', (event) => this.#click(event), options);
    this.#stops.push(
      () => resize.disconnect(),
      () => listening.abort(),
      subscribeHops((hops, beat) => {
        this.#fleet.add(hops, beat, this.#measured()?.inside ?? nowhere);
        this.#wake();
      }),
      useLab.subscribe((lab, before) => this.#follow(lab, before)),
      useArrangement.subscribe(() => {
        this.#geometry = undefined;
      }),
      this.#flow.subscribe((now, before) => {
        if (now.nodes !== before.nodes) this.#geometry = undefined;
        else if (now.transform === before.transform) return;
        if (this.#fleet.flights.length > 0) this.#wake();
      }),
    );
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
  }

  #follow(lab: LabState, before: LabState): void {
    if (lab.pacing.playing !== before.pacing.playing) this.#fleet.setPlaying(lab.pacing.playing);
    if (lab.leaps !== before.leaps || (lab.status !== before.status && lab.status === 'loading')) {
      this.#fleet.clear();
      useDrops.getState().clear();
    } else if (lab.theme !== before.theme || lab.highContrast !== before.highContrast) {
      // The style sheet follows the theme only when the page has been drawn with it.
      requestAnimationFrame(() => {
        this.#palette = readPalette(this.#canvas);
        this.#sprites = makeSprites(this.#palette);
        this.#draw();
      });
      return;
    } else return;
    this.#wake();
  }

  #measured(): Geometry | undefined {
    const { picture } = useArrangement.getState();
    this.#geometry ??= picture && measure(picture, (id) => this.#flow.getState().nodeLookup.get(id));
    return this.#geometry;
  }

  #scene(): Scene {
    const geometry = this.#measured();
    return geometry ? sceneAt(this.#fleet.flights, this.#fleet.clock, geometry, lessMotion()) : emptyScene;
  }

  #resize(): void {
    this.#canvas.width = Math.round(this.#canvas.clientWidth * devicePixelRatio);
    this.#canvas.height = Math.round(this.#canvas.clientHeight * devicePixelRatio);
    this.#draw();
  }

  #draw(): void {
    const [x, y, zoom] = this.#flow.getState().transform;
    const view = { x, y, zoom, density: devicePixelRatio };
    paint(this.#pen, this.#scene(), view, this.#sprites, this.#palette, lessMotion());
  }

  #wake(): void {
    if (this.#frame !== undefined) return;
    this.#last = performance.now();
    this.#frame = requestAnimationFrame((at) => this.#tick(at));
  }

  #tick(at: number): void {
    this.#frame = undefined;
    this.#fleet.advance(Math.min(LONGEST_FRAME_MS, Math.max(0, at - this.#last)));
    this.#last = at;
    this.#draw();
    if (this.#fleet.moving) this.#frame = requestAnimationFrame((next) => this.#tick(next));
  }

  #press(event: PointerEvent): void {
    this.#caught = false;
    if (event.button !== 0 || this.#fleet.flights.length === 0) return;
    const bounds = this.#canvas.getBoundingClientRect();
    const [x, y, zoom] = this.#flow.getState().transform;
    const at = { x: (event.clientX - bounds.left - x) / zoom, y: (event.clientY - bounds.top - y) / zoom };
    const seq = hit(this.#scene(), at, reachAt(zoom) / zoom);
    if (seq === undefined) return;
    this.#caught = true;
    event.stopPropagation();
    event.preventDefault();
    useLab.getState().select({ kind: 'record', seq });
  }

  #click(event: MouseEvent): void {
    if (this.#caught) event.stopPropagation();
    this.#caught = false;
  }
}
