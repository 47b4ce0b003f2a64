// What an inspector shows of gossip: who a host believes to be there, and what it has heard of a network. No tool prints this.
import { ENDPOINT_TABLE, PEER_TABLE } from '../sim/engine/libnetwork/agent/records.ts';
import type { Station } from '../sim/topology.ts';
import { columns } from './columns.ts';
import type { Inspection } from './protocol.ts';

type Section = Inspection['sections'][number];

const tables = [PEER_TABLE, ENDPOINT_TABLE];

const databaseOf = ({ engine }: Station) => engine?.daemon.clusterNetworks.agent?.db;

/** The nodes of the cluster as this host knows them. */
export function gossipSections(station: Station): readonly Section[] {
  const db = databaseOf(station);
  if (db === undefined) return [];
  const rows = db
    .clusterNodes()
    .map(({ name, ip, state }) => [name, ip, name === db.nodeId ? `${state}, this node` : state]);
  return [{ title: 'Gossip: members', command: '', text: `${columns([['NODE', 'ADDRESS', 'STATE'], ...rows])}\n` }];
}

/** What this host has heard of a network: from whom, and what. */
export function networkGossip(station: Station, network: string): readonly Section[] {
  const db = databaseOf(station);
  if (db === undefined) return [];
  const nodes = new Map(db.clusterNodes().map(({ name, ip }) => [name, ip]));
  return tables.flatMap((table) => {
    const rows = db
      .walk(table, network)
      .map(({ key, node, value }) => [key.slice(0, 12), nodes.get(node) ?? node, JSON.stringify(value)]);
    if (rows.length === 0) return [];
    return [{ title: `Gossip: ${table}`, command: '', text: `${columns([['KEY', 'FROM', 'VALUE'], ...rows])}\n` }];
  });
}
