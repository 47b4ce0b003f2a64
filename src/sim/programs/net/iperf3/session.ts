// The middle of an iperf3 test, the same on both ends: streams run, intervals are reported, totals are kept.
// Source: iperf 3.12 iperf_api.c (iperf_print_intermediate, iperf_print_results), iperf_client_api.c, iperf_server_api.c.
// Not modelled: CPU use, omitted seconds.
import { SECOND, type SimTime } from '../../../des/scheduler.ts';
import type { WaitQueue } from '../../../des/task.ts';
import type { Blocking, Sys } from '../../../host/sys.ts';
import { between, type Flow, type Totals } from './flow.ts';
import { type Columns, header, line, type Measured, SEPARATOR } from './report.ts';

/** What one end knows of a stream when the test is over. */
export interface StreamResult extends Totals {
  readonly seconds: number;
}

export interface SessionOptions {
  readonly columns: Columns;
  /** Seconds between reports; 0 for none. */
  readonly interval: number;
  /** Virtual time at which it ends by itself; undefined when the other end says so. */
  readonly until: SimTime | undefined;
  /** Bytes to send in all. */
  readonly bytes: number | undefined;
  /** Looks whether it is over for another reason. */
  over(): boolean;
  readonly queues: readonly WaitQueue[];
}

export class Session {
  readonly #sys: Sys;
  readonly #flows: readonly Flow[];
  readonly #options: SessionOptions;
  readonly #began: SimTime;
  #reported: SimTime;
  #before: readonly Totals[] | undefined;

  constructor(sys: Sys, flows: readonly Flow[], options: SessionOptions) {
    this.#sys = sys;
    this.#flows = flows;
    this.#options = options;
    this.#began = sys.now();
    this.#reported = this.#began;
  }

  /** Runs to the end; answers each stream's totals. */
  *run(): Blocking<StreamResult[]> {
    const { interval, until = Number.POSITIVE_INFINITY, columns } = this.#options;
    yield* this.#sys.print(header(columns, true));
    const step = interval === 0 ? Number.POSITIVE_INFINITY : Math.round(interval * SECOND);
    while (!this.#isOver(until)) {
      if (this.#sys.now() - this.#reported >= step) yield* this.#report(this.#reported + step);
      for (const flow of this.#flows) flow.pump(this.#left());
      if (this.#isOver(until)) break;
      const wakes = this.#flows.map((flow) => flow.resumesAt ?? Number.POSITIVE_INFINITY);
      const queues = [...this.#options.queues, ...this.#flows.map((flow) => flow.queue)];
      yield* this.#sys.wait(queues, Math.min(until, this.#reported + step, ...wakes));
    }
    const ended = Math.min(this.#sys.now(), until);
    if (interval !== 0 && ended > this.#reported) yield* this.#report(ended);
    const seconds = (ended - this.#began) / SECOND;
    return this.#flows.map((flow) => ({ ...flow.totals(), seconds }));
  }

  #isOver(until: SimTime): boolean {
    return this.#sys.now() >= until || this.#left() <= 0 || this.#options.over();
  }

  /** Bytes that are still to be sent. */
  #left(): number {
    const { bytes } = this.#options;
    if (bytes === undefined) return Number.POSITIVE_INFINITY;
    return bytes - this.#flows.reduce((sum, flow) => sum + flow.totals().bytes, 0);
  }

  *#report(to: SimTime): Blocking<void> {
    const totals = this.#flows.map((flow) => flow.totals());
    const span = [(this.#reported - this.#began) / SECOND, (to - this.#began) / SECOND] as const;
    const measured = totals.map((now, at) => between(this.#before?.[at], now));
    const { columns } = this.#options;
    let text = this.#before !== undefined && measured.length > 1 ? SEPARATOR : '';
    for (const [at, one] of measured.entries()) text += line(this.#flows[at]?.id ?? 0, columns, ...span, one);
    if (measured.length > 1) text += line('SUM', columns, ...span, { ...sumOf(measured), window: undefined });
    this.#before = totals;
    this.#reported = to;
    yield* this.#sys.print(text);
  }
}

export function sumOf(parts: readonly Measured[]): Measured {
  const total = (key: 'bytes' | 'retransmits' | 'datagrams' | 'lost'): number =>
    parts.reduce((sum, part) => sum + (part[key] ?? 0), 0);
  const jitter = parts.reduce((sum, part) => sum + (part.jitter ?? 0), 0) / Math.max(1, parts.length);
  return {
    bytes: total('bytes'),
    retransmits: total('retransmits'),
    datagrams: total('datagrams'),
    lost: total('lost'),
    jitter,
  };
}

/** One end's totals of all streams, as the last lines have them. */
export interface End {
  readonly name: 'sender' | 'receiver';
  readonly columns: Columns;
  readonly results: readonly StreamResult[];
}

/** The last block: for each stream what its ends have counted, then the sums. */
export function summary(ids: readonly number[], ends: readonly End[], headed: Columns): string {
  const totals = ({ bytes, retransmits, datagrams, lost, jitter }: StreamResult): Measured => ({
    ...{ bytes, retransmits, datagrams, lost, jitter },
  });
  let text = `${SEPARATOR}${header(headed, false)}`;
  for (const [at, id] of ids.entries()) {
    for (const { name, columns, results } of ends) {
      const result = results[at];
      if (result) text += line(id, columns, 0, result.seconds, totals(result), name);
    }
  }
  if (ids.length < 2) return text;
  for (const { name, columns, results } of ends) {
    text += line('SUM', columns, 0, results[0]?.seconds ?? 0, sumOf(results), name);
  }
  return text;
}
