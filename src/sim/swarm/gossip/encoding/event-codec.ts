// networkdb's messages as bytes.
// Source: moby v28.5.2 libnetwork/networkdb/networkdb.proto (tags and enumerations), message.go.
// Not modelled: nothing known.
import type { GossipEvent, NetworkEvent, NetworkState, TableEvent } from '../networkdb/event.ts';
import { asciiText } from './bytes-writer.ts';
import { ProtobufReader, ProtobufWriter } from './protobuf.ts';

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
      return typed(TABLE_EVENT, tableEvent(event));
    case 'bulkSync': {
      const out = new ProtobufWriter().number(1, event.time).flag(2, event.unsolicited).text(3, event.node);
      for (const network of event.networks) out.text(4, network);
      return typed(BULK_SYNC, out.bytes(5, compound(event.events.map(encodeEvent))).done());
    }
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

function tableEvent(event: TableEvent): Uint8Array {
  return eventHead(changes.indexOf(event.type), event)
    .text(4, event.network)
    .text(5, event.table)
    .text(6, event.key)
    .bytes(7, event.value)
    .number(8, event.reapSeconds)
    .done();
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
