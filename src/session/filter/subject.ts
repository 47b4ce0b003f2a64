// What a filter is asked about: one record of the trace, of which only that is read which the filter looks at.

import type { TraceDevice } from '../../sim/trace/decision.ts';
import type { TraceRecord } from '../../sim/trace/record.ts';
import type { Outcome, Trace } from '../../sim/trace/trace.ts';
import { Dissection } from './layers.ts';

export class Subject {
  readonly outcome: Outcome;
  readonly device: TraceDevice;
  /** Where a hop's frame arrives. */
  readonly peer: TraceDevice | undefined;
  readonly seq: number;
  /** Of the wall clock at virtual time 0, in microseconds since 1970. */
  readonly startsAt: number;
  readonly #trace: Trace;
  #layers: Dissection | undefined;
  #record: TraceRecord | undefined;

  private constructor(trace: Trace, seq: number, startsAt: number, outcome: Outcome, device: TraceDevice) {
    this.#trace = trace;
    this.seq = seq;
    this.startsAt = startsAt;
    this.outcome = outcome;
    this.device = device;
    this.peer = outcome.kind === 'hop' ? trace.ends(seq)?.peer : undefined;
  }

  /** Undefined when the trace has forgotten the record. */
  static at(trace: Trace, seq: number, startsAt = 0): Subject | undefined {
    const outcome = trace.outcome(seq);
    const device = trace.ends(seq)?.device;
    return outcome && device && new Subject(trace, seq, startsAt, outcome, device);
  }

  /** The packet, taken apart. */
  get layers(): Dissection {
    if (this.#layers === undefined) {
      const traced = this.#trace.traced(this.seq);
      if (traced === undefined) throw new Error('a record that is kept has its packet');
      this.#layers = new Dissection(traced);
    }
    return this.#layers;
  }

  /** The record in words. */
  get record(): TraceRecord | undefined {
    this.#record ??= this.#trace.record(this.seq);
    return this.#record;
  }
}
