// memberlist's messages as bytes: a type, then a map; several in a compound; the state as a header and maps.
// Source: hashicorp/memberlist v0.4.0 net.go (structures, their fields' names), util.go (encode, makeCompoundMessage).
// Not modelled: UDP messages of other types than message.ts has: a datagram with one is not understood.
import { getU16, getU32, NO_BYTES, setU32 } from '../../../wire/bytes.ts';
import type {
  Dead,
  Endpoint,
  MemberRecord,
  MemberState,
  Message,
  PushPull,
  StreamMessage,
  Suspect,
} from '../memberlist/message.ts';
import { asciiText, BytesWriter } from './bytes-writer.ts';
import { MsgpackReader, type Packed, type PackedMap, packMap } from './msgpack.ts';

// net.go messageType
const PING = 0;
const INDIRECT_PING = 1;
const ACK = 2;
const SUSPECT = 3;
const ALIVE = 4;
const DEAD = 5;
const PUSH_PULL = 6;
const COMPOUND = 7;
const USER = 8;
const NACK = 11;

/** util.go makeCompoundMessages maxMsgs: what one byte counts. */
const MOST_IN_COMPOUND = 255;

/** config.go BuildVsnArray: protocols 1 to 5, here 2; no delegate protocol. */
const VERSIONS = Uint8Array.of(1, 5, 2, 0, 0, 0);

type Fields = readonly (readonly [string, Packed])[];

const addressBytes = (address: number): Uint8Array => {
  const bytes = new Uint8Array(4);
  setU32(bytes, 0, address);
  return bytes;
};

const sourceFields = (source: Endpoint, node: string): Fields => [
  ['SourceAddr', addressBytes(source.address)],
  ['SourceNode', node],
  ['SourcePort', source.port],
];

const accusation = ({ from, incarnation, node }: Suspect | Dead): Fields => [
  ['From', from],
  ['Incarnation', incarnation],
  ['Node', node],
];

function write(out: BytesWriter, type: number, fields: Fields): void {
  out.byte(type);
  packMap(out, fields);
}

function writeMessage(out: BytesWriter, message: Message): void {
  switch (message.kind) {
    case 'ping':
      write(out, PING, [
        ['Node', message.node],
        ['SeqNo', message.seqNo],
        ...sourceFields(message.source, message.sourceNode),
      ]);
      break;
    case 'indirectPing':
      write(out, INDIRECT_PING, [
        ['Nack', message.nack],
        ['Node', message.node],
        ['Port', message.target.port],
        ['SeqNo', message.seqNo],
        ...sourceFields(message.source, message.sourceNode),
        ['Target', addressBytes(message.target.address)],
      ]);
      break;
    case 'ack':
      write(out, ACK, [
        ['Payload', null],
        ['SeqNo', message.seqNo],
      ]);
      break;
    case 'nack':
      write(out, NACK, [['SeqNo', message.seqNo]]);
      break;
    case 'suspect':
      write(out, SUSPECT, accusation(message));
      break;
    case 'dead':
      write(out, DEAD, accusation(message));
      break;
    case 'alive':
      write(out, ALIVE, [
        ['Addr', addressBytes(message.at.address)],
        ['Incarnation', message.incarnation],
        ['Meta', NO_BYTES],
        ['Node', message.node],
        ['Port', message.at.port],
        ['Vsn', VERSIONS],
      ]);
      break;
    case 'user':
      out.byte(USER);
      out.bytes(message.payload);
  }
}

export function encodeMessage(message: Message): Uint8Array {
  const out = new BytesWriter();
  writeMessage(out, message);
  return out.done();
}

/** How many bytes a message takes. */
export function encodedLength(message: Message): number {
  return message.kind === 'user' ? 1 + message.payload.length : encodeMessage(message).length;
}

/** A datagram's contents, and the messages that they stand for. */
export interface PlainDatagram {
  readonly bytes: Uint8Array;
  readonly messages: readonly Message[];
}

/** The datagrams that carry `messages`: one, unless there are more than a compound counts. */
export function encodeDatagrams(messages: readonly Message[]): PlainDatagram[] {
  const [first] = messages;
  if (messages.length === 1 && first !== undefined) return [{ bytes: encodeMessage(first), messages }];
  const datagrams: PlainDatagram[] = [];
  for (let at = 0; at < messages.length; at += MOST_IN_COMPOUND) {
    const carried = messages.slice(at, at + MOST_IN_COMPOUND);
    const parts = carried.map(encodeMessage);
    const out = new BytesWriter();
    out.byte(COMPOUND);
    out.byte(parts.length);
    for (const part of parts) out.bigEndian(part.length, 2);
    for (const part of parts) out.bytes(part);
    datagrams.push({ bytes: out.done(), messages: carried });
  }
  return datagrams;
}

