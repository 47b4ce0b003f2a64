// A gossip datagram taken apart for people who hold the cluster's keys: its envelope, and what it says.
// Source: ours; moby's contrib/wireshark/moby-networkdb.lua names the same things.
// Not modelled: connections, whose messages are longer than a segment.
import { formatIp4 } from '../../base/ip4.ts';
import { hexDigits } from '../../wire/bytes.ts';
import { field, type LayerView } from '../../wire/layer.ts';
import { openDatagram } from './encoding/envelope.ts';
import { decodeEvent } from './encoding/event-codec.ts';
import { Keyring, NONCE_SIZE, TAG_SIZE, VERSION_SIZE } from './encoding/keyring.ts';
import { decodeDatagram } from './encoding/message-codec.ts';
import type { Message } from './memberlist/message.ts';
import type { GossipEvent } from './networkdb/event.ts';

/** The layer of the gossip in `datagram`, UDP's contents, which begin `at` bytes into the packet; undefined where no key opens it. */
export function describeGossip(datagram: Uint8Array, keys: readonly Uint8Array[], at: number): LayerView | undefined {
  const sayings = readGossip(datagram, keys);
  if (sayings === undefined) return undefined;
  const nonceAt = at + VERSION_SIZE;
  const bodyAt = nonceAt + NONCE_SIZE;
  const bodyLength = datagram.length - VERSION_SIZE - NONCE_SIZE - TAG_SIZE;
  return {
    name: 'memberlist',
    summary: sayings.map(({ name }) => name).join(', '),
    offset: at,
    length: datagram.length,
    fields: [
      field('memberlist.version', 'Encryption Version', datagram[0] ?? 0, at, VERSION_SIZE),
      field('memberlist.nonce', 'Nonce', hexDigits(datagram.subarray(VERSION_SIZE, bodyAt - at)), nonceAt, NONCE_SIZE),
      ...sayings.map(({ name, text }) => field('memberlist.message', name, text, bodyAt, bodyLength)),
      field('memberlist.tag', 'Tag', hexDigits(datagram.subarray(-TAG_SIZE)), bodyAt + bodyLength, TAG_SIZE),
    ],
  };
}

/** A message by its name, and the rest in words. */
interface Saying {
  readonly name: string;
  readonly text: string;
}

function readGossip(datagram: Uint8Array, keys: readonly Uint8Array[]): Saying[] | undefined {
  try {
    const plain = openDatagram(datagram, new Keyring(keys));
    return plain && decodeDatagram(plain).flatMap(sayingsOf);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function sayingsOf(message: Message): Saying[] {
  switch (message.kind) {
    case 'ping':
      return [{ name: 'Ping', text: `${message.seqNo} from ${message.sourceNode} for ${message.node}` }];
    case 'indirectPing': {
      const target = `${message.node} at ${formatIp4(message.target.address)}`;
      return [{ name: 'Ping request', text: `${message.seqNo} from ${message.sourceNode}: ping ${target}` }];
    }
    case 'ack':
      return [{ name: 'Ack', text: `${message.seqNo}` }];
    case 'nack':
      return [{ name: 'Nack', text: `${message.seqNo}: no answer here either` }];
    case 'suspect':
      return [{ name: 'Suspect', text: `${message.node}, incarnation ${message.incarnation}, says ${message.from}` }];
    case 'alive': {
      const where = formatIp4(message.at.address);
      return [{ name: 'Alive', text: `${message.node} at ${where}, incarnation ${message.incarnation}` }];
    }
    case 'dead': {
      const name = message.node === message.from ? 'Left' : 'Dead';
      return [{ name, text: `${message.node}, incarnation ${message.incarnation}, says ${message.from}` }];
    }
    case 'user':
      return eventSayings(decodeEvent(message.payload));
  }
}

function eventSayings(event: GossipEvent): Saying[] {
  switch (event.kind) {
    case 'node':
      return [{ name: `Node ${event.type}`, text: `${event.node}, time ${event.time}` }];
    case 'network':
      return [{ name: `Network ${event.type}`, text: `${event.node}, network ${event.network}, time ${event.time}` }];
    case 'table': {
      const where = `${event.table}/${event.key} of network ${event.network}`;
      return [{ name: `Table ${event.type}`, text: `${where} by ${event.node}, time ${event.time}` }];
    }
    case 'bulkSync':
      return [{ name: 'Bulk sync', text: `${event.events.length} entries of ${event.networks.join(', ')}` }];
    case 'compound':
      return event.payloads.flatMap((payload) => eventSayings(decodeEvent(payload)));
  }
}
