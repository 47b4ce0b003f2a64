// Makes machines and the network under them from their description, plugged together.
// Source: scenario/format.ts says what can be described; addresses are validated by scenario/load.ts before they come here.
// Not modelled: cables between two machines without a switch.
import { invariant } from './base/bug.ts';
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
import { type ProgramSet, programSet } from './programs/index.ts';
import { services as serverPrograms } from './programs/servers/services.ts';
import type {
  HostSpec,
  InternetSpec,
  LinkSpec,
  NicSpec,
  RouterSpec,
  ServiceName,
  ServiceSpec,
  WorldSpec,
} from './scenario/format.ts';
import type { Trace } from './trace/trace.ts';
import type { CableOptions } from './underlay/cable.ts';
import { connect } from './underlay/connect.ts';
import { Router } from './underlay/router.ts';
import { Switch } from './underlay/switch.ts';

/** The program of every service that a description may name. */
const services: Readonly<Record<ServiceName, Program>> = serverPrograms;

/** A host with what runs on it. */
export interface Station {
  readonly host: Host;
  readonly kernel: Kernel;
  /** Undefined on a host without Docker. */
  readonly engine: Engine | undefined;
}

/** What the machines of a world share. */
export interface Foundations {
  readonly scheduler: Scheduler;
  readonly random: RandomSource;
  readonly trace: Trace;
}

export interface Topology {
  readonly stations: ReadonlyMap<string, Station>;
  readonly switches: readonly Switch[];
  readonly routers: readonly Router[];
  readonly internet: Internet | undefined;
}

/** What is behind the routers. */
export interface Internet {
  /** What it has, for people. */
  readonly names: readonly string[];
  readonly stations: ReadonlyMap<string, Station>;
  readonly switches: readonly Switch[];
  readonly routers: readonly Router[];
}

/** Everything that `spec` describes, powered on. */
export function buildTopology(spec: WorldSpec, foundations: Foundations): Topology {
  return new Builder(spec, foundations).build();
}

class Builder {
  readonly #spec: WorldSpec;
  readonly #shared: Foundations;
  readonly #uids = new Uids();
  readonly #switches = new Map<string, Switch>();
  readonly #programSets = new Map<ProgramSet, ReadonlyMap<string, Program>>();

  constructor(spec: WorldSpec, shared: Foundations) {
    this.#spec = spec;
    this.#shared = shared;
  }

  build(): Topology {
    const { internet } = this.#spec;
    const switches = this.#spec.switches.map(({ name }) => this.#switch(name, false));
    const outer = internet?.switches.map(({ name }) => this.#switch(name, true)) ?? [];
    const near = { ...this.#machines(this.#spec, false), switches };
    if (internet === undefined) return { ...near, internet };
    return { ...near, internet: { ...this.#machines(internet, true), switches: outer, names: internet.names } };
  }

  #switch(name: string, offstage: boolean): Switch {
    const { scheduler, trace } = this.#shared;
    const made = new Switch(name, scheduler, trace, this.#uids, offstage);
    this.#switches.set(name, made);
    return made;
  }

  #machines(
    spec: Pick<InternetSpec, 'hosts' | 'routers'>,
    offstage: boolean,
  ): { readonly stations: ReadonlyMap<string, Station>; readonly routers: Router[] } {
    const routers = spec.routers.map((router) => this.#router(router, offstage));
    return { routers, stations: new Map(spec.hosts.map((host) => [host.name, this.#station(host, offstage)])) };
  }

  #router(spec: RouterSpec, offstage: boolean): Router {
    const router = new Router({ ...this.#shared, uids: this.#uids, hostName: spec.name, offstage });
    for (const nic of spec.nics) this.#plugIn(router.addInterface(nic.name, addressOf(nic)), nic);
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
    for (const nic of spec.nics) this.#configure(kernel, nic);
    if (spec.defaultGateway !== undefined) {
      kernel.rootNs.net.addRoute({ dst: 0, prefixLength: 0, gateway: address(spec.defaultGateway) }, 'add');
    }
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
    for (const service of spec.services ?? []) startService(host, service);
    return { host, kernel, engine };
  }

  #configure(kernel: Kernel, spec: NicSpec): void {
    const nic = kernel.addNic(spec.name);
    const given = addressOf(spec);
    const { net } = kernel.rootNs;
    for (const one of [given, ...(spec.moreAddresses ?? []).map(prefixed)]) {
      if (one) net.addAddress(nic.ifindex, one.local, one.prefixLength);
    }
    net.setLink(nic.ifindex, { up: true });
    this.#plugIn(nic, spec);
  }

  #plugIn(nic: NicDevice, spec: NicSpec): void {
    const to = spec.cable === undefined ? undefined : this.#switches.get(spec.cable);
    if (to) connect(this.#shared.scheduler, this.#shared.trace, nic, to.addPort(), cableOptions(spec.link));
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

function cableOptions(link: LinkSpec | undefined): CableOptions {
  return {
    ...(link?.latency === undefined ? {} : { latency: Math.round(link.latency * MILLISECOND) }),
    ...(link?.rate === undefined ? {} : { rate: link.rate }),
  };
}

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