/** What a datagram carries; a message that is not understood throws RangeError. */
export function decodeDatagram(bytes: Uint8Array): Message[] {
  if (bytes[0] !== COMPOUND) return [decodeMessage(bytes)];
  const count = bytes[1] ?? 0;
  const messages: Message[] = [];
  let at = 2 + 2 * count;
  for (let i = 0; i < count; i++) {
    const length = getU16(bytes, 2 + 2 * i);
    if (at + length > bytes.length) break; // truncated: what is whole is used
    messages.push(decodeMessage(bytes.subarray(at, at + length)));
    at += length;
  }
  return messages;
}

const number = (fields: PackedMap, name: string): number => Number(fields.get(name) ?? 0);

function text(fields: PackedMap, name: string): string {
  const value = fields.get(name);
  return value instanceof Uint8Array ? asciiText(value) : '';
}

function endpoint(fields: PackedMap, address: string, port: string): Endpoint {
  const bytes = fields.get(address);
  return { address: bytes instanceof Uint8Array ? getU32(bytes, 0) : 0, port: number(fields, port) };
}

function decodeMessage(bytes: Uint8Array): Message {
  const type = bytes[0];
  if (type === USER) return { kind: 'user', payload: bytes.subarray(1) };
  const fields = new MsgpackReader(bytes, 1).map();
  const seqNo = number(fields, 'SeqNo');
  const incarnation = number(fields, 'Incarnation');
  const node = text(fields, 'Node');
  switch (type) {
    case PING:
    case INDIRECT_PING: {
      const sourceNode = text(fields, 'SourceNode');
      const source = endpoint(fields, 'SourceAddr', 'SourcePort');
      if (type === PING) return { kind: 'ping', seqNo, node, sourceNode, source };
      const target = endpoint(fields, 'Target', 'Port');
      return { kind: 'indirectPing', seqNo, node, target, nack: fields.get('Nack') === true, sourceNode, source };
    }
    case ACK:
      return { kind: 'ack', seqNo };
    case NACK:
      return { kind: 'nack', seqNo };
    case SUSPECT:
      return { kind: 'suspect', incarnation, node, from: text(fields, 'From') };
    case ALIVE:
      return { kind: 'alive', incarnation, node, at: endpoint(fields, 'Addr', 'Port') };
    case DEAD:
      return { kind: 'dead', incarnation, node, from: text(fields, 'From') };
    default:
      throw new RangeError(`message of type ${type}`);
  }
}

/** What a connection carries, before compression and encryption. */
export function encodeStream(message: StreamMessage): Uint8Array {
  const out = new BytesWriter();
  if (message.kind === 'pushPull') writePushPull(out, message);
  else if (message.kind === 'user') {
    write(out, USER, [['UserMsgLen', message.payload.length]]);
    out.bytes(message.payload);
  } else writeMessage(out, message);
  return out.done();
}

function writePushPull(out: BytesWriter, { join, members, userState }: PushPull): void {
  write(out, PUSH_PULL, [
    ['Join', join],
    ['Nodes', members.length],
    ['UserStateLen', userState.length],
  ]);
  for (const { name, at, incarnation, state } of members) {
    packMap(out, [
      ['Addr', addressBytes(at.address)],
      ['Incarnation', incarnation],
      ['Meta', NO_BYTES],
      ['Name', name],
      ['Port', at.port],
      ['State', state],
      ['Vsn', VERSIONS],
    ]);
  }
  out.bytes(userState);
}

/** Throws RangeError on what is not understood. */
export function decodeStream(bytes: Uint8Array): StreamMessage {
  const reader = new MsgpackReader(bytes, 1);
  if (bytes[0] === PUSH_PULL) {
    const header = reader.map();
    const members = Array.from({ length: number(header, 'Nodes') }, () => memberRecord(reader.map()));
    const userState = bytes.subarray(reader.at, reader.at + number(header, 'UserStateLen'));
    return { kind: 'pushPull', join: header.get('Join') === true, members, userState };
  }
  if (bytes[0] === USER) {
    const length = number(reader.map(), 'UserMsgLen');
    return { kind: 'user', payload: bytes.subarray(reader.at, reader.at + length) };
  }
  const message = decodeMessage(bytes);
  if (message.kind !== 'ping' && message.kind !== 'ack') throw new RangeError(`${message.kind} over a connection`);
  return message;
}

function memberRecord(fields: PackedMap): MemberRecord {
  const state = number(fields, 'State');
  if (state > 3) throw new RangeError(`state ${state}`);
  return {
    name: text(fields, 'Name'),
    at: endpoint(fields, 'Addr', 'Port'),
    incarnation: number(fields, 'Incarnation'),
    state: state as MemberState,
  };
}
