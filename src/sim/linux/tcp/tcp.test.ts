import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ip4 } from '../../base/ip4.ts';
import { RandomStream } from '../../base/random.ts';
import { MILLISECOND, SECOND } from '../../des/scheduler.ts';
import { addBridge, addContainer, KernelLab, must } from '../../testkit/kernel-lab.ts';
import { Cable } from '../../underlay/cable.ts';
import { EthernetFrame } from '../../wire/ethernet.ts';
import { TCP_PSH, tcpFlagsText } from '../../wire/tcp.ts';
import type { Plug } from '../devices/nic.ts';
import type { Kernel } from '../kernel.ts';
import type { Netns } from '../netns.ts';
import type { StreamSocket } from '../socket.ts';

/** A cable that loses frames by chance, or those that it is told to lose. */
class LossyCable extends Cable {
  loses: (frame: EthernetFrame) => boolean = () => false;

  override send(from: Plug, frame: EthernetFrame): void {
    if (!this.loses(frame)) super.send(from, frame);
  }
}

interface TwoHosts {
  readonly lab: KernelLab;
  readonly cable: LossyCable;
  readonly a: Kernel;
  readonly b: Kernel;
}

const A = ip4('192.168.9.1');
const B = ip4('192.168.9.2');

function twoHosts(seed = 1): TwoHosts {
  const lab = new KernelLab(seed);
  const a = lab.kernel('a');
  const b = lab.kernel('b');
  const nicA = a.addNic('eth0');
  const nicB = b.addNic('eth0');
  const cable = new LossyCable(lab.scheduler, lab.trace, nicA, nicB);
  nicA.cable = cable;
  nicB.cable = cable;
  for (const [kernel, address] of [
    [a, A],
    [b, B],
  ] as const) {
    kernel.rootNs.net.addAddress(2, address, 24);
    kernel.rootNs.net.setLink(2, { up: true });
  }
  return { lab, cable, a, b };
}

const stream = (ns: Netns): StreamSocket => must(ns.sockets.stream());

function listener(ns: Netns, port: number, backlog = 5): StreamSocket {
  const socket = stream(ns);
  expect(socket.bind(0, port)).toBeUndefined();
  expect(socket.listen(backlog)).toBeUndefined();
  return socket;
}

function accepted(socket: StreamSocket): StreamSocket {
  const child = socket.accept();
  if (child === undefined) throw new Error('nobody to accept');
  return child;
}

const text = (words: string): Uint8Array => new TextEncoder().encode(words);

/** TCP segments as the wire between a and b saw them: who, flags, length of data, total length. */
function segments(lab: KernelLab, from = 0): string[] {
  const out: string[] = [];
  for (const record of lab.records(from)) {
    if (record.kind !== 'hop' || record.protocol !== 'TCP') continue;
    const traced = lab.trace.traced(record.seq);
    const ip = traced instanceof EthernetFrame ? traced.body : traced;
    if (ip?.kind !== 'ipv4' || ip.body.kind !== 'tcp') continue;
    const flags = tcpFlagsText(ip.body.flags & ~TCP_PSH);
    const push = ip.body.has(TCP_PSH) ? '!' : '';
    out.push(`${record.host} ${flags}${push} ${ip.body.payload.length} of ${ip.length} win ${ip.body.window}`);
  }
  return out;
}

