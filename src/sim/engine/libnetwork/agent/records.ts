// What the nodes of a swarm tell each other of endpoints: the values of two gossip tables.
// Source: moby v28.5.2 libnetwork/agent.proto (EndpointRecord, PortConfig), drivers/overlay/overlay.proto (PeerRecord).
// Not modelled: their encoding as protobuf messages.
import * as v from 'valibot';

/** libnetworkEPTable: who is called what, by endpoint id. */
export const ENDPOINT_TABLE = 'endpoint_table';
/** ovPeerTable: which host an overlay's endpoint is on, by endpoint id. */
export const PEER_TABLE = 'overlay_peer_table';

const text = v.string();

const endpointRecord = v.object({
  name: text,
  serviceName: text,
  /** Empty for a container that is no task. */
  serviceId: text,
  /** Empty without one. */
  virtualAddress: text,
  /** On the ingress network only. */
  ingressPorts: v.array(
    v.object({
      name: text,
      protocol: v.picklist(['tcp', 'udp', 'sctp']),
      targetPort: v.number(),
      publishedPort: v.number(),
    }),
  ),
  aliases: v.array(text),
  taskAliases: v.array(text),
  endpointAddress: text,
  disabled: v.boolean(),
});

const peerRecord = v.object({ endpointAddress: text, mac: text, tunnelAddress: text });

export type EndpointRecord = v.InferOutput<typeof endpointRecord>;
export type PeerRecord = v.InferOutput<typeof peerRecord>;

/** Undefined for what is no such record. */
export function readEndpointRecord(value: unknown): EndpointRecord | undefined {
  const read = v.safeParse(endpointRecord, value);
  return read.success ? read.output : undefined;
}

export function readPeerRecord(value: unknown): PeerRecord | undefined {
  const read = v.safeParse(peerRecord, value);
  return read.success ? read.output : undefined;
}
