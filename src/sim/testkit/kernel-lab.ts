// A kernel lab for tests: hosts with namespaces on bridges, without files, processes or engine.
// Source: ours; it configures kernels through netlink only, as libnetwork and `ip` do.
// Not for: anything that needs programs (machine.ts) or a whole world (world.ts).
import { type Ip4, ip4 } from '../base/ip4.ts';
import type { Mac } from '../base/mac.ts';
import { RandomSource } from '../base/random.ts';
import { Scheduler } from '../des/scheduler.ts';
import { Kernel } from '../linux/kernel.ts';
import type { Netns } from '../linux/netns.ts';
import type { Socket, SocketKind } from '../linux/socket.ts';
import { Uids } from '../linux/uids.ts';
import type { TraceRecord } from '../trace/record.ts';
import { Trace } from '../trace/trace.ts';
import { ICMP_ECHO, IcmpMessage, icmpBytes } from '../wire/icmp.ts';

/** The value of a result that must be good. */
export function must<T>(result: { ok: true; value: T } | { ok: false; errno: string }): T {
  if (!result.ok) throw new Error(result.errno);
  return result.value;
}

export class KernelLab {
  readonly scheduler = new Scheduler();
  readonly trace: Trace;
  readonly uids = new Uids();
  readonly random: RandomSource;

  constructor(seed = 1, capacity = 20_000) {
    this.random = new RandomSource(seed);
    this.trace = new Trace(this.scheduler, capacity);
  }

  kernel(hostName: string): Kernel {
    const { scheduler, trace, uids, random } = this;
    return new Kernel({ scheduler, trace, uids, random, hostName });
  }

  /** Lets virtual time pass, in microseconds. */
  run(microseconds: number): void {
    this.scheduler.runUntil(this.scheduler.now + microseconds);
  }

  /** Records from number `first` on. */
  records(first = 0): TraceRecord[] {
    return this.trace.records(first, 1_000_000);
  }
}

/** A bridge in the host's namespace, up, with an address. */
export function addBridge(kernel: Kernel, name: string, address: string, prefixLength = 24, mac?: Mac): number {
  const { net } = kernel.rootNs;
  const ifindex = must(net.addLink(mac === undefined ? { kind: 'bridge', name } : { kind: 'bridge', name, mac }));
  net.addAddress(ifindex, ip4(address), prefixLength);
  net.setLink(ifindex, { up: true });
  return ifindex;
}

/** A namespace with eth0 on a bridge of its host: the host's end is called `v<name>`. */
export function addContainer(
  kernel: Kernel,
  name: string,
  bridge: number,
  address: string,
  gateway?: string,
  mac?: Mac,
): Netns {
  const ns = kernel.createNetns(name);
  const root = kernel.rootNs.net;
  ns.net.setLink(1, { up: true });
  const peer = { name: 'eth0', netns: ns.net, ...(mac === undefined ? {} : { mac }) };
  const port = must(root.addLink({ kind: 'veth', name: `v${name}`, peer }));
  root.setLink(port, { master: bridge, up: true });
  const eth0 = ns.net.link('eth0')?.ifindex ?? 0;
  ns.net.addAddress(eth0, ip4(address), 24);
  ns.net.setLink(eth0, { up: true });
  if (gateway !== undefined) ns.net.addRoute({ dst: 0, prefixLength: 0, gateway: ip4(gateway) }, 'add');
  return ns;
}

export function openSocket(ns: Netns, kind: SocketKind): Socket {
  return must(ns.sockets.socket(kind));
}

/** An echo request as ping sockets take it; the kernel fills in identifier and checksum. */
export function echoRequest(sequence: number, size = 56): Uint8Array {
  return icmpBytes(new IcmpMessage(ICMP_ECHO, 0, sequence, new Uint8Array(size).fill(0x61)));
}

export function ping(socket: Socket, to: string, sequence = 1, size = 56): ReturnType<Socket['send']> {
  const address: Ip4 = ip4(to);
  return socket.send(echoRequest(sequence, size), { address, port: 0 });
}
