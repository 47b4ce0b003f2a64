// A world: `f(scenario, input log, seed)`. The only entry for code that runs one.
// Source: none; it composes the rooms. Time moves when somebody calls runUntil.
// Not modelled: anything but what comes in by `apply`; pace, camera and selection are the page's.
import type { Errno } from './base/errno.ts';
import { RunningHash } from './base/hash.ts';
import { RandomSource } from './base/random.ts';
import { applyChange } from './changes.ts';
import { Scheduler, type SimTime } from './des/scheduler.ts';
import { type Blocking, sleepUntil } from './des/task.ts';
import { withGossip } from './gossip-view.ts';
import { loginEnvironment, openTerminal } from './host/host.ts';
import type { Launched, Machine } from './host/machine.ts';
import type { Input, TerminalInput } from './input.ts';
import { alternativesAt } from './linux/considered/considered.ts';
import { momentAt } from './linux/considered/moment.ts';
import { rowAt, type TableRow } from './linux/considered/row.ts';
import type { WorldSpec } from './scenario/format.ts';
import { type Internet, type NamedCable, type Station, Topology } from './topology.ts';
import type { Alternatives } from './trace/record.ts';
import { Trace } from './trace/trace.ts';
import type { Faults } from './underlay/faults.ts';
import type { Router } from './underlay/router.ts';
import type { Switch, SwitchPort } from './underlay/switch.ts';
import type { PacketView } from './wire/layer.ts';

/** Text that a terminal window has to show. */
export interface TerminalOutput {
  readonly tty: string;
  readonly text: string;
}

/** How fast a terminal window takes text, in virtual microseconds a character: as a quick one does. */
const TERMINAL_PACE = 2;

/** Virtual time that one set-up command may take: a minute. */
const SETUP_LIMIT = 60_000_000;

export class World {
  readonly trace: Trace;
  readonly #scheduler = new Scheduler();
  readonly #topology: Topology;
  readonly #terminals = new Map<string, Launched>();
  readonly #outputHash = new RunningHash();
  #output: TerminalOutput[] = [];
  #closed: string[] = [];

