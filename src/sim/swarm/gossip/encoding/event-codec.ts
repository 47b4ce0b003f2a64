// networkdb's messages as bytes.
// Source: moby v28.5.2 libnetwork/networkdb/networkdb.proto (tags and enumerations), message.go.
// Not modelled: nothing known.
import type { BulkSync, GossipEvent, NetworkEvent, NetworkState, TableEvent } from '../networkdb/event.ts';
import { asciiText } from './bytes-writer.ts';
import { bytesSize, elementSize, numberSize, ProtobufReader, ProtobufWriter } from './protobuf.ts';

// networkdb.proto MessageType
const NETWORK_EVENT = 1;
const TABLE_EVENT = 2;
const PUSH_PULL = 3;
const BULK_SYNC = 4;
const COMPOUND = 5;
const NODE_EVENT = 6;

const comings = ['join', 'leave'] as const;
const changes = ['create', 'update', 'delete'] as const;

function typed(type: number, data: Uint8Array): Uint8Array {
  return new ProtobufWriter().number(1, type).bytes(2, data).done();
}

export function encodeEvent(event: GossipEvent): Uint8Array {
  switch (event.kind) {
    case 'node':
      return typed(NODE_EVENT, eventHead(comings.indexOf(event.type), event).done());
    case 'network':
      return typed(NETWORK_EVENT, eventHead(comings.indexOf(event.type), event).text(4, event.network).done());
    case 'table':
      return writeTable(new ProtobufWriter(typedSize(TABLE_EVENT, tableSize(event))), event).done();
    case 'bulkSync':
      return bulkSync(event);
    case 'compound':
      return compound(event.payloads);
  }
}

function eventHead(type: number, event: { readonly time: number; readonly node: string }): ProtobufWriter {
  return new ProtobufWriter()
    .number(1, type + 1)
    .number(2, event.time)
    .text(3, event.node);
}

// Tables are long: their events are written in one go, sizes first.

function tableSize({ type, time, node, network, table, key, value, reapSeconds }: TableEvent): number {
  const texts = [node, network, table, key].reduce((sum, text) => sum + bytesSize(text.length), 0);
  const numbers = numberSize(changes.indexOf(type) + 1) + numberSize(time) + numberSize(reapSeconds);
  return texts + numbers + bytesSize(value.length);
}

/** Of a message with its type before it. */
const typedSize = (type: number, length: number): number => numberSize(type) + bytesSize(length);

function writeTable(out: ProtobufWriter, event: TableEvent, size = tableSize(event)): ProtobufWriter {
  return out
    .number(1, TABLE_EVENT)
    .open(2, size)
    .number(1, changes.indexOf(event.type) + 1)
    .number(2, event.time)
    .text(3, event.node)
    .text(4, event.network)
    .text(5, event.table)
    .text(6, event.key)
    .bytes(7, event.value)
    .number(8, event.reapSeconds);
}

function bulkSync({ time, unsolicited, node, networks, events }: BulkSync): Uint8Array {
  const sizes = events.map(tableSize);
  const inner = sizes.reduce((sum, size) => sum + elementSize(elementSize(typedSize(TABLE_EVENT, size))), 0);
  const payload = typedSize(COMPOUND, inner);
  const names = networks.reduce((sum, network) => sum + bytesSize(network.length), 0);
  const head = numberSize(time) + (unsolicited ? 2 : 0) + bytesSize(node.length) + names;
  const body = head + bytesSize(payload);
  const out = new ProtobufWriter(typedSize(BULK_SYNC, body));
  out.number(1, BULK_SYNC).open(2, body).number(1, time).flag(2, unsolicited).text(3, node);
  for (const network of networks) out.text(4, network);
  out.open(5, payload).number(1, COMPOUND);
  if (inner > 0) out.open(2, inner);
  for (const [i, event] of events.entries()) {
    const size = sizes[i] as number;
    const typed = typedSize(TABLE_EVENT, size);
    out.open(1, elementSize(typed)).open(1, typed);
    writeTable(out, event, size);
  }
  return out.done();
}

function compound(payloads: readonly Uint8Array[]): Uint8Array {
  const out = new ProtobufWriter();
  for (const payload of payloads) out.element(1, new ProtobufWriter().bytes(1, payload).done());
  return typed(COMPOUND, out.done());
}

/** Throws RangeError on what is not understood. */
export function decodeEvent(bytes: Uint8Array): GossipEvent {
  const message = new ProtobufReader(bytes);
  const fields = new ProtobufReader(message.bytes(2));
  const head = { time: fields.number(2), node: fields.text(3) };
  switch (message.number(1)) {
    case NODE_EVENT:
      return { kind: 'node', type: named(comings, fields.number(1)), ...head };
    case NETWORK_EVENT:
      return { kind: 'network', type: named(comings, fields.number(1)), ...head, network: fields.text(4) };
    case TABLE_EVENT:
      return {
        kind: 'table',
        type: named(changes, fields.number(1)),
        ...head,
        network: fields.text(4),
        table: fields.text(5),
        key: fields.text(6),
        value: fields.bytes(7),
        reapSeconds: fields.number(8),
      };
    case BULK_SYNC:
      return {
        kind: 'bulkSync',
        time: fields.number(1),
        unsolicited: fields.number(2) === 1,
        node: fields.text(3),
        networks: fields.all(4).map(asciiText),
        events: tableEvents(fields.bytes(5)),
      };
    case COMPOUND:
      return { kind: 'compound', payloads: parts(fields) };
    default:
      throw new RangeError(`message of type ${message.number(1)}`);
  }
}

function named<T>(names: readonly T[], type: number): T {
  const name = names[type - 1];
  if (name === undefined) throw new RangeError(`event of type ${type}`);
  return name;
}

const parts = (fields: ProtobufReader): Uint8Array[] => fields.all(1).map((part) => new ProtobufReader(part).bytes(1));

function tableEvents(payload: Uint8Array): TableEvent[] {
  if (payload.length === 0) return [];
  const inner = decodeEvent(payload);
  if (inner.kind !== 'compound') return [];
  return inner.payloads.map(decodeEvent).filter((event) => event.kind === 'table');
}

export function encodeNetworkState(state: NetworkState): Uint8Array {
  const out = new ProtobufWriter().number(1, state.time);
  for (const { network, time, node, type } of state.networks) {
    out.element(
      2,
      new ProtobufWriter()
        .text(1, network)
        .number(2, time)
        .text(3, node)
        .flag(4, type === 'leave')
        .done(),
    );
  }
  return typed(PUSH_PULL, out.text(3, state.node).done());
}

export function decodeNetworkState(bytes: Uint8Array): NetworkState {
  const fields = new ProtobufReader(new ProtobufReader(bytes).bytes(2));
  const networks = fields.all(2).map((part): NetworkEvent => {
    const entry = new ProtobufReader(part);
    const type = entry.number(4) === 1 ? 'leave' : 'join';
    return { kind: 'network', type, time: entry.number(2), node: entry.text(3), network: entry.text(1) };
  });
  return { time: fields.number(1), node: fields.text(3), networks };
}
