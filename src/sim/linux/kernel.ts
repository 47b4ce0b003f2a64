// One host's kernel, as far as networks go: its namespaces, and what they share.
// Source: net/core/net_namespace.c; drivers' random addresses: eth_random_addr (include/linux/etherdevice.h).
// Not modelled: everything else of a kernel; processes and files live in host/.
import { invariant } from '../base/bug.ts';
import { type Mac, randomMac, ZERO_MAC } from '../base/mac.ts';
import type { RandomSource, RandomStream } from '../base/random.ts';
import type { Scheduler } from '../des/scheduler.ts';
import type { Trace } from '../trace/trace.ts';
import { ETH_DATA_LEN, LOOPBACK_MTU, TX_QUEUE_LEN } from './devices/link-kinds.ts';
import { LoopbackDevice } from './devices/loopback.ts';
import { NicDevice } from './devices/nic.ts';
import { Identifications } from './ip-ident.ts';
import { KernelLog } from './kernel-log.ts';
import type { NamespaceKeeper, NetNamespace } from './namespace.ts';
import type { Origin } from './netlink.ts';
import { Netns } from './netns.ts';
import type { KernelServices } from './stack.ts';
import { EphemeralPorts } from './tcp/ephemeral-ports.ts';
import { Jitter } from './timing.ts';
import type { Uids } from './uids.ts';

/** What a kernel is given; trace and uids are the whole world's. */
export interface KernelOptions {
  readonly scheduler: Scheduler;
  readonly random: RandomSource;
  readonly trace: Trace;
  readonly uids: Uids;
  readonly hostName: string;
  /** Not shown in pictures: behind the routers. */
  readonly offstage?: boolean;
}

export class Kernel implements NamespaceKeeper, KernelServices {
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  readonly uids: Uids;
  readonly hostName: string;
  readonly offstage: boolean;
  readonly jitter: Jitter;
  readonly identifications: Identifications;
  readonly portRandom: RandomStream;
  readonly ephemeralPorts: EphemeralPorts;
  readonly tcpRandom: RandomStream;
  readonly espRandom: RandomStream;
  readonly reachableRandom: RandomStream;
  readonly filterRandom: RandomStream;
  readonly rootNs: Netns;
  /** Grows whenever a device, an address or a namespace changes: pictures of this kernel made before are out of date. */
  revision = 0;
  readonly log = new KernelLog();

  readonly #macRandom: RandomStream;
  readonly #namespaces: Netns[] = [];
  #pingRover = 0;
  #neighbours = 0;

  constructor(options: KernelOptions) {
    this.scheduler = options.scheduler;
    this.trace = options.trace;
    this.uids = options.uids;
    this.hostName = options.hostName;
    this.offstage = options.offstage === true;
    const stream = (purpose: string) => options.random.stream(`${options.hostName}/kernel/${purpose}`);
    this.jitter = new Jitter(stream('jitter'));
    this.identifications = new Identifications(stream('ip id'));
    this.portRandom = stream('ports');
    this.ephemeralPorts = new EphemeralPorts(stream('connect'));
    this.tcpRandom = stream('tcp');
    this.espRandom = stream('esp');
    this.reachableRandom = stream('reachable time');
    this.filterRandom = stream('packet filter');
    this.#macRandom = stream('mac');
    this.rootNs = this.#newNetns(options.hostName);
    this.rootNs.setUp(this.rootNs.loopback, true);
  }

  newInode(): number {
    return this.uids.inode();
  }

  createNetns(label: string): Netns {
    return this.#newNetns(label);
  }

  #newNetns(label: string): Netns {
    const ns = new Netns(this, this.uids.inode(), label);
    const first = this.#namespaces[0];
    if (first !== undefined) ns.sysctl.inheritFrom(first.sysctl);
    const lo = { ns, name: 'lo', mac: ZERO_MAC, mtu: LOOPBACK_MTU, txqlen: TX_QUEUE_LEN, origin: undefined };
    ns.register(new LoopbackDevice(lo));
    this.#namespaces.push(ns);
    return ns;
  }

  destroyNetns(ns: NetNamespace): void {
    const at = this.#namespaces.findIndex((n) => n.inode === ns.inode);
    const ended = this.#namespaces[at];
    invariant(ended !== undefined && at > 0, 'only a namespace of this kernel, and never its first, can end');
    this.#namespaces.splice(at, 1);
    ended.end();
    for (const other of this.#namespaces) other.forgetNsid(ended);
    this.revision++;
  }

  namespaces(): readonly Netns[] {
    return this.#namespaces;
  }

  /** The host's network cards. */
  nics(): NicDevice[] {
    return this.rootNs.devices().filter((device) => device instanceof NicDevice);
  }

  /** The power is gone: every card is dark. */
  darken(): void {
    for (const nic of this.nics()) this.rootNs.setUp(nic, false);
  }

  /** What a boot leaves: the first namespace, with lo and the cards as they were built in. */
  reset(): void {
    for (const ns of [...this.#namespaces]) if (ns !== this.rootNs) this.destroyNetns(ns);
    this.rootNs.reset();
  }

  /** Puts a network card into the host, down and without a cable. */
  addNic(name: string, mac: Mac = this.randomMac(), origin?: Origin): NicDevice {
    const ns = this.rootNs;
    const nic = new NicDevice({ ns, name, mac, mtu: ETH_DATA_LEN, txqlen: TX_QUEUE_LEN, origin });
    ns.register(nic);
    return nic;
  }

  /** eth_random_addr. */
  randomMac(): Mac {
    return randomMac(this.#macRandom.int(0, 0xffffff), this.#macRandom.int(0, 0xffffff));
  }

  /** Numbers neighbour entries in the order in which they were made. */
  nextNeighbour(): number {
    return ++this.#neighbours;
  }

  /** ping_port_rover: one for the whole kernel. */
  nextPingIdentifier(): number {
    this.#pingRover = this.#pingRover >= 0xffff ? 1 : this.#pingRover + 1;
    return this.#pingRover;
  }
}
