// What it takes to lay a picture out: a host with four times as many containers, and a picture of which nothing has changed.
import { layout } from '../src/ui/canvas/layout/layout.ts';
import { sketchWorld } from '../src/ui/canvas/layout/testkit.ts';
import { median } from './measure.ts';
import type { Bench, Row } from './table.ts';

const FEW = 100;
const MANY = 400;
const RUNS = 41;

/** A host with so many containers, every third of them on a second network. */
function viewOf(count: number) {
  const containers = Array.from({ length: count }, (_, i) => {
    return { id: `c${i}`, networks: i % 3 === 0 ? ['bridge', 'web'] : ['bridge'] };
  });
  return sketchWorld([{ networks: ['bridge', 'web'], containers }]);
}

/** Milliseconds of a picture from nothing, and of the same once more. */
function measure(count: number): { readonly fresh: number; readonly again: number } {
  const view = viewOf(count);
  const moved = new Map();
  const timed = (run: () => void): number => {
    const started = performance.now();
    run();
    return performance.now() - started;
  };
  let last = layout({ view, memory: new Map(), moved });
  const fresh = Array.from({ length: RUNS }, () =>
    timed(() => {
      last = layout({ view, memory: new Map(), moved });
    }),
  );
  const again = Array.from({ length: RUNS }, () =>
    timed(() => {
      last = layout({ view, memory: last.memory, moved, drawn: last.drawn });
    }),
  );
  return { fresh: median(fresh), again: median(again) };
}

export const layoutBench: Bench = {
  name: 'layout',
  title: `Layout: a host with ${MANY} containers against one with ${FEW}`,
  run(): Row[] {
    measure(FEW);
    const [few, many] = [measure(FEW), measure(MANY)];
    return (['fresh', 'again'] as const).map((way) => ({
      picture: way === 'fresh' ? 'from nothing' : 'nothing changed',
      [`ms at ${FEW}`]: few[way].toFixed(2),
      [`ms at ${MANY}`]: many[way].toFixed(2),
      'times as long': (many[way] / few[way]).toFixed(1),
      'containers, times': (MANY / FEW).toFixed(0),
    }));
  },
};
