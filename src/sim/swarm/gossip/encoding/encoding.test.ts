import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ip4 } from '../../../base/ip4.ts';
import { RandomStream } from '../../../base/random.ts';
import { hexDigits } from '../../../wire/bytes.ts';
import type { Message, StreamMessage } from '../memberlist/message.ts';
import type { BulkSync, GossipEvent } from '../networkdb/event.ts';
import { decodeValue, encodeValue } from '../networkdb/value.ts';
import { openDatagram, openStream, packDatagram, sealStream, streamLength } from './envelope.ts';
import { decodeEvent, decodeNetworkState, encodeEvent, encodeNetworkState } from './event-codec.ts';
import { ENCRYPT_OVERHEAD, Keyring, SealedBuffer } from './keyring.ts';
import { compress, decompress } from './lzw.ts';
import { decodeDatagram, decodeStream, encodeDatagrams, encodeMessage, encodeStream } from './message-codec.ts';
import { ProtobufWriter } from './protobuf.ts';

const hex = (digits: string): Uint8Array =>
  Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const key = (byte: number): Uint8Array => new Uint8Array(16).fill(byte);
const random = new RandomStream(1);

const at = { address: ip4('192.168.99.101'), port: 7946 };
const node = 'f297b70d5f34';
const from = '1d6785148930';

const messages: readonly Message[] = [
  { kind: 'ping', seqNo: 200, node, sourceNode: from, source: at },
  { kind: 'indirectPing', seqNo: 70_000, node, target: at, nack: true, sourceNode: from, source: at },
  { kind: 'ack', seqNo: 200 },
  { kind: 'nack', seqNo: 3 },
  { kind: 'suspect', incarnation: 2, node, from },
  { kind: 'alive', incarnation: 300, node, at },
  { kind: 'dead', incarnation: 2, node, from: node },
  { kind: 'user', payload: hex('0102ff') },
];

describe('LZW', () => {
  it('is the GIF specification’s', () => {
    const plain = hex('28ffffff28ffffffffffffffffffff');
    expect(hexDigits(compress(plain))).toBe('0051fc1b2870a0c1830101');
    expect(decompress(compress(plain))).toEqual(plain);
  });

  it('gives back what it took, whatever its length', () => {
    const text = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 200 }).map((bytes) => Uint8Array.from(bytes));
    fc.assert(
      fc.property(fc.oneof(text, fc.uint8Array({ maxLength: 400 })), (plain) => {
        expect(decompress(compress(plain))).toEqual(plain);
      }),
    );
    // Long enough for the table to be full more than once.
    const long = Uint8Array.from({ length: 40_000 }, () => random.int(0, 255));
    expect(decompress(compress(long))).toEqual(long);
  });

  it('refuses what it could not have made', () => {
    expect(() => decompress(hex('0051'))).toThrow(RangeError);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          decompress(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});

describe('memberlist’s messages', () => {
  it.each(messages)('$kind survives its encoding', (message) => {
    expect(decodeDatagram(encodeMessage(message))).toEqual([message]);
  });

  it('has the dialect of old: one raw type, keys in order', () => {
    expect(hexDigits(encodeMessage({ kind: 'ack', seqNo: 200 }))).toBe('0282a75061796c6f6164c0a55365714e6fccc8');
  });

  it('makes compounds', () => {
    const [datagram, ...others] = encodeDatagrams(messages);
    expect(others).toEqual([]);
    expect(decodeDatagram(datagram?.bytes ?? hex(''))).toEqual(messages);
    expect(datagram?.messages).toEqual(messages);
    const many = Array.from({ length: 600 }, (): Message => ({ kind: 'nack', seqNo: 1 }));
    expect(encodeDatagrams(many).map(({ bytes }) => decodeDatagram(bytes).length)).toEqual([255, 255, 90]);
  });

  it('takes nothing but RangeErrors from hostile bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        for (const read of [decodeDatagram, decodeStream, decodeEvent, decodeNetworkState]) {
          try {
            read(bytes);
          } catch (error) {
            expect(error).toBeInstanceOf(RangeError);
          }
        }
      }),
    );
  });

  it.each<StreamMessage>([
    { kind: 'pushPull', join: true, members: [{ name: node, at, incarnation: 4, state: 2 }], userState: hex('0a0b') },
    { kind: 'pushPull', join: false, members: [], userState: hex('') },
    { kind: 'user', payload: new Uint8Array(70_000).fill(7) },
    { kind: 'ping', seqNo: 9, node, sourceNode: from, source: at },
    { kind: 'ack', seqNo: 9 },
  ])('$kind survives a connection', (message) => {
    expect(decodeStream(encodeStream(message))).toEqual(message);
  });
});

