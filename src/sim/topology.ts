// Makes machines and the network under them from their description, plugged together.
// Source: scenario/format.ts says what can be described; addresses are validated by scenario/load.ts before they come here.
// Not modelled: cables between two machines without a switch.
import { invariant } from './base/bug.ts';
import { type Ip4, parseIp4 } from './base/ip4.ts';
import type { RandomSource } from './base/random.ts';
import { epochMs, parseIso } from './base/time.ts';
import { docker } from './cli/docker.ts';
import type { Scheduler } from './des/scheduler.ts';
import { Engine } from './engine/engine.ts';
import { Host } from './host/host.ts';
import type { Program } from './host/sys.ts';
import type { NicDevice } from './linux/devices/nic.ts';
import { Kernel } from './linux/kernel.ts';
import { Uids } from './linux/uids.ts';
import { type ProgramSet, programSet } from './programs/index.ts';
import type { HostSpec, NicSpec, RouterSpec, WorldSpec } from './scenario/format.ts';
import type { Trace } from './trace/trace.ts';
import { connect } from './underlay/connect.ts';
import { Router } from './underlay/router.ts';
import { Switch } from './underlay/switch.ts';

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
    const { scheduler, trace } = this.#shared;
    for (const { name } of this.#spec.switches)
      this.#switches.set(name, new Switch(name, scheduler, trace, this.#uids));
    const routers = this.#spec.routers.map((router) => this.#router(router));
    const stations = new Map(this.#spec.hosts.map((host) => [host.name, this.#station(host)]));
    return { stations, switches: [...this.#switches.values()], routers };
  }

  #router(spec: RouterSpec): Router {
    const router = new Router({ ...this.#shared, uids: this.#uids, hostName: spec.name });
    for (const nic of spec.nics) this.#plugIn(router.addInterface(nic.name, addressOf(nic)), nic);
    for (const text of spec.addresses ?? []) {
      const { local, prefixLength } = prefixed(text);
      router.addOwnAddress(local, prefixLength);
    }
    return router;
  }

  #station(spec: HostSpec): Station {
    const kernel = new Kernel({ ...this.#shared, uids: this.#uids, hostName: spec.name });
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
    return { host, kernel, engine };
  }

  #configure(kernel: Kernel, spec: NicSpec): void {
    const nic = kernel.addNic(spec.name);
    const given = addressOf(spec);
    const { net } = kernel.rootNs;
    if (given) net.addAddress(nic.ifindex, given.local, given.prefixLength);
    net.setLink(nic.ifindex, { up: true });
    this.#plugIn(nic, spec);
  }

  #plugIn(nic: NicDevice, spec: NicSpec): void {
    const to = spec.cable === undefined ? undefined : this.#switches.get(spec.cable);
    if (to) connect(this.#shared.scheduler, this.#shared.trace, nic, to.addPort());
  }

  #hostPrograms(spec: HostSpec): ReadonlyMap<string, Program> {
    const debian = this.#programs('host');
    return spec.docker === false ? debian : new Map([...debian, ['/usr/bin/docker', docker]]);
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
