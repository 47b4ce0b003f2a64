// Paints packets on a thread of its own: neither the page's work nor the world's makes them falter.
import { Painter } from '../ui/canvas/packets/painter.ts';
import type { PainterNews, PainterOrder, PainterStart } from '../ui/canvas/packets/painter-door.ts';

let painter: Painter | undefined;

addEventListener('message', ({ data }: MessageEvent<PainterStart | PainterOrder>) => {
  if ('canvas' in data) {
    painter = new Painter(
      data.canvas,
      (draw) => requestAnimationFrame(draw),
      (news: PainterNews) => postMessage(news),
    );
  } else painter?.take(data);
});
