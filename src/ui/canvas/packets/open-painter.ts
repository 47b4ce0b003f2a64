// Gives a painter its canvas: on a thread of its own, or on the page's where the browser cannot draw elsewhere.
import type { PainterNews, PainterOrder, PainterStart } from './painter-door.ts';

export interface PainterLine {
  /** What a transferred order holds is gone afterwards. */
  send(order: PainterOrder, transfer?: readonly Transferable[]): void;
  close(): void;
}

type Listener = (news: PainterNews) => void;

export function openPainter(canvas: HTMLCanvasElement, listen: Listener): PainterLine {
  const canLeave = 'transferControlToOffscreen' in canvas && typeof Worker === 'function';
  return canLeave ? elsewhere(canvas, listen) : here(canvas, listen);
}

function elsewhere(canvas: HTMLCanvasElement, listen: Listener): PainterLine {
  const worker = new Worker(new URL('../../../workers/packets.worker.ts', import.meta.url), {
    type: 'module',
    name: 'hoplab-packets',
  });
  worker.addEventListener('message', ({ data }: MessageEvent<PainterNews>) => listen(data));
  const start: PainterStart = { canvas: canvas.transferControlToOffscreen() };
  worker.postMessage(start, [start.canvas]);
  return {
    send: (order, transfer = []) => worker.postMessage(order, [...transfer]),
    close: () => worker.terminate(),
  };
}

function here(canvas: HTMLCanvasElement, listen: Listener): PainterLine {
  let isOpen = true;
  const nextFrame = (draw: (at: number) => void) => {
    requestAnimationFrame((at) => {
      if (isOpen) draw(at);
    });
  };
  const painter = import('./painter.ts').then(({ Painter }) => new Painter(canvas, nextFrame, listen));
  return {
    send: (order) => {
      void painter.then((one) => {
        if (isOpen) one.take(order);
      });
    },
    close: () => {
      isOpen = false;
    },
  };
}
