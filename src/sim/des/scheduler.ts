// The discrete-event core: virtual time in integer microseconds and one queue ordered by (time, sequence).
// Equal times are first in, first out. Events are data: a target, a code and an argument.
// A binary heap of slot numbers over typed arrays; a cancelled event stays in the heap until its time comes.
import { SimulatorBug } from '../base/bug.ts';

/** Virtual time in microseconds since the world began. Always an integer. */
export type SimTime = number;

export const MILLISECOND = 1_000;
export const SECOND = 1_000_000;

/** Something that events happen to. `code` tells its kinds of event apart, as the target itself numbers them. */
export interface EventTarget {
  onEvent(code: number, arg: unknown): void;
}

/** Names a scheduled event so that it can be cancelled; 0 names none. */
export type EventId = number;

const GENERATIONS = 0x200000; // an id is slot * GENERATIONS + generation, below 2^53

export class Scheduler {
  /** The current virtual time. */
  now: SimTime = 0;
  /** How many events have run since the world began. */
  eventsRun = 0;

  #size = 0;
  #sequence = 0;
  #heap = new Uint32Array(1024);
  #time = new Float64Array(1024);
  #order = new Float64Array(1024);
  #generation = new Uint32Array(1024);
  readonly #target: (EventTarget | undefined)[] = [];
  readonly #code: number[] = [];
  readonly #arg: unknown[] = [];
  readonly #free: number[] = [];
  #slots = 0;

  /** How many events wait, cancelled ones included until their time. */
  get pending(): number {
    return this.#size;
  }

  /** Schedules `target.onEvent(code, arg)` at now + `delay` microseconds. */
  after(delay: SimTime, target: EventTarget, code: number, arg?: unknown): EventId {
    return this.at(this.now + delay, target, code, arg);
  }

  /** Schedules `target.onEvent(code, arg)` at `time`, which must not lie in the past. */
  at(time: SimTime, target: EventTarget, code: number, arg?: unknown): EventId {
    if (time < this.now || !Number.isInteger(time)) throw new SimulatorBug(`event at ${time}, now ${this.now}`);
    const slot = this.#free.pop() ?? this.#newSlot();
    this.#time[slot] = time;
    this.#order[slot] = this.#sequence++;
    this.#target[slot] = target;
    this.#code[slot] = code;
    this.#arg[slot] = arg;
    this.#push(slot);
    return slot * GENERATIONS + (this.#generation[slot] as number) + 1;
  }

  /** Cancels an event; one that already ran, or 0, is ignored. */
  cancel(id: EventId): void {
    if (id === 0) return;
    const slot = Math.floor((id - 1) / GENERATIONS);
    if (this.#generation[slot] !== (id - 1) % GENERATIONS) return;
    this.#target[slot] = undefined;
    this.#arg[slot] = undefined;
  }

  /** The time of the next event that is not cancelled, undefined when nothing waits. */
  nextTime(): SimTime | undefined {
    while (this.#size > 0) {
      const slot = this.#heap[0] as number;
      if (this.#target[slot] !== undefined) return this.#time[slot] as number;
      this.#release(this.#pop());
    }
    return undefined;
  }

  /** Runs every event up to and including `time`, then stands at `time`. */
  runUntil(time: SimTime): void {
    for (;;) {
      const next = this.nextTime();
      if (next === undefined || next > time) break;
      this.#runOne();
    }
    if (time > this.now) this.now = time;
  }

  /** Runs all events of the next instant that has any. False when nothing waits. */
  runInstant(): boolean {
    const next = this.nextTime();
    if (next === undefined) return false;
    this.runUntil(next);
    return true;
  }

  #runOne(): void {
    const slot = this.#pop();
    const target = this.#target[slot];
    const code = this.#code[slot] as number;
    const arg = this.#arg[slot];
    this.now = this.#time[slot] as number;
    this.#release(slot);
    if (target === undefined) return;
    this.eventsRun++;
    target.onEvent(code, arg);
  }

  #newSlot(): number {
    const slot = this.#slots++;
    if (slot >= this.#heap.length) this.#grow();
    return slot;
  }

  #grow(): void {
    const length = this.#heap.length * 2;
    const widen = <T extends Float64Array | Uint32Array>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    this.#heap = widen(this.#heap, new Uint32Array(length));
    this.#time = widen(this.#time, new Float64Array(length));
    this.#order = widen(this.#order, new Float64Array(length));
    this.#generation = widen(this.#generation, new Uint32Array(length));
  }

  #release(slot: number): void {
    this.#target[slot] = undefined;
    this.#arg[slot] = undefined;
    this.#generation[slot] = ((this.#generation[slot] as number) + 1) % GENERATIONS;
    this.#free.push(slot);
  }

  #before(a: number, b: number): boolean {
    const ta = this.#time[a] as number;
    const tb = this.#time[b] as number;
    return ta < tb || (ta === tb && (this.#order[a] as number) < (this.#order[b] as number));
  }

  #push(slot: number): void {
    const heap = this.#heap;
    let i = this.#size++;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = heap[parent] as number;
      if (!this.#before(slot, above)) break;
      heap[i] = above;
      i = parent;
    }
    heap[i] = slot;
  }

  #pop(): number {
    const heap = this.#heap;
    const top = heap[0] as number;
    const last = heap[--this.#size] as number;
    const size = this.#size;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= size) break;
      if (child + 1 < size && this.#before(heap[child + 1] as number, heap[child] as number)) child++;
      const below = heap[child] as number;
      if (!this.#before(below, last)) break;
      heap[i] = below;
      i = child;
    }
    heap[i] = last;
    return top;
  }
}
