import { expect, it } from 'vitest';
import { ip4 } from '../../base/ip4.ts';
import { RandomStream } from '../../base/random.ts';
import { describeGossip } from './describe.ts';
import { packDatagram } from './encoding/envelope.ts';
import { encodeEvent } from './encoding/event-codec.ts';
import { Keyring } from './encoding/keyring.ts';
import { encodeDatagrams } from './encoding/message-codec.ts';
import type { Message } from './memberlist/message.ts';

const key = new Uint8Array(16).fill(1);
const at = { address: ip4('192.168.99.101'), port: 7946 };

function described(...messages: Message[]): string[] | undefined {
  const [plain = { bytes: new Uint8Array(0) }] = encodeDatagrams(messages);
  const bytes = new Keyring([key]).seal(packDatagram(plain.bytes, true), new RandomStream(1));
  const layer = describeGossip(bytes, [key], 42);
  expect(layer?.fields.reduce((end, f) => Math.max(end, f.offset + f.length), 0)).toBe(42 + bytes.length);
  return layer?.fields.filter((f) => f.key === 'memberlist.message').map((f) => `${f.label}: ${f.value}`);
}

it('says in words what a datagram says', () => {
  const source = { sourceNode: 'aaa', source: at };
  expect(described({ kind: 'ping', seqNo: 7, node: 'bbb', ...source })).toEqual(['Ping: 7 from aaa for bbb']);
  const network = { kind: 'network', type: 'join', time: 3, node: 'bbb', network: 'n1' } as const;
  const table = { kind: 'table', type: 'create', time: 4, node: 'bbb', network: 'n1', table: 't', key: 'k' } as const;
  const payloads = [encodeEvent({ ...table, value: key, reapSeconds: 0 })];
  expect(
    described(
      { kind: 'ack', seqNo: 7 },
      { kind: 'alive', incarnation: 2, node: 'bbb', at },
      { kind: 'suspect', incarnation: 2, node: 'ccc', from: 'aaa' },
      { kind: 'dead', incarnation: 2, node: 'ccc', from: 'ccc' },
      { kind: 'user', payload: encodeEvent(network) },
      { kind: 'user', payload: encodeEvent({ kind: 'compound', payloads }) },
    ),
  ).toEqual([
    'Ack: 7',
    'Alive: bbb at 192.168.99.101, incarnation 2',
    'Suspect: ccc, incarnation 2, says aaa',
    'Left: ccc, incarnation 2, says ccc',
    'Network join: bbb, network n1, time 3',
    'Table create: t/k of network n1 by bbb, time 4',
  ]);
});

it('says nothing without the key', () => {
  const bytes = new Keyring([key]).seal(new Uint8Array(20), new RandomStream(1));
  expect(describeGossip(bytes, [new Uint8Array(16)], 0)).toBeUndefined();
  expect(describeGossip(new Uint8Array(3), [key], 0)).toBeUndefined();
});