describe('a connection', () => {
  it('opens, talks and closes with the segments of a real one', () => {
    const { lab, a, b } = twoHosts();
    const server = listener(b.rootNs, 80);
    const client = stream(a.rootNs);
    expect(client.connect(B, 80)).toBeUndefined();
    lab.run(5 * MILLISECOND);
    expect(client.state).toBe('ESTABLISHED');
    const child = accepted(server);
    client.write(text('x'.repeat(83)));
    lab.run(3 * MILLISECOND);
    expect(child.read()).toEqual(text('x'.repeat(83)));
    child.write(text('y'.repeat(267)));
    lab.run(3 * MILLISECOND);
    expect(client.read()).toEqual(text('y'.repeat(267)));
    client.close();
    lab.run(3 * MILLISECOND);
    expect(child.read()).toBe('eof');
    child.close();
    lab.run(3 * MILLISECOND);
    // Flags, lengths and windows of a captured `curl` between two hosts.
    expect(segments(lab)).toEqual([
      'a SYN 0 of 60 win 64240',
      'b SYN, ACK 0 of 60 win 65160',
      'a ACK 0 of 52 win 502',
      'a ACK! 83 of 135 win 502',
      'b ACK 0 of 52 win 509',
      'b ACK! 267 of 319 win 509',
      'a ACK 0 of 52 win 501',
      'a FIN, ACK 0 of 52 win 501',
      'b FIN, ACK 0 of 52 win 509',
      'a ACK 0 of 52 win 501',
    ]);
    expect(a.rootNs.sockets.list().map((socket) => socket.state)).toEqual(['TIME_WAIT']);
    expect(b.rootNs.sockets.list().map((socket) => socket.state)).toEqual(['LISTEN']);
    lab.run(62 * SECOND);
    expect(a.rootNs.sockets.list()).toEqual([]);
  });

  it('is refused where nobody listens', () => {
    const { lab, a } = twoHosts();
    const client = stream(a.rootNs);
    client.connect(B, 81);
    lab.run(5 * MILLISECOND);
    expect(client.state).toBe('CLOSED');
    expect(client.takeError()).toBe('ECONNREFUSED');
    expect(client.takeError()).toBeUndefined();
    expect(segments(lab)).toEqual(['a SYN 0 of 60 win 64240', 'b RST, ACK 0 of 40 win 0']);
  });

  it('is given up after six more SYNs', () => {
    const { lab, cable, a } = twoHosts();
    const client = stream(a.rootNs);
    client.connect(B, 80);
    lab.run(10);
    // ARP gets through, TCP does not.
    let lost = 0;
    cable.loses = (frame) => frame.body.kind === 'ipv4' && ++lost > 0;
    lab.run(126 * SECOND);
    expect(client.state).toBe('SYN_SENT');
    lab.run(10 * SECOND);
    expect([client.takeError(), lost]).toEqual(['ETIMEDOUT', 7]);
  });

  it('finds no route to a neighbour who does not answer', () => {
    const { lab, a } = twoHosts();
    const client = stream(a.rootNs);
    client.connect(ip4('192.168.9.77'), 80);
    lab.run(5 * SECOND);
    expect(client.takeError()).toBe('EHOSTUNREACH');
    const other = stream(a.rootNs);
    expect(other.connect(ip4('8.8.8.8'), 80)).toBe('ENETUNREACH');
  });

  it('is reset by a program that closes with bytes unread', () => {
    const { lab, a, b } = twoHosts();
    const server = listener(b.rootNs, 80);
    const client = stream(a.rootNs);
    client.connect(B, 80);
    lab.run(MILLISECOND);
    client.write(text('unread'));
    lab.run(MILLISECOND);
    accepted(server).close();
    lab.run(MILLISECOND);
    expect([client.state, client.takeError()]).toEqual(['CLOSED', 'ECONNRESET']);
  });

  it('waits behind a closed window, and goes on when the reader reads', () => {
    const { lab, a, b } = twoHosts();
    const server = listener(b.rootNs, 80);
    const client = stream(a.rootNs);
    client.connect(B, 80);
    lab.run(MILLISECOND);
    const child = accepted(server);
    const all = new Uint8Array(250_000).map((_, i) => i % 251);
    let written = 0;
    for (let i = 0; i < 50; i++) {
      written += client.write(all.subarray(written));
      lab.run(SECOND);
    }
    expect(written).toBeLessThan(all.length);
    const got: number[] = [];
    for (let i = 0; i < 4000 && got.length < all.length; i++) {
      const bytes = child.read();
      if (bytes instanceof Uint8Array) got.push(...bytes);
      written += client.write(all.subarray(written));
      lab.run(50 * MILLISECOND);
    }
    expect(got.length).toBe(all.length);
    expect(got.every((byte, i) => byte === i % 251)).toBe(true);
  });

  it.each([
    ['learns how large its segments may be from a router', false, 3000],
    ['stalls where nobody hears of that: a black hole (net.ipv4.tcp_mtu_probing is 0)', true, undefined],
  ] as const)('%s', (_name, silent, arrived) => {
    const lab = new KernelLab();
    const kernel = lab.kernel('node1');
    const left = addBridge(kernel, 'left', '10.0.1.1');
    const right = addBridge(kernel, 'right', '10.0.2.1');
    const c1 = addContainer(kernel, 'c1', left, '10.0.1.2', '10.0.1.1');
    const c2 = addContainer(kernel, 'c2', right, '10.0.2.2', '10.0.2.1');
    kernel.rootNs.net.setSysctl('ipv4/ip_forward', '1');
    const server = listener(c2, 80);
    const client = stream(c1);
    client.connect(ip4('10.0.2.2'), 80);
    lab.run(10 * MILLISECOND);
    const child = accepted(server);
    kernel.rootNs.net.setLink(right, { mtu: 1000 });
    if (silent) kernel.rootNs.net.netfilter.append('filter', 'OUTPUT', ['-p', 'icmp', '-j', 'DROP']);
    client.write(new Uint8Array(3000).fill(7));
    lab.run(SECOND);
    const got = child.read();
    expect(got instanceof Uint8Array ? got.length : got).toBe(arrived);
  });
});

