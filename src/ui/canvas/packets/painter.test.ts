import { describe, expect, it } from 'vitest';
import { dropReasons, HOP_COLUMNS, hopColumn } from '../../../sim/trace/record.ts';
import { Painter } from './painter.ts';
import type { PainterNews } from './painter-door.ts';

/** A surface without a pen: nothing is drawn, all else is as in a browser. */
function start() {
  const surface = Object.assign(Object.create(null), { width: 0, height: 0, getContext: () => null });
  const news: PainterNews[] = [];
  let due: ((at: number) => void) | undefined;
  const painter = new Painter(
    surface,
    (draw) => {
      due = draw;
    },
    (one) => news.push(one),
  );
  /** Frames until nothing asks for one, or so many. */
  const run = (frames: number) => {
    let drawn = 0;
    for (let at = 0; drawn < frames && due; drawn++, at += 16) {
      const draw = due;
      due = undefined;
      draw(at);
    }
    return drawn;
  };
  // Two devices on a wire from (0, 0) to (100, 0).
  const devices = [1, 0, 0, 0, 0, 0, 0, 2, 100, 0, 0, 0, 1, 1];
  painter.take({ kind: 'map', map: Float64Array.from([devices.length, ...devices, 7, 1, 2, 2, 0, 0, 100, 0]) });
  painter.take({ kind: 'pace', playing: true, scaled: false });
  return { painter, news, run };
}

function hop(columns: Partial<Record<keyof typeof hopColumn, number>>): Float64Array {
  const row = new Float64Array(HOP_COLUMNS);
  for (const [name, column] of Object.entries(hopColumn)) row[column] = columns[name as keyof typeof hopColumn] ?? 0;
  return row;
}

describe('the painter', () => {
  it('asks for frames only while something moves, and says when nothing does any more', () => {
    const { painter, news, run } = start();
    expect(run(10)).toBe(0);
    painter.take({ kind: 'hops', hops: hop({ seq: 1, from: 1, to: 2 }), beat: 160 });
    expect(run(100)).toBeLessThan(15);
    expect(news).toEqual([{ kind: 'empty', batches: 1 }]);
  });

  it('knows what lies at a point of the screen, wherever the camera is', () => {
    const { painter, news } = start();
    painter.take({ kind: 'camera', x: 500, y: 40, zoom: 2 });
    painter.take({ kind: 'hops', hops: hop({ seq: 7, from: 1, to: 2 }), beat: 400 });
    painter.take({ kind: 'ask', question: 1, x: 505, y: 42 });
    painter.take({ kind: 'ask', question: 2, x: 100, y: 42 });
    expect(news).toEqual([
      { kind: 'answer', question: 1, seq: 7 },
      { kind: 'answer', question: 2, seq: undefined },
    ]);
  });

  it('tells of packets that ended, those of a frame together', () => {
    const { painter, news, run } = start();
    const drop = dropReasons.indexOf('NO_ROUTE') + 1;
    const rows = [3, 4].flatMap((seq) => [...hop({ seq, from: 1, to: -1, drop, time: 9, arrives: 9 })]);
    painter.take({ kind: 'hops', hops: Float64Array.from(rows), beat: 400 });
    run(2);
    expect(news).toEqual([
      {
        kind: 'endings',
        endings: [
          { seq: 3, uid: 1, reason: 'NO_ROUTE', time: 9 },
          { seq: 4, uid: 1, reason: 'NO_ROUTE', time: 9 },
        ],
      },
    ]);
  });

  it('keeps a step’s packet where it has come to while time stands, and forgets all on a leap', () => {
    const { painter, news, run } = start();
    painter.take({ kind: 'pace', playing: false, scaled: true });
    painter.take({ kind: 'hops', hops: hop({ seq: 1, from: 1, to: 2 }), beat: 160 });
    run(100);
    painter.take({ kind: 'ask', question: 1, x: 100, y: 0 });
    expect(news).toEqual([{ kind: 'answer', question: 1, seq: 1 }]);
    painter.take({ kind: 'clear' });
    run(5);
    expect(news.at(-1)).toEqual({ kind: 'empty', batches: 1 });
  });
});
