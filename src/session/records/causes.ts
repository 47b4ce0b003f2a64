// What set packets in motion: the command that was typed when a journey began, or the program that sent its first packet.
import type { Trace } from '../../sim/trace/trace.ts';
import type { World } from '../../sim/world.ts';
import type { GroupTitle } from './query.ts';

interface Cause extends GroupTitle {
  /** Of the first journey that it set in motion: the same for all that one command did. */
  readonly number: number;
}

/** As many journeys are remembered before the forgotten ones are sorted out. */
const MOST_JOURNEYS = 100_000;

export class Causes {
  readonly #world: World;
  /** Where each journey that is kept begins. */
  readonly #begins = new Map<number, number>();
  readonly #causes = new Map<number, Cause>();
  /** The first journey of each command, by host and moment. */
  readonly #commands = new Map<string, number>();
  #looked = 0;

  constructor(world: World) {
    this.#world = world;
  }

  of(journey: number): Cause {
    this.#look(this.#world.trace);
    let cause = this.#causes.get(journey);
    if (cause === undefined) {
      cause = this.#find(journey);
      this.#causes.set(journey, cause);
    }
    return cause;
  }

  /** Takes in the journeys that have begun since. */
  #look(trace: Trace): void {
    for (let seq = Math.max(this.#looked, trace.first); seq < trace.next; seq++) {
      const journey = trace.outcome(seq)?.journey;
      if (journey !== undefined && !this.#begins.has(journey)) this.#begins.set(journey, seq);
    }
    this.#looked = trace.next;
    if (this.#begins.size > MOST_JOURNEYS) this.#forget(trace.first);
  }

  #forget(first: number): void {
    for (const [journey, begin] of this.#begins) {
      if (begin >= first) continue;
      this.#begins.delete(journey);
      this.#causes.delete(journey);
    }
  }

  #find(journey: number): Cause {
    const begin = this.#begins.get(journey);
    const record = begin === undefined ? undefined : this.#world.trace.record(begin);
    if (record === undefined) return { number: journey, text: '' };
    const { host, time, cause, why } = record;
    const program = cause?.kind === 'socket' ? cause.creator : undefined;
    const line = this.#lineAt(host, time, program);
    if (line === undefined) return { number: journey, text: program ?? why, host };
    const key = `${host} ${line.time} ${line.text}`;
    const number = this.#commands.get(key) ?? journey;
    this.#commands.set(key, number);
    return { number, text: line.text, host };
  }

  /** The line that was being carried out at a moment and that names the program; the newest of several. */
  #lineAt(host: string, time: number, program: string | undefined): { text: string; time: number } | undefined {
    if (program === undefined) return undefined;
    const lines = this.#world.stations.get(host)?.host.audit.linesFrom(0) ?? [];
    return lines.findLast(
      (line) => line.time <= time && (line.ended ?? time) >= time && line.text.split(/[\s;|&()]+/).includes(program),
    );
  }
}