describe('ports', () => {
  it('are taken once for an address', () => {
    const { b } = twoHosts();
    listener(b.rootNs, 80);
    expect(stream(b.rootNs).bind(0, 80)).toBe('EADDRINUSE');
    expect(stream(b.rootNs).bind(B, 80)).toBe('EADDRINUSE');
    expect(stream(b.rootNs).bind(B, 81)).toBeUndefined();
    expect(stream(b.rootNs).bind(A, 81)).toBe('EADDRNOTAVAIL');
    const six = must(b.rootNs.sockets.stream({ family: 'inet6' }));
    expect([six.bind(0, 80), six.listen(1)]).toEqual([undefined, undefined]);
  });

  it('are free again when their listener closes, and who waited is reset', () => {
    const { lab, a, b } = twoHosts();
    const server = listener(b.rootNs, 80);
    const client = stream(a.rootNs);
    client.connect(B, 80);
    lab.run(MILLISECOND);
    server.close();
    lab.run(MILLISECOND);
    expect(client.takeError()).toBe('ECONNRESET');
    listener(b.rootNs, 80);
  });
});

/** Sends both ways through a cable that loses frames; answers what arrived. */
function exchange(seed: number, loss: number, there: Uint8Array, back: Uint8Array): { b: number[]; a: number[] } {
  const { lab, cable, a, b } = twoHosts(seed);
  const server = listener(b.rootNs, 80);
  const client = stream(a.rootNs);
  const chance = new RandomStream(seed);
  cable.loses = (frame) => frame.body.kind === 'ipv4' && chance.int(0, 99) < loss;
  client.connect(B, 80);
  const got = { a: [] as number[], b: [] as number[] };
  let child: StreamSocket | undefined;
  let [sentThere, sentBack] = [0, 0];
  let [endA, endB] = [false, false];
  for (let i = 0; i < 60_000 && !(endA && endB); i++) {
    child ??= server.accept();
    sentThere += client.write(there.subarray(sentThere));
    if (sentThere === there.length) client.shutdownWrite();
    if (child) {
      sentBack += child.write(back.subarray(sentBack));
      if (sentBack === back.length) child.shutdownWrite();
      const bytes = child.read();
      if (bytes instanceof Uint8Array) got.b.push(...bytes);
      endB ||= bytes === 'eof';
    }
    const bytes = client.read();
    if (bytes instanceof Uint8Array) got.a.push(...bytes);
    endA ||= bytes === 'eof' && client.state !== 'SYN_SENT';
    lab.run(20 * MILLISECOND);
  }
  expect([endA, endB]).toEqual([true, true]);
  return got;
}

describe('a lossy cable', () => {
  it('delays every byte, and loses, doubles or swaps none', () => {
    const bytes = fc.uint8Array({ maxLength: 6000 });
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.integer({ min: 0, max: 25 }), bytes, bytes, (seed, loss, there, back) => {
        const got = exchange(seed, loss, there, back);
        expect(got.b).toEqual([...there]);
        expect(got.a).toEqual([...back]);
      }),
      { numRuns: 40, seed: 7 },
    );
  });

  it('lets a long stream through', () => {
    const long = new Uint8Array(200_000).map((_, i) => (i * 7) % 256);
    const got = exchange(3, 5, long, text('thanks'));
    expect(got.b.length).toBe(long.length);
    expect(got.b.every((byte, i) => byte === (i * 7) % 256)).toBe(true);
  });
});
