// How fast packets go: link-hops a CPU second over one bridge, with the trace off and on, beside a bare event loop.
// A link-hop is one frame delivered by one link; a bridge echo has four. What each does: socket, route, neighbour,
// bridge with learning, counters of devices and protocols, fingerprint, and with the trace on a record of every step.
// Everything is measured in turns, slice by slice: what else the machine does then falls on all alike, and ratios hold.
import { type BridgeLab, buildBridge } from './bridge-lab.ts';
import { ColdReads } from './cold-reads.ts';
import { EventLoop } from './event-loop.ts';
import { cpuSeconds, median, millions } from './measure.ts';
import type { Bench, Row } from './table.ts';

const SIZES = [10, 100, 1000];
const ROUNDS = 15;
const WARM_UP = 400_000;
const HOPS = 150_000;

/** The figures of one slice, per CPU second. */
interface Slice {
  readonly hops: number;
  readonly events: number;
  readonly loop: number;
  /** Nanoseconds that a read of far memory took then. */
  readonly coldRead: number;
}

/** One size of world, its trace off or on, and what was measured of it so far. */
class Course {
  readonly slices: Slice[] = [];
  readonly hosts: number;
  readonly recording: boolean;
  readonly #lab: BridgeLab;
  readonly #loop: EventLoop;

  constructor(hosts: number, recording: boolean) {
    this.hosts = hosts;
    this.recording = recording;
    this.#loop = new EventLoop(hosts);
    const lab = buildBridge(hosts);
    this.#lab = lab;
    lab.trace.recording = recording;
    lab.start();
    this.#run(WARM_UP);
  }

  #run(hops: number): void {
    const { trace, scheduler } = this.#lab;
    const target = trace.hops + hops;
    while (trace.hops < target) scheduler.runUntil(scheduler.now + 1000);
  }

  measure(coldReads: ColdReads): void {
    const { trace, scheduler } = this.#lab;
    const from = { cpu: cpuSeconds(), hops: trace.hops, events: scheduler.eventsRun };
    this.#run(HOPS);
    const seconds = cpuSeconds() - from.cpu;
    const hops = (trace.hops - from.hops) / seconds;
    const events = (scheduler.eventsRun - from.events) / seconds;
    this.slices.push({ hops, events, loop: this.#loop.run(), coldRead: coldReads.run() });
  }

  middle(figure: (slice: Slice, round: number) => number): number {
    return median(this.slices.map(figure));
  }

  /** Echoes that are under way or were lost. */
  get outstanding(): number {
    return this.#lab.flows.reduce((sum, flow) => sum + flow.sent - flow.returned, 0);
  }
}

/** A course beside the one of the smallest size. */
function rowOf(course: Course, smallest: Course | undefined): Row {
  const times = course.middle((slice, round) => (smallest?.slices[round]?.hops ?? 0) / slice.hops);
  return {
    containers: course.hosts,
    trace: course.recording ? 'on' : 'off',
    'M hops/s': millions(course.middle((slice) => slice.hops)),
    'M events/s': millions(course.middle((slice) => slice.events)),
    'bare loop, M events/s': millions(course.middle((slice) => slice.loop)),
    'loop ÷ path': course.middle((slice) => slice.loop / slice.events).toFixed(1),
    [`a hop's cost ÷ that with ${SIZES[0]}`]: times.toFixed(2),
    'a cold read, ns': course.middle((slice) => slice.coldRead).toFixed(0),
    'in flight': course.outstanding,
  };
}

export const packetPath: Bench = {
  name: 'packet-path',
  title: 'Packet path: echo over one bridge, 64 B payload, per CPU second',
  run(): Row[] {
    const courses = [false, true].flatMap((recording) => SIZES.map((hosts) => new Course(hosts, recording)));
    const coldReads = new ColdReads();
    for (let round = 0; round < ROUNDS; round++) for (const course of courses) course.measure(coldReads);
    return courses.map((course) =>
      rowOf(
        course,
        courses.find((c) => c.recording === course.recording),
      ),
    );
  },
};
