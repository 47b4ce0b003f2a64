// The daemon's state: its host, its images, containers, networks and events. What acts on it lives beside each family.
// Source: moby daemon/daemon.go (struct Daemon, initNetworkController), daemon_unix.go configureNetworking.
// Not modelled: plugins.
import { type Cidr, cidr } from '../base/cidr.ts';
import { formatIp4 } from '../base/ip4.ts';
import type { RandomStream } from '../base/random.ts';
import type { Blocking } from '../des/task.ts';
import type { Machine } from '../host/machine.ts';
import type { Program, Sys } from '../host/sys.ts';
import type { NetNamespace } from '../linux/namespace.ts';
import { Swarm } from '../swarm/component.ts';
import type { Moment } from './clock.ts';
import { EngineExecutor } from './cluster/executor.ts';
import { NodeNetworks } from './cluster/node-networks.ts';
import { type DaemonConfig, defaultConfig } from './config.ts';
import type { ExecSession } from './containers/exec-session.ts';
import { dockerInit, INIT_PATH } from './containers/init.ts';
import { ContainerStore } from './containers/store.ts';
import { EventLog } from './events.ts';
import { newId } from './ids.ts';
import type { ProgramSet } from './images/image.ts';
import { ImageStore } from './images/store.ts';
import { Controller } from './libnetwork/controller.ts';
import { GatewayBridge } from './libnetwork/default-gateway.ts';
import { parseResolvConf } from './libnetwork/resolvconf.ts';
import { createGatewayNetwork } from './networks/create.ts';
import { VolumeStore } from './volumes/store.ts';

/** What an engine is given besides its host. */
export interface EngineOptions {
  /** Repositories of the catalogue that the host has. */
  readonly images: readonly string[];
  /** The programs of an image, by absolute path. */
  readonly programsFor: (set: ProgramSet) => ReadonlyMap<string, Program>;
}

export class Daemon {
  readonly machine: Machine;
  readonly options: EngineOptions;
  readonly images: ImageStore;
  readonly containers = new ContainerStore();
  readonly execs = new Map<string, ExecSession>();
  /** What the configuration file said when the daemon started. */
  config: DaemonConfig = defaultConfig;
  events: EventLog;
  readonly networks: Controller;
  readonly volumes: VolumeStore;
  /** The way out for containers on overlays. */
  readonly gatewayBridge: GatewayBridge;
  /** A swarm's networks on this host. */
  readonly clusterNetworks: NodeNetworks;
  /** This host's part in a swarm, if it has one. */
  readonly swarm: Swarm;
  readonly #programs = new Map<string, ReadonlyMap<string, Program>>();
  /** The engine's own number for `docker info`. */
  readonly id: string;
  /** Grows with every change that a picture of the engine shows. */
  version = 0;

  constructor(machine: Machine, options: EngineOptions) {
    this.machine = machine;
    this.options = options;
    this.images = new ImageStore(options.images);
    this.events = new EventLog(() => this.now());
    this.volumes = new VolumeStore(machine.enclosure.fs, () => this.now());
    const hex = machine.random('engine id').hex(32);
    this.id = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
    const host = {
      kernel: machine.kernel,
      net: machine.kernel.rootNs.net,
      sockets: machine.kernel.rootNs.sockets,
      random: (purpose: string) => machine.random(purpose),
      now: () => machine.scheduler.now,
      startTask: (body: Blocking<void>) => machine.startTask(body),
      startHelper: (argv: readonly string[], body: (sys: Sys) => Blocking<number>) => machine.startHelper(argv, body),
      bindNetns: (path: string, netns: NetNamespace) => machine.bindNetns(path, netns),
      unbindNetns: (path: string) => void machine.enclosure.fs.remove(path),
    };
    this.networks = new Controller(host, () => this.#reservedBlocks());
    this.gatewayBridge = new GatewayBridge(this.networks, () => createGatewayNetwork(this));
    this.clusterNetworks = new NodeNetworks(this, host);
    this.swarm = new Swarm(machine, new EngineExecutor(this, this.clusterNetworks));
    this.swarm.onEvent(({ table, action, id, name, attributes }) => {
      if (table === 'task' || table === 'cluster') return;
      this.events.publish(table, action, id, { name, ...attributes }, 'swarm');
    });
  }

  /** The programs of an image, with docker-init among them if wanted: the same map each time, so that containers share what is made of it. */
  programsFor(set: ProgramSet, withInit = false): ReadonlyMap<string, Program> {
    const key = withInit ? `${set} and init` : set;
    let programs = this.#programs.get(key);
    if (programs === undefined) {
      const own = this.options.programsFor(set);
      programs = withInit ? new Map([...own, [INIT_PATH, dockerInit]]) : own;
      this.#programs.set(key, programs);
    }
    return programs;
  }

  now(): Moment {
    return this.machine.wallClock();
  }

  random(purpose: string): RandomStream {
    return this.machine.random(purpose);
  }

  newId(purpose: string): string {
    return newId(this.random(purpose));
  }

  /** Something that a picture shows has changed. */
  touch(): void {
    this.version++;
  }

  /** A file of the host's, '' when there is none. */
  hostFile(path: string): string {
    const read = this.machine.enclosure.fs.readFile(path);
    return read.ok ? read.value : '';
  }

  /**
   * What automatic subnets must avoid: nameservers and on-link routes of the host.
   * Source: moby libnetwork/netutils/utils_linux.go InferReservedNetworks.
   */
  #reservedBlocks(): readonly Cidr[] {
    const servers = parseResolvConf(this.hostFile('/etc/resolv.conf')).nameservers.filter((a) => !a.includes(':'));
    const routes = this.machine.kernel.rootNs.net.routes('main');
    return [
      ...servers.map((address) => cidr(`${address}/32`)),
      ...routes
        .filter((route) => route.scope === 'link' && route.prefixLength > 0)
        .map((route) => cidr(`${formatIp4(route.dst)}/${route.prefixLength}`)),
    ];
  }
}
