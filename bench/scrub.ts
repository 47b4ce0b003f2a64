// What it takes to go to any moment of a lab with ten thousand records: random leaps, and steps back one by one, as by dragging.
import { Lab } from '../src/session/lab.ts';
import type { LabFile } from '../src/session/protocol.ts';
import { cpuSeconds, median } from './measure.ts';
import { tenMinuteLab } from './replay.ts';
import type { Bench, Row } from './table.ts';

const RECORDS = 10_000;
const LEAPS = 60;
const STEPS = 12;
/** Milliseconds that somebody looks at where they have come to, while worlds are parked anew. */
const LOOK_MS = 1000;

/** Ten minutes of a learner, again and again until there are records enough. */
function longLab(): Lab {
  const { inputs, time, ...start } = tenMinuteLab();
  for (let rounds = 1; ; rounds++) {
    const [open, ...typed] = inputs;
    const again = Array.from({ length: rounds }, (_, round) =>
      typed.map((input) => ({ ...input, at: input.at + round * time })),
    ).flat();
    const file: LabFile = { ...start, inputs: open === undefined ? again : [open, ...again], time: rounds * time };
    const lab = new Lab(file, now);
    lab.replay(() => false);
    if (lab.world.trace.next >= RECORDS) return lab;
  }
}

/** CPU milliseconds: what else the machine does falls on none of them. */
const now = (): number => cpuSeconds() * 1e3;

/** What it takes until a lab stands there, with all its terminals' text. */
function timeOf(lab: Lab, moment: number): number {
  const started = now();
  lab.seek(moment);
  lab.replay(() => false);
  lab.takeNews();
  return now() - started;
}

function look(lab: Lab, milliseconds: number): void {
  const until = now() + milliseconds;
  lab.park(() => now() > until);
}

export const scrub: Bench = {
  name: 'scrub',
  title: `Scrub: going to a moment of a lab with ${RECORDS} records, in CPU milliseconds`,
  run(): Row[] {
    const lab = longLab();
    const { end } = lab;
    const records = lab.world.trace.next;
    const before = lab.world.fingerprint();
    const parking = now();
    look(lab, Number.POSITIVE_INFINITY);
    const parked = now() - parking;
    // Low-discrepancy moments: no part of the line is left out.
    const leaps = Array.from({ length: LEAPS }, (_, i) => {
      const taken = timeOf(lab, Math.floor(((i * 0.618033988749895) % 1) * end));
      look(lab, LOOK_MS);
      return taken;
    });
    look(lab, Number.POSITIVE_INFINITY);
    const steps = Array.from({ length: STEPS }, (_, i) => timeOf(lab, Math.floor(end * (0.8 - i / 400))));
    timeOf(lab, end);
    const figures = (name: string, times: readonly number[]): Row => ({
      way: name,
      records,
      median: median(times).toFixed(1),
      worst: Math.max(...times).toFixed(1),
      'under 100': `${times.filter((one) => one < 100).length} of ${times.length}`,
      'parking ms': parked.toFixed(0),
      'the same at the end': lab.world.fingerprint() === before ? 'yes' : 'no',
    });
    return [figures('leaps, a second apart', leaps), figures('steps back at once', steps)];
  },
};