describe('networkdb’s events', () => {
  const table = { kind: 'table', type: 'delete', time: 70_000, node, network: 'n1', table: 't', key: 'k' } as const;
  it.each<GossipEvent>([
    { kind: 'node', type: 'leave', time: 5, node },
    { kind: 'network', type: 'join', time: 5, node, network: 'n1' },
    { ...table, value: encodeValue({ ip: '10.0.0.2', name: 'ü' }), reapSeconds: 1800 },
    {
      kind: 'bulkSync',
      time: 7,
      unsolicited: true,
      node,
      networks: ['n1', 'n2'],
      events: [{ ...table, value: hex('01'), reapSeconds: 0 }],
    },
    { kind: 'bulkSync', time: 7, unsolicited: false, node, networks: [], events: [] },
    { kind: 'compound', payloads: [hex('01'), hex('')] },
  ])('$kind survives its encoding', (event) => {
    expect(decodeEvent(encodeEvent(event))).toEqual(event);
  });

  it('says who takes part in which networks', () => {
    const state = {
      time: 9,
      node,
      networks: [
        { kind: 'network', type: 'join', time: 3, node, network: 'n1' } as const,
        { kind: 'network', type: 'leave', time: 4, node: from, network: 'n1' } as const,
      ],
    };
    expect(decodeNetworkState(encodeNetworkState(state))).toEqual(state);
  });

  it('keeps values, in ASCII', () => {
    const value = { name: 'münchen', list: [1, null, '😀'] };
    expect(decodeValue(encodeValue(value))).toEqual(value);
    expect(Math.max(...encodeValue(value))).toBeLessThan(128);
  });
});

describe('a bulk sync', () => {
  const typed = (type: number, data: Uint8Array): Uint8Array =>
    new ProtobufWriter().number(1, type).bytes(2, data).done();

  /** Each message made by itself, then put into the next one. */
  function nested({ time, unsolicited, node: name, networks, events }: BulkSync): Uint8Array {
    const all = new ProtobufWriter();
    for (const event of events) all.element(1, new ProtobufWriter().bytes(1, encodeEvent(event)).done());
    const out = new ProtobufWriter().number(1, time).flag(2, unsolicited).text(3, name);
    for (const network of networks) out.text(4, network);
    return typed(4, out.bytes(5, typed(5, all.done())).done());
  }

  it('written in one go is what its parts make', () => {
    const text = fc.stringMatching(/^[a-z0-9]{0,200}$/);
    const event = fc.record({
      kind: fc.constant('table' as const),
      type: fc.constantFrom('create' as const, 'update' as const, 'delete' as const),
      time: fc.nat(),
      node: text,
      network: text,
      table: text,
      key: text,
      value: fc.uint8Array({ maxLength: 300 }),
      reapSeconds: fc.nat(2000),
    });
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 20 }),
        fc.nat(),
        fc.boolean(),
        fc.array(text),
        (events, time, unsolicited, networks) => {
          const sync: BulkSync = { kind: 'bulkSync', time, unsolicited, node: 'node1', networks, events };
          expect(encodeEvent(sync)).toEqual(nested(sync));
          for (const one of events) expect(decodeEvent(encodeEvent(one))).toEqual(one);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('on the wire', () => {
  const ring = new Keyring([key(1)]);
  const sealDatagram = (bytes: Uint8Array, checked: boolean): Uint8Array =>
    ring.sealSaying(packDatagram(bytes, checked), random, decodeDatagram(bytes));
  const sealed = (message: Message, checked = false): Uint8Array => sealDatagram(encodeMessage(message), checked);

  it('a ping and its acknowledgement are as long as real ones', () => {
    expect(sealed({ kind: 'ping', seqNo: 200, node, sourceNode: from, source: at })).toHaveLength(111);
    expect(sealed({ kind: 'ack', seqNo: 200 })).toHaveLength(48);
  });

  it('opens with any key of the ring, and with no other', () => {
    const plain = encodeMessage({ kind: 'ack', seqNo: 1 });
    const bytes = sealDatagram(plain, true);
    expect(bytes).toHaveLength(plain.length + 5 + ENCRYPT_OVERHEAD);
    expect(openDatagram(bytes, new Keyring([key(2), key(1)]))).toEqual(plain);
    expect(openDatagram(bytes, new Keyring([key(2)]))).toBeUndefined();
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    expect(openDatagram(bytes, ring)).toBeUndefined();
    expect(openDatagram(hex('01'), ring)).toBeUndefined();
  });

  it('tells once what it says, to those who have the key', () => {
    const message: Message = { kind: 'ack', seqNo: 7 };
    const { buffer } = sealed(message);
    if (!(buffer instanceof SealedBuffer)) throw new Error('bytes that remember nothing');
    expect(ring.has(buffer.key)).toBe(true);
    expect(new Keyring([key(2)]).has(buffer.key)).toBe(false);
    expect([buffer.take(), buffer.take()]).toEqual([[message], undefined]);
  });

  it('rotates keys one step after another', () => {
    const rotating = new Keyring([key(1), key(2)]);
    rotating.add(key(3));
    rotating.use(key(2));
    rotating.remove(key(2)); // it encrypts: it stays
    rotating.remove(key(1));
    expect(rotating.keys).toEqual([key(2), key(3)]);
  });

  it('compresses what gains by it', () => {
    const long = encodeMessage({ kind: 'user', payload: new Uint8Array(1000) });
    const bytes = sealDatagram(long, false);
    expect(bytes.length).toBeLessThan(200);
    expect(openDatagram(bytes, ring)).toEqual(long);
  });

  it('frames a connection', () => {
    const plain = encodeStream({ kind: 'user', payload: hex('010203') });
    const bytes = sealStream(plain, ring, random);
    expect(streamLength(bytes.subarray(0, 4))).toBeUndefined();
    expect(streamLength(bytes)).toBe(bytes.length);
    expect(openStream(bytes, ring)).toEqual(plain);
    expect(() => streamLength(hex('47455420'))).toThrow(RangeError);
  });
});
