// The benchmark's world: one bridge, N namespaces behind veth pairs, N/2 echo flows between host i and host i + N/2.
import { type Ip4, ip4 } from '../src/sim/base/ip4.ts';
import { RandomSource } from '../src/sim/base/random.ts';
import { type EventTarget, MILLISECOND, Scheduler } from '../src/sim/des/scheduler.ts';
import { Kernel } from '../src/sim/linux/kernel.ts';
import type { Netns } from '../src/sim/linux/netns.ts';
import type { Socket } from '../src/sim/linux/socket.ts';
import { Uids } from '../src/sim/linux/uids.ts';
import { Trace } from '../src/sim/trace/trace.ts';

const PAYLOAD = 64;
export const ECHO_PORT = 7;
const INTERVAL = MILLISECOND;
const SUBNET: Ip4 = ip4('172.17.0.0');
const PREFIX = 16;

/** One flow: sends every millisecond, answers at once, counts what comes back. */
export class EchoFlow implements EventTarget {
  returned = 0;
  sent = 0;
  readonly #scheduler: Scheduler;
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #to: { readonly address: Ip4; readonly port: number };
  readonly #payload = new Uint8Array(PAYLOAD);

  constructor(scheduler: Scheduler, client: Socket, server: Socket, address: Ip4, port = ECHO_PORT) {
    this.#scheduler = scheduler;
    this.#client = client;
    this.#server = server;
    this.#to = { address, port };
  }

  onEvent(): void {
    this.#answer();
    for (let reply = this.#client.receive(); reply !== undefined; reply = this.#client.receive()) this.returned++;
    this.#client.send(this.#payload, this.#to);
    this.sent++;
    this.#scheduler.after(INTERVAL, this, 0);
    this.#scheduler.after(INTERVAL / 2, this.#answerer, 0);
  }

  readonly #answerer: EventTarget = { onEvent: () => this.#answer() };

  #answer(): void {
    for (let asked = this.#server.receive(); asked !== undefined; asked = this.#server.receive()) {
      this.#server.send(asked.payload, { address: asked.from, port: asked.fromPort });
    }
  }
}

export interface BridgeLab {
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  readonly flows: readonly EchoFlow[];
}

/** A UDP socket of a namespace on a port (0: a free one). */
export function udp(ns: Netns, port: number): Socket {
  const socket = ns.sockets.socket({ type: 'udp' });
  if (!socket.ok) throw new Error(socket.errno);
  socket.value.bind(0, port);
  return socket.value;
}

/** Builds the world without any traffic. */
export function buildBridge(hosts: number, seed = 1): BridgeLab & { readonly start: () => void } {
  const scheduler = new Scheduler();
  const trace = new Trace(scheduler);
  const random = new RandomSource(seed);
  const kernel = new Kernel({ scheduler, trace, random, uids: new Uids(), hostName: 'node1' });
  const root = kernel.rootNs.net;
  const bridge = root.addLink({ kind: 'bridge', name: 'docker0' });
  if (!bridge.ok) throw new Error(bridge.errno);
  root.addAddress(bridge.value, SUBNET + 1, PREFIX);
  root.setLink(bridge.value, { up: true });
  const containers: Netns[] = [];
  for (let i = 0; i < hosts; i++) {
    const ns = kernel.createNetns(`c${i}`);
    ns.net.setLink(1, { up: true });
    const port = root.addLink({ kind: 'veth', name: `veth${i}`, peer: { name: 'eth0', netns: ns.net } });
    const eth0 = ns.net.link('eth0');
    if (!port.ok || eth0 === undefined) throw new Error('veth');
    root.setLink(port.value, { master: bridge.value, up: true });
    ns.net.addAddress(eth0.ifindex, SUBNET + 2 + i, PREFIX);
    ns.net.setLink(eth0.ifindex, { up: true });
    ns.net.addRoute({ dst: 0, prefixLength: 0, gateway: SUBNET + 1 }, 'add');
    containers.push(ns);
  }
  const flows: EchoFlow[] = [];
  const start = () => {
    const half = Math.floor(hosts / 2);
    for (let i = 0; i < half; i++) {
      const from = containers[i] as Netns;
      const to = containers[i + half] as Netns;
      const flow = new EchoFlow(scheduler, udp(from, 0), udp(to, ECHO_PORT), SUBNET + 2 + i + half);
      flows.push(flow);
      scheduler.after(random.stream('phase').int(0, INTERVAL), flow, 0);
    }
  };
  return { scheduler, trace, flows, start };
}
