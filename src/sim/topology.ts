// Makes machines and the network under them from their description, plugged together.
// Source: scenario/format.ts says what can be described; addresses are validated by scenario/load.ts before they come here.
// Not modelled: cables between two machines without a switch.
import { invariant } from './base/bug.ts';
import type { Errno } from './base/errno.ts';
import { type Ip4, parseIp4 } from './base/ip4.ts';
import type { RandomSource } from './base/random.ts';
import { epochMs, parseIso } from './base/time.ts';
import { docker } from './cli/docker.ts';
import { MILLISECOND, type Scheduler } from './des/scheduler.ts';
import type { Blocking } from './des/task.ts';
import { Engine } from './engine/engine.ts';
import { Host, loginEnvironment } from './host/host.ts';
import type { Launched } from './host/machine.ts';
import type { Program } from './host/sys.ts';
import type { NicDevice } from './linux/devices/nic.ts';
import { Kernel } from './linux/kernel.ts';
import { Uids } from './linux/uids.ts';
import { Power } from './power.ts';
import { type ProgramSet, programSet } from './programs/index.ts';
import { services as serverPrograms } from './programs/servers/services.ts';
import type { CableName } from './scenario/change.ts';
import type {
  HostSpec,
  InternetSpec,
  LinkSpec,
  NicSpec,
  RouterSpec,
  ServiceName,
  ServiceSpec,
  SwitchCableSpec,
  WorldSpec,
} from './scenario/format.ts';
import type { Trace } from './trace/trace.ts';
import type { Cable, CableOptions } from './underlay/cable.ts';
import { connect } from './underlay/connect.ts';
import { Faults } from './underlay/faults.ts';
import { Router } from './underlay/router.ts';
import { joinedWith, Switch, SwitchPort } from './underlay/switch.ts';

/** The program of every service that a description may name. */
const services: Readonly<Record<ServiceName, Program>> = serverPrograms;

/** A host with what runs on it. */
export interface Station {
  readonly host: Host;
  readonly kernel: Kernel;
  /** Undefined on a host without Docker. */
  readonly engine: Engine | undefined;
  readonly power: Power;
}

/** What the machines of a world share. */
export interface Foundations {
  readonly scheduler: Scheduler;
  readonly random: RandomSource;
  readonly trace: Trace;
}

/** A cable with the card at its one end, and the switch's port at the other. Between switches, a port stands for the card. */
export interface NamedCable extends CableName {
  readonly cable: Cable;
  readonly port: SwitchPort;
}

/** What is behind the routers. */
export interface Internet {
  /** What it has, for people. */
  readonly names: readonly string[];
  readonly stations: ReadonlyMap<string, Station>;
  readonly switches: readonly Switch[];
  readonly routers: readonly Router[];
}

/** Everything that a description names, powered on; hosts may come and go. */
export class Topology {
  readonly switches: readonly Switch[];
  readonly routers: readonly Router[];
  readonly internet: Internet | undefined;
  /** Blocks and partitions. */
  readonly faults = new Faults();
  /** Grows with every change of cables and faults, and of which hosts there are. */
  revision = 0;
  readonly #stations: Map<string, Station>;
  readonly #spec: WorldSpec;
  readonly #shared: Foundations;
  readonly #uids = new Uids();
  readonly #switches = new Map<string, Switch>();
  readonly #cables = new Map<string, NamedCable>();
  readonly #hostSpecs = new Map<string, HostSpec>();
  readonly #programSets = new Map<ProgramSet, ReadonlyMap<string, Program>>();

