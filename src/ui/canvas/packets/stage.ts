// Where packets are shown: tells the painter what it needs to know of the page. Nothing of it passes through React's state.
import type { useStoreApi } from '@xyflow/react';
import { subscribeHops } from '../../store/hops.ts';
import { type LabState, useLab } from '../../store/lab.ts';
import { useArrangement } from '../arrangement.ts';
import { useDrops } from './drops.ts';
import { openPainter, type PainterLine } from './open-painter.ts';
import { packMap } from './packet-map.ts';
import type { PainterNews } from './painter-door.ts';
import { readPalette } from './palette.ts';

type Flow = ReturnType<typeof useStoreApi>;

export class Stage {
  readonly #canvas = document.createElement('canvas');
  readonly #painter: PainterLine;
  readonly #flow: Flow;
  readonly #stops: (() => void)[] = [];
  /** Boxes have moved since the painter was told where they are. */
  #isMapOld = true;
  #frame: number | undefined;
  /** Something is on its way. */
  #isBusy = false;
  #batches = 0;
  #questions = 0;
  /** What lay where the mouse was pressed, once it is known: the click that follows would select what lies under it. */
  #caught: number | undefined;

  constructor(holder: HTMLElement, flow: Flow) {
    this.#flow = flow;
    holder.append(this.#canvas);
    this.#painter = openPainter(this.#canvas, (news) => this.#hear(news));
  }

  /** `map` is the element whose presses may hit packets. */
  start(map: HTMLElement): void {
    const resize = new ResizeObserver(() => this.#resize());
    resize.observe(this.#canvas);
    const listening = new AbortController();
    const options = { capture: true, signal: listening.signal };
    map.addEventListener('pointerdown', (event) => this.#press(event), options);
    map.addEventListener('click', (event) => this.#click(event), options);
    this.#tellStill();
    this.#tellPalette();
    this.#tellCamera();
    this.#tellPace(useLab.getState());
    this.#stops.push(
      () => resize.disconnect(),
      () => listening.abort(),
      subscribeHops((hops, beat) => this.#send(hops, beat)),
      useLab.subscribe((lab, before) => this.#follow(lab, before)),
      useArrangement.subscribe(() => this.#mapChanged()),
      this.#flow.subscribe((now, before) => {
        if (now.nodes !== before.nodes) this.#mapChanged();
        if (now.transform !== before.transform) this.#tellCamera();
      }),
    );
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#painter.close();
    this.#canvas.remove();
  }

  #send(hops: Float64Array, beat: number): void {
    this.#isBusy = true;
    this.#batches++;
    if (this.#isMapOld) this.#tellMap();
    // Others read them too: the painter gets a copy of its own.
    const copy = hops.slice();
    this.#painter.send({ kind: 'hops', hops: copy, beat }, [copy.buffer]);
  }

  #hear(news: PainterNews): void {
    if (news.kind === 'endings') useDrops.getState().add(news.endings);
    else if (news.kind === 'empty') this.#isBusy = news.batches < this.#batches;
    else if (news.question === this.#questions && news.seq !== undefined) {
      this.#caught = news.seq;
      useLab.getState().select({ kind: 'record', seq: news.seq });
    }
  }

  #follow(lab: LabState, before: LabState): void {
    if (lab.pacing !== before.pacing) this.#tellPace(lab);
    if (lab.pacing.mode === 'scaled' && (lab.time !== before.time || before.pacing.mode !== 'scaled'))
      this.#painter.send({ kind: 'time', time: lab.time });
    if (lab.leaps !== before.leaps || (lab.status !== before.status && lab.status === 'loading'))
      this.#painter.send({ kind: 'clear' });
    // The style sheet follows the theme only when the page has been drawn with it.
    if (lab.theme !== before.theme || lab.highContrast !== before.highContrast)
      requestAnimationFrame(() => this.#tellPalette());
    if (lab.lessMotion !== before.lessMotion) this.#tellStill();
  }

  #mapChanged(): void {
    this.#isMapOld = true;
    if (!this.#isBusy || this.#frame !== undefined) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = undefined;
      if (this.#isMapOld) this.#tellMap();
    });
  }

  #tellMap(): void {
    const { picture } = useArrangement.getState();
    if (!picture) return;
    this.#isMapOld = false;
    const map = packMap(picture, (id) => this.#flow.getState().nodeLookup.get(id));
    this.#painter.send({ kind: 'map', map }, [map.buffer]);
  }

  #tellCamera(): void {
    const [x, y, zoom] = this.#flow.getState().transform;
    this.#painter.send({ kind: 'camera', x, y, zoom });
  }

  #tellPace({ pacing }: LabState): void {
    this.#painter.send({ kind: 'pace', playing: pacing.playing, scaled: pacing.mode === 'scaled' });
  }

  #tellStill(): void {
    this.#painter.send({ kind: 'still', still: useLab.getState().lessMotion });
  }

  #tellPalette(): void {
    this.#painter.send({ kind: 'palette', palette: readPalette(this.#canvas) });
  }

  #resize(): void {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    this.#painter.send({ kind: 'size', width, height, density: devicePixelRatio });
  }

  /** The answer comes before the click does: between pressing and letting go there are frames. */
  #press(event: PointerEvent): void {
    this.#caught = undefined;
    if (event.button !== 0 || !this.#isBusy) return;
    const bounds = this.#canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - bounds.left, event.clientY - bounds.top];
    this.#painter.send({ kind: 'ask', question: ++this.#questions, x, y });
  }

  #click(event: MouseEvent): void {
    if (this.#caught !== undefined) event.stopPropagation();
    this.#caught = undefined;
  }
}
