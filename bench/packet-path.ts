// How fast packets go: link-hops a CPU second over one bridge, with the trace off and on, beside a bare event loop.
// A link-hop is one frame delivered by one link; a bridge echo has four. What each does: socket, route, neighbour,
// bridge with learning, counters of devices and protocols, fingerprint, and with the trace on a record of every step.
import { type EventTarget, Scheduler } from '../src/sim/des/scheduler.ts';
import { buildBridge } from './bridge-lab.ts';
import type { Bench, Row } from './table.ts';

/** CPU seconds that this process has used. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

const REPEATS = 5;
const WARM_UP = 400_000;
const HOPS = 600_000;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

export interface PathFigures {
  readonly hopsPerSecond: number;
  readonly eventsPerSecond: number;
  readonly lost: number;
}

/** Runs echo flows between `hosts` namespaces. */
export function measureBridge(hosts: number, recording: boolean): PathFigures {
  const lab = buildBridge(hosts);
  lab.trace.recording = recording;
  lab.start();
  const runHops = (hops: number) => {
    const target = lab.trace.hops + hops;
    while (lab.trace.hops < target) lab.scheduler.runUntil(lab.scheduler.now + 1000);
  };
  runHops(WARM_UP);
  const hops: number[] = [];
  const events: number[] = [];
  for (let i = 0; i < REPEATS; i++) {
    const from = { cpu: cpuSeconds(), hops: lab.trace.hops, events: lab.scheduler.eventsRun };
    runHops(HOPS);
    const seconds = cpuSeconds() - from.cpu;
    hops.push((lab.trace.hops - from.hops) / seconds);
    events.push((lab.scheduler.eventsRun - from.events) / seconds);
  }
  const lost = lab.flows.reduce((sum, f) => sum + f.sent - f.returned, 0);
  return { hopsPerSecond: median(hops), eventsPerSecond: median(events), lost };
}

/** The floor: the same event queue, `pending` timers that do nothing but set themselves again. */
export function measureEventLoop(pending: number): number {
  const scheduler = new Scheduler();
  class Tick implements EventTarget {
    readonly #period: number;
    constructor(period: number) {
      this.#period = period;
    }
    onEvent(): void {
      scheduler.after(this.#period, this, 0);
    }
  }
  for (let i = 0; i < pending; i++) scheduler.after(i % 1009, new Tick(500 + ((i * 7919) % 1009)), 0);
  const rates: number[] = [];
  scheduler.runUntil(2000);
  for (let i = 0; i < REPEATS; i++) {
    const from = { cpu: cpuSeconds(), events: scheduler.eventsRun };
    while (scheduler.eventsRun < from.events + 1_000_000) scheduler.runUntil(scheduler.now + 100);
    rates.push((scheduler.eventsRun - from.events) / (cpuSeconds() - from.cpu));
  }
  return median(rates);
}

/** Bytes of heap that one idle namespace with its veth pair takes. Exact only with --expose-gc. */
export function measureMemory(hosts: number): number {
  const collect = (globalThis as { gc?: () => void }).gc ?? (() => {});
  const used = () => {
    // Array buffers of dead objects go one collection later.
    for (let i = 0; i < 3; i++) collect();
    return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
  };
  const empty = used();
  const small = buildBridge(2);
  const withSmall = used();
  const large = buildBridge(hosts + 2);
  const withLarge = used();
  // Each lab has a trace of its own, of the same size: only the difference between the labs is the containers'.
  const difference = withLarge - withSmall - (withSmall - empty);
  return small.flows.length === large.flows.length ? difference / hosts : 0;
}

const millions = (n: number) => (n / 1e6).toFixed(2);

export const packetPath: Bench = {
  name: 'packet-path',
  title: 'Packet path: echo over one bridge, 64 B payload, per CPU second',
  run(): Row[] {
    const rows: Row[] = [];
    let slowest = 0;
    for (const hosts of [10, 100, 1000]) {
      const loop = measureEventLoop(hosts);
      for (const recording of [false, true]) {
        const figures = measureBridge(hosts, recording);
        if (hosts === 10 && recording) slowest = figures.hopsPerSecond;
        rows.push({
          containers: hosts,
          trace: recording ? 'on' : 'off',
          'M hops/s': millions(figures.hopsPerSecond),
          'M events/s': millions(figures.eventsPerSecond),
          'bare loop, M events/s': millions(loop),
          'loop ÷ path': (loop / figures.eventsPerSecond).toFixed(1),
          'cost vs 10': recording && slowest > 0 ? (slowest / figures.hopsPerSecond).toFixed(2) : '',
          'in flight': figures.lost,
        });
      }
    }
    return rows;
  },
};

export const memory: Bench = {
  name: 'memory',
  title: 'Memory: an idle namespace with lo, a veth pair, an address and three routes',
  run(): Row[] {
    const kilobytes = measureMemory(1000) / 1000;
    const started = process.hrtime.bigint();
    buildBridge(1000);
    const milliseconds = Number(process.hrtime.bigint() - started) / 1e6;
    return [{ containers: 1000, 'kB each': kilobytes.toFixed(1), 'ms to build all': milliseconds.toFixed(0) }];
  },
};