  constructor(spec: WorldSpec, seed: number) {
    this.trace = new Trace(this.#scheduler);
    this.#topology = new Topology(spec, {
      scheduler: this.#scheduler,
      random: new RandomSource(seed),
      trace: this.trace,
    });
  }

  /** Virtual microseconds since it began. */
  get now(): SimTime {
    return this.#scheduler.now;
  }

  /** The wall clock at virtual time 0, in microseconds since 1970. */
  get startsAt(): number {
    const [station] = this.stations.values();
    return station === undefined ? 0 : Math.round(station.host.wallClock() * 1000) - this.now;
  }

  get eventsRun(): number {
    return this.#scheduler.eventsRun;
  }

  /** How many hops and drops there have been that a page animates. */
  get moves(): number {
    return this.trace.hops + this.trace.drops - this.trace.unseen;
  }

  /** How many of them are a swarm's background traffic. */
  get background(): number {
    return this.trace.background;
  }

  /** When the last of the frames arrives that a page animates, with or without background traffic. */
  arrival(withBackground: boolean): SimTime {
    const { arrival, backgroundArrival } = this.trace;
    return withBackground ? Math.max(arrival, backgroundArrival) : arrival;
  }

  /** Grows with every change that a picture of the world shows. */
  get version(): number {
    let version = this.#topology.revision;
    for (const { kernel, engine, power } of this.stations.values())
      version += kernel.revision + power.revision + (engine?.version ?? 0);
    for (const { kernel } of this.routers) version += kernel.revision;
    return version;
  }

  /** Grows with every change of cables and faults, and of which hosts there are. */
  get groundVersion(): number {
    return this.#topology.revision;
  }

  /** The packet of a record, taken apart; what is encrypted with keys of this world is opened. */
  packet(seq: number): PacketView | undefined {
    const packet = this.trace.packet(seq);
    return packet && withGossip(packet, () => this.#gossipKeys());
  }

  /** What else could have decided at a record; undefined where nothing could. */
  alternatives(seq: number): Alternatives | undefined {
    const moment = momentAt(this.trace, seq);
    return moment && alternativesAt(moment);
  }

  /** Where what decided at a record stands now; undefined where it stands in no table, or no more. */
  row(seq: number): TableRow | undefined {
    const moment = momentAt(this.trace, seq);
    return moment && rowAt(moment);
  }

  #gossipKeys(): readonly Uint8Array[] {
    return [...this.stations.values()].flatMap(({ engine }) => engine?.daemon.clusterNetworks.agent?.db.keys ?? []);
  }

  get stations(): ReadonlyMap<string, Station> {
    return this.#topology.stations;
  }

  get switches(): readonly Switch[] {
    return this.#topology.switches;
  }

  get routers(): readonly Router[] {
    return this.#topology.routers;
  }

  get faults(): Faults {
    return this.#topology.faults;
  }

  cableAt(port: SwitchPort): NamedCable | undefined {
    return this.#topology.cableAt(port);
  }

  /** What lies behind the routers, if anything does. */
  get internet(): Internet | undefined {
    return this.#topology.internet;
  }

  /** A host that runs: one that is off, or boots, answers nobody. */
  machine(name: string): Machine | undefined {
    const station = this.stations.get(name);
    return station?.power.state === 'on' ? station.host : undefined;
  }

  nextTime(): SimTime | undefined {
    return this.#scheduler.nextTime();
  }

  /** Runs all events up to and including `time`. */
  runUntil(time: SimTime): void {
    this.#scheduler.runUntil(time);
  }

  /** Lets an input happen, now. One for a terminal or host that is not there is ignored. Answers why a file was not written. */
  apply(input: Input): Errno | undefined {
    if (input.kind === 'change') return applyChange(this.#topology, input.change);
    if (input.kind === 'file.write') return this.#writeFile(input.host, input.path, input.text);
    this.#applyToTerminal(input);
    return undefined;
  }

  #applyToTerminal(input: TerminalInput): void {
    if (input.kind === 'tty.open') {
      this.#openTerminal(input.tty, input.host, input.columns, input.rows);
      return;
    }
    const terminal = this.#terminals.get(input.tty);
    if (!terminal) return;
    if (input.kind === 'tty.data') terminal.type(input.text);
    else if (input.kind === 'tty.resize') terminal.resize(input.columns, input.rows);
    else terminal.kill('SIGHUP');
  }

  /** Runs a command before anybody comes, to its end, instant by instant: on the first host, or on the named one. */
  *setUp(command: string, name?: string): Generator<void> {
    const [first] = this.stations.values();
    const host = (name === undefined ? first : this.stations.get(name))?.host;
    const launched = host?.launch({
      enclosure: host.enclosure,
      argv: ['bash', '-c', command],
      env: loginEnvironment(),
      cwd: '/root',
      stdio: { kind: 'pipes', stdin: false },
    });
    if (!host || !launched?.ok) return;
    host.startTask(discard(launched.value));
    const deadline = this.now + SETUP_LIMIT;
    while (launched.value.status() === undefined) {
      const next = this.nextTime();
      if (next === undefined || next > deadline) return;
      this.runUntil(next);
      yield;
    }
  }

  /** What terminals have printed since the last call. */
  takeOutput(): readonly TerminalOutput[] {
    const output = this.#output;
    if (output.length > 0) this.#output = [];
    return output;
  }

  /** Terminals whose shells have ended since the last call. */
  takeClosed(): readonly string[] {
    const closed = this.#closed;
    if (closed.length > 0) this.#closed = [];
    return closed;
  }

  /** A hash over the whole trace and all terminals' text: equal for equal scenario, inputs and seed. */
  fingerprint(): string {
    return `${this.trace.fingerprint()}-${this.#outputHash.digest()}`;
  }

  #writeFile(hostName: string, path: string, text: string): Errno | undefined {
    const station = this.stations.get(hostName);
    if (station?.power.state !== 'on') return 'ENOENT';
    const { fs } = station.host.enclosure;
    const parent = path.slice(0, path.lastIndexOf('/')) || '/';
    const errno = fs.stat(parent) === undefined ? fs.makeDirectory(parent, true) : undefined;
    return errno ?? fs.writeFile(path, text);
  }

  #openTerminal(tty: string, hostName: string, columns: number, rows: number): void {
    const station = this.stations.get(hostName);
    if (!station || this.#terminals.has(tty)) return;
    const { host, power } = station;
    if (power.state !== 'on') {
      this.#closed.push(tty);
      return;
    }
    const opened = openTerminal(host, columns, rows);
    if (!opened.ok) return;
    this.#terminals.set(tty, opened.value);
    host.startTask(this.#show(tty, opened.value));
  }

  *#show(tty: string, terminal: Launched): Blocking<void> {
    for (let chunk = yield* terminal.read(); chunk !== undefined; chunk = yield* terminal.read()) {
      this.#output.push({ tty, text: chunk.text });
      this.#outputHash.addText(chunk.text);
      yield* sleepUntil(this.now + chunk.text.length * TERMINAL_PACE);
    }
    this.#terminals.delete(tty);
    this.#closed.push(tty);
  }
}

function* discard(process: Launched): Blocking<void> {
  while ((yield* process.read()) !== undefined);
}