  constructor(spec: WorldSpec, shared: Foundations) {
    this.#spec = spec;
    this.#shared = shared;
    const { internet } = spec;
    this.switches = spec.switches.map(({ name }) => this.#switch(name, false));
    const outer = internet?.switches.map(({ name }) => this.#switch(name, true)) ?? [];
    for (const { name, cables = [] } of [...spec.switches, ...(internet?.switches ?? [])])
      for (const cable of cables) this.#cableBetween(name, cable);
    const near = this.#machines(spec, false);
    this.#stations = near.stations;
    this.routers = near.routers;
    for (const host of spec.hosts) this.#hostSpecs.set(host.name, host);
    this.internet = internet && { ...this.#machines(internet, true), switches: outer, names: internet.names };
  }

  get stations(): ReadonlyMap<string, Station> {
    return this.#stations;
  }

  /** The descriptions of the hosts that are there, oldest first. */
  hostSpecs(): readonly HostSpec[] {
    return [...this.#hostSpecs.values()];
  }

  /** Whether a machine of this name is there. */
  isTaken(name: string): boolean {
    const machines = [...this.routers, ...(this.internet?.routers ?? []), ...(this.internet?.switches ?? [])];
    return this.#stations.has(name) || this.#switches.has(name) || machines.some((one) => nameOf(one) === name);
  }

  /** The cable at a card. */
  cable({ machine, nic }: CableName): NamedCable | undefined {
    return this.#cables.get(`${machine}/${nic}`);
  }

  /** The cable at a switch's port. */
  cableAt(port: SwitchPort): NamedCable | undefined {
    return [...this.#cables.values()].find((known) => known.cable.ends.includes(port));
  }

  addHost(spec: HostSpec): void {
    this.#hostSpecs.set(spec.name, spec);
    this.#stations.set(spec.name, this.#station(spec, false));
    this.revision++;
  }

  /** Pulls the plug of a host and takes it away, cables and all. False when there is none. */
  removeHost(name: string): boolean {
    const station = this.#stations.get(name);
    if (station === undefined) return false;
    station.power.cut();
    for (const { name: nic } of this.#hostSpecs.get(name)?.nics ?? []) {
      const plugged = this.#cables.get(`${name}/${nic}`);
      plugged?.cable.setWhole(false);
      plugged?.port.place.removePort(plugged.port);
      this.#cables.delete(`${name}/${nic}`);
    }
    this.#stations.delete(name);
    this.#hostSpecs.delete(name);
    this.faults.forget(name);
    this.revision++;
    return true;
  }

  /** Plugs a cable in between two switches that are not joined yet, directly or by others. */
  joinSwitches(one: string, other: string): Errno | undefined {
    const ends = [one, other].map((name) => this.switches.find(({ label }) => label === name));
    const [near, far] = ends;
    if (near === undefined || far === undefined) return 'ENOENT';
    if (joinedWith(near).has(far)) return 'EINVAL';
    this.#cableBetween(one, { to: other });
    this.revision++;
    return undefined;
  }

  /** Takes the cable between two switches away, with its ports. */
  partSwitches(name: CableName): Errno | undefined {
    const plugged = this.cable(name);
    if (plugged === undefined) return 'ENOENT';
    const { ends } = plugged.cable;
    if (!ends.every((end) => end instanceof SwitchPort)) return 'EINVAL';
    plugged.cable.setWhole(false);
    for (const end of ends) end.place.removePort(end);
    this.#cables.delete(`${name.machine}/${name.nic}`);
    this.revision++;
    return undefined;
  }

  #switch(name: string, offstage: boolean): Switch {
    const { scheduler, trace } = this.#shared;
    const made = new Switch(name, scheduler, trace, this.#uids, offstage, this.faults);
    this.#switches.set(name, made);
    return made;
  }

  #cableBetween(name: string, { to, link, vlans }: SwitchCableSpec): void {
    const { scheduler, trace, random } = this.#shared;
    const [near, far] = [this.#switches.get(name)?.addPort(vlans), this.#switches.get(to)?.addPort(vlans)];
    invariant(near !== undefined && far !== undefined, 'a validated world has the switches that its cables join');
    const key = `${name}/${near.name}`;
    const options = { ...cableOptions(link), random: () => random.stream(`cable ${key}`) };
    const cable = connect(scheduler, trace, near, far, options);
    this.#cables.set(key, { machine: name, nic: near.name, cable, port: far });
  }

  #machines(
    spec: Pick<InternetSpec, 'hosts' | 'routers'>,
    offstage: boolean,
  ): { readonly stations: Map<string, Station>; readonly routers: Router[] } {
    const routers = spec.routers.map((router) => this.#router(router, offstage));
    return { routers, stations: new Map(spec.hosts.map((host) => [host.name, this.#station(host, offstage)])) };
  }

  #router(spec: RouterSpec, offstage: boolean): Router {
    const router = new Router({ ...this.#shared, uids: this.#uids, hostName: spec.name, offstage });
    for (const nic of spec.nics) this.#plugIn(spec.name, router.addInterface(nic.name, addressOf(nic)), nic);
    for (const text of spec.addresses ?? []) {
      const { local, prefixLength } = prefixed(text);
      router.addOwnAddress(local, prefixLength);
    }
    for (const { to, via } of spec.routes ?? []) {
      const { local, prefixLength } = prefixed(to);
      router.kernel.rootNs.net.addRoute({ dst: local, prefixLength, gateway: address(via) }, 'add');
    }
    return router;
  }

  #station(spec: HostSpec, offstage: boolean): Station {
    const kernel = new Kernel({ ...this.#shared, uids: this.#uids, hostName: spec.name, offstage });
    for (const nic of spec.nics) kernel.addNic(nic.name);
    configure(kernel, spec);
    for (const nic of kernel.nics())
      this.#plugIn(
        spec.name,
        nic,
        spec.nics.find(({ name }) => name === nic.name),
      );
    const { scheduler, random } = this.#shared;
    const host = new Host({
      name: spec.name,
      scheduler,
      random,
      kernel,
      startsAt: parseIso(this.#spec.startsAt) ?? epochMs(2026, 1, 1),
      programs: this.#hostPrograms(spec),
    });
    if (spec.resolvConf) host.enclosure.fs.writeFile('/etc/resolv.conf', `${spec.resolvConf.join('\n')}\n`);
    const programsFor = (set: ProgramSet): ReadonlyMap<string, Program> => this.#programs(set);
    const engine = spec.docker === false ? undefined : new Engine(host, { images: spec.images ?? [], programsFor });
    for (const [path, text] of Object.entries(spec.files ?? {})) putFile(host, path, text);
    const startServices = (): void => {
      for (const service of spec.services ?? []) startService(host, service);
    };
    startServices();
    const boot = (): void => {
      configure(kernel, spec);
      startServices();
    };
    return { host, kernel, engine, power: new Power(host, kernel, engine, boot) };
  }

  #plugIn(machine: string, nic: NicDevice, spec: NicSpec | undefined): void {
    const to = spec?.cable === undefined ? undefined : this.#switches.get(spec.cable);
    if (to === undefined || spec === undefined) return;
    const name = `${machine}/${spec.name}`;
    const { scheduler, trace, random } = this.#shared;
    const port = to.addPort(spec.vlans);
    const options = { ...cableOptions(spec.link), random: () => random.stream(`cable ${name}`) };
    this.#cables.set(name, { machine, nic: spec.name, cable: connect(scheduler, trace, nic, port, options), port });
  }

  #hostPrograms(spec: HostSpec): ReadonlyMap<string, Program> {
    const debian = this.#programs('host');
    const servers = (spec.services ?? []).map(({ run }): [string, Program] => [`/usr/sbin/${run}`, services[run]]);
    if (spec.docker === false && servers.length === 0) return debian;
    const client: [string, Program][] = spec.docker === false ? [] : [['/usr/bin/docker', docker]];
    return new Map([...debian, ...client, ...servers]);
  }

  /** One map a set: what many containers share must be one object. */
  #programs(set: ProgramSet): ReadonlyMap<string, Program> {
    const known = this.#programSets.get(set);
    if (known) return known;
    const made = programSet(set);
    this.#programSets.set(set, made);
    return made;
  }
}

function putFile(host: Host, path: string, text: string): void {
  const { fs } = host.enclosure;
  fs.makeDirectory(path.slice(0, path.lastIndexOf('/')) || '/', true);
  fs.writeFile(path, text);
}

/** Starts a server as init does. What it prints would be the journal's. */
function startService(host: Host, { run, arguments: words = [] }: ServiceSpec): void {
  const launched = host.launch({
    enclosure: host.enclosure,
    argv: [run, ...words],
    env: loginEnvironment(),
    cwd: '/',
    stdio: { kind: 'pipes', stdin: false },
  });
  invariant(launched.ok, `a machine has the program of its service ${run}`);
  host.startTask(discard(launched.value));
}

function* discard(process: Launched): Blocking<void> {
  while ((yield* process.read()) !== undefined);
}

/** What init makes of a host's network: cards, addresses, the default route. */
function configure(kernel: Kernel, spec: HostSpec): void {
  const { net } = kernel.rootNs;
  for (const nic of spec.nics) {
    const ifindex = net.link(nic.name)?.ifindex ?? 0;
    for (const one of [addressOf(nic), ...(nic.moreAddresses ?? []).map(prefixed)]) {
      if (one) net.addAddress(ifindex, one.local, one.prefixLength);
    }
    net.setLink(ifindex, { up: true });
  }
  if (spec.defaultGateway === undefined) return;
  net.addRoute({ dst: 0, prefixLength: 0, gateway: address(spec.defaultGateway) }, 'add');
}

/** A cable's settings in the units of cables; what is absent stays as it is. */
export function cableOptions(link: LinkSpec = {}): CableOptions {
  const { latency, jitter, loss, rate, mtu, queue } = link;
  return {
    ...(latency === undefined ? {} : { latency: Math.round(latency * MILLISECOND) }),
    ...(jitter === undefined ? {} : { jitter: Math.round(jitter * MILLISECOND) }),
    ...(loss === undefined ? {} : { loss: loss / 100 }),
    ...(rate === undefined ? {} : { rate }),
    ...(mtu === undefined ? {} : { mtu }),
    ...(queue === undefined ? {} : { queue }),
  };
}

const nameOf = (one: Router | Switch): string => (one instanceof Switch ? one.label : one.name);

interface Prefixed {
  readonly local: Ip4;
  readonly prefixLength: number;
}

function address(text: string): Ip4 {
  const value = parseIp4(text);
  invariant(value !== undefined, `a validated world has IPv4 addresses, not ${text}`);
  return value;
}

function prefixed(text: string): Prefixed {
  const [ip = '', length = ''] = text.split('/');
  return { local: address(ip), prefixLength: Number(length) };
}

function addressOf(nic: NicSpec): Prefixed | undefined {
  return nic.address === undefined ? undefined : prefixed(nic.address);
}
