import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../base/random.ts';
import { Scheduler, SECOND, type SimTime } from '../../../des/scheduler.ts';
import { type Blocking, sleepUntil } from '../../../des/task.ts';
import { Awareness } from './awareness.ts';
import { Member, Members } from './members.ts';
import { ALIVE, type Endpoint, type Message, type StreamMessage, SUSPECT } from './message.ts';
import { Prober } from './prober.ts';

const endpoint = (address: number): Endpoint => ({ address, port: 7946 });

/** A member m1 that probes others, its network played by the test. */
class Scene {
  readonly scheduler = new Scheduler();
  readonly members = new Members(new RandomStream(1));
  readonly awareness = new Awareness();
  readonly prober: Prober;
  /** `second address kind seqNo` of what was sent, and suspicions. */
  readonly log: string[] = [];
  /** What happens to a datagram that is sent; by default nothing: silence. */
  onSend: (to: Endpoint, message: Message) => void = () => undefined;
  sends = true;
  answersTcp = false;

  constructor(others: number) {
    for (let i = 1; i <= others + 1; i++) {
      const member = new Member(`m${i}`, endpoint(i), 0);
      member.change(ALIVE, 0);
      this.members.add(member);
    }
    const { scheduler, members, awareness } = this;
    const send = (to: Endpoint, message: Message): boolean => {
      this.#note(`${to.address} ${message.kind} ${'seqNo' in message ? message.seqNo : ''}`);
      this.onSend(to, message);
      return this.sends;
    };
    const request = (to: Endpoint, message: StreamMessage, deadline: SimTime): Blocking<StreamMessage | undefined> =>
      this.#request(to, message, deadline);
    this.prober = new Prober({
      scheduler,
      name: 'm1',
      at: endpoint(1),
      members,
      awareness,
      transport: {
        open: () => undefined,
        send: (to, messages) => messages.map((message) => send(to, message)).every((sent) => sent),
        request,
        *tell() {
          yield* sleepUntil(scheduler.now);
          return false;
        },
        close: () => undefined,
      },
      send,
      suspect: ({ node }) => this.#note(`suspects ${node}`),
    });
    this.prober.start();
  }

  #note(what: string): void {
    this.log.push(`${(this.scheduler.now / SECOND).toFixed(1)} ${what}`);
  }

  *#request(to: Endpoint, message: StreamMessage, deadline: SimTime): Blocking<StreamMessage | undefined> {
    this.#note(`${to.address} TCP ${message.kind}`);
    if (!this.answersTcp) yield* sleepUntil(deadline);
    return this.answersTcp && message.kind === 'ping' ? { kind: 'ack', seqNo: message.seqNo } : undefined;
  }

  until(seconds: number): this {
    this.scheduler.runUntil(Math.round(seconds * SECOND));
    return this;
  }
}

describe('probing', () => {
  it('pings each of the others once a round', () => {
    const scene = new Scene(4);
    scene.onSend = (_to, message) => message.kind === 'ping' && scene.prober.onAck(message.seqNo);
    scene.until(80.5);
    const pinged = scene.log.map((line) => line.split(' ')[1]);
    expect(pinged).toHaveLength(80);
    const rounds = Array.from({ length: 20 }, (_, i) =>
      pinged
        .slice(4 * i, 4 * i + 4)
        .sort()
        .join(),
    );
    // The first round begins somewhere; the others are permutations.
    expect(new Set(rounds)).toEqual(new Set(['2,3,4,5']));
    expect(scene.awareness.score).toBe(0);
  });

  it('asks three others and tries TCP when there is no answer, and suspects at the end of the interval', () => {
    const scene = new Scene(5).until(2.05);
    const [ping = '', ...rest] = scene.log;
    const target = ping.split(' ')[1] ?? '';
    expect(ping).toBe(`1.0 ${target} ping 1`);
    const asked = rest.slice(0, 3).map((line) => line.replace(/ \d /, ' N '));
    expect(asked).toEqual(Array(3).fill('1.5 N indirectPing 1'));
    expect(new Set([target, ...rest.slice(0, 3).map((line) => line.split(' ')[1])]).size).toBe(4);
    expect(rest[3]).toBe(`1.5 ${target} TCP ping`);
    expect(rest[4]).toBe(`2.0 suspects m${target}`);
    // The next probe comes with the tick that came meanwhile. Three nacks are missing: the own health is in doubt.
    expect(rest[5]).toMatch(/^2\.0 \d ping 2$/);
    expect(scene.awareness.score).toBe(3);
  });

  it('does not doubt itself when those asked say that they had no answer either', () => {
    const scene = new Scene(5);
    scene.onSend = (_to, message) => message.kind === 'indirectPing' && scene.prober.onNack(message.seqNo);
    scene.until(2.05);
    expect(scene.log).toContainEqual(expect.stringContaining('suspects'));
    expect(scene.awareness.score).toBe(0);
  });

  it('is content with an answer by way of another, or over TCP', () => {
    const indirect = new Scene(5);
    indirect.onSend = (_to, message) => message.kind === 'indirectPing' && indirect.prober.onAck(message.seqNo);
    const tcp = new Scene(5);
    tcp.answersTcp = true;
    for (const scene of [indirect, tcp]) {
      expect(scene.until(5).log.filter((line) => line.includes('suspects'))).toEqual([]);
    }
  });

  it('asks others at once when its host refuses to send', () => {
    const scene = new Scene(5);
    scene.sends = false;
    scene.until(1.05);
    expect(scene.log).toHaveLength(5);
  });

  it('tells a suspect along with the ping', () => {
    const scene = new Scene(1);
    scene.members.get('m2')?.change(SUSPECT, 0);
    scene.until(1.05);
    expect(scene.log).toEqual(['1.0 2 ping 1', '1.0 2 suspect ']);
  });

  it('takes longer while its health is in doubt', () => {
    const scene = new Scene(5);
    scene.awareness.apply(2);
    scene.until(3.9);
    expect(scene.log.filter((line) => line.includes('suspects'))).toEqual([]);
    scene.until(4.05);
    expect(scene.log.filter((line) => line.includes('suspects'))).toHaveLength(1);
  });

  it('gives up one tick in nine rounds among three', () => {
    const scene = new Scene(2);
    scene.onSend = (_to, message) => message.kind === 'ping' && scene.prober.onAck(message.seqNo);
    scene.until(20_000);
    expect(scene.log.length / 20_000).toBeCloseTo(2 / (2 + 1 / 9), 2);
  });
});

describe('pinging for another', () => {
  const request = {
    kind: 'indirectPing',
    seqNo: 70,
    node: 'm3',
    target: endpoint(3),
    nack: true,
    sourceNode: 'm2',
    source: endpoint(2),
  } as const;

  it('passes the answer on', () => {
    const scene = new Scene(2);
    scene.prober.onIndirectPing(request);
    scene.prober.onAck(1);
    expect(scene.until(0.9).log).toEqual(['0.0 3 ping 1', '0.0 2 ack 70']);
  });

  it('says after half a second that there is none', () => {
    const scene = new Scene(2);
    scene.prober.onIndirectPing(request);
    expect(scene.until(0.9).log).toEqual(['0.0 3 ping 1', '0.5 2 nack 70']);
  });

  it('answers pings that are for itself', () => {
    const scene = new Scene(2);
    const ping = { kind: 'ping', seqNo: 5, sourceNode: 'm2', source: endpoint(2) } as const;
    scene.prober.onPing({ ...ping, node: 'm1' });
    scene.prober.onPing({ ...ping, node: 'another' });
    expect(scene.log).toEqual(['0.0 2 ack 5']);
  });
});
