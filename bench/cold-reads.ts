// What memory costs at the moment: reads that no cache nearer than the shared one can answer.
// A thousand containers' state is about this large, so their figures can only be compared where this one is alike.
import { RandomSource } from '../src/sim/base/random.ts';
import { cpuSeconds } from './measure.ts';

const WORDS = 2 ** 21; // of 4 bytes: 8 MB
const READS = 200_000;

/** One cycle through all the words in random order: each says where the next is (Sattolo's algorithm). */
function randomCycle(): Uint32Array {
  const random = new RandomSource(1).stream('cold reads');
  const next = Uint32Array.from({ length: WORDS }, (_, i) => i);
  for (let i = WORDS - 1; i > 0; i--) {
    const other = random.int(0, i - 1);
    const word = next[i] ?? 0;
    next[i] = next[other] ?? 0;
    next[other] = word;
  }
  return next;
}

export class ColdReads {
  readonly #next = randomCycle();
  #at = 0;

  /** Follows the cycle for a while; answers nanoseconds a read. */
  run(): number {
    const started = cpuSeconds();
    let at = this.#at;
    for (let i = 0; i < READS; i++) at = this.#next[at] ?? 0;
    this.#at = at;
    return ((cpuSeconds() - started) / READS) * 1e9;
  }
}
