// What an inspector shows of gossip: what each host believes of the others, and what it has heard. No tool prints this.
import { ENDPOINT_TABLE, PEER_TABLE } from '../sim/engine/libnetwork/agent/records.ts';
import type { Station } from '../sim/topology.ts';
import type { World } from '../sim/world.ts';
import { columns } from './columns.ts';
import type { Inspection } from './protocol.ts';

type Section = Inspection['sections'][number];
type Database = NonNullable<ReturnType<typeof databaseOf>>;

const tables = [PEER_TABLE, ENDPOINT_TABLE];

/** How many changes of tables are shown with how they have spread. */
const CHANGES = 12;
const SECOND = 1_000_000;

const databaseOf = ({ engine, power }: Station) =>
  power.state === 'on' ? engine?.daemon.clusterNetworks.agent?.db : undefined;

/** The hosts that gossip, of one swarm or of all. */
function gossipers(world: World, cluster?: string): readonly { readonly host: string; readonly db: Database }[] {
  return [...world.stations].flatMap(([host, station]) => {
    const db = databaseOf(station);
    const isMember = cluster === undefined || clusterOf(station) === cluster;
    return db === undefined || !isMember ? [] : [{ host, db }];
  });
}

/** The swarm that a host's certificate is of. */
const clusterOf = ({ engine }: Station): string | undefined => engine?.daemon.swarm.node?.state.certificate.cluster;

const seconds = (time: number): string => `${(time / SECOND).toFixed(3)} s`;

/** The nodes of the cluster as this host knows them. */
export function gossipSections(station: Station): readonly Section[] {
  const db = databaseOf(station);
  if (db === undefined) return [];
  const rows = db
    .clusterNodes()
    .map(({ name, ip, state }) => [name, ip, name === db.nodeId ? `${state}, this node` : state]);
  return [{ title: 'Gossip: members', command: '', text: `${columns([['NODE', 'ADDRESS', 'STATE'], ...rows])}\n` }];
}

/** What every member believes of every other, and since when: alive, suspect, dead, or gone by its own word. */
export function beliefSection(world: World, cluster: string): readonly Section[] {
  const all = gossipers(world, cluster);
  if (all.length === 0) return [];
  const rows = all.map(({ host, db }) => {
    const believed = new Map(db.members().map((one) => [one.name, one]));
    const cells = all.map((other) => {
      const found = believed.get(other.db.nodeId);
      if (found === undefined) return 'unknown';
      return other.host === host ? 'itself' : `${found.state} since ${seconds(found.since)}`;
    });
    return [host, ...cells];
  });
  const title = ['BELIEVES OF', ...all.map(({ host }) => host)];
  return [{ title: 'Gossip: who believes what of whom', command: '', text: `${columns([title, ...rows])}\n` }];
}

/** The last changes of a network's tables, and when each member heard of them, counted from the change. */
export function gossipSpread(world: World, network: string): readonly Section[] {
  const all = gossipers(world).map(({ host, db }) => ({ host, db, entries: db.entriesOf(network) }));
  const owners = new Map(all.map(({ host, db }) => [db.nodeId, host]));
  const changes = all
    .flatMap(({ db, entries }) => entries.filter(({ node }) => node === db.nodeId))
    .sort((a, b) => b.heardAt - a.heardAt)
    .slice(0, CHANGES);
  if (changes.length === 0) return [];
  const rows = changes.map((change) => {
    const { table, key, time, heardAt, node, deleting } = change;
    const cells = all.map(({ db, entries }) => {
      if (db.nodeId === node) return 'its own';
      const found = entries.find((one) => one.table === table && one.key === key);
      if (found === undefined || found.time < time) return found === undefined ? 'not yet' : 'older';
      const how = found.heardBy === 'bulk sync' ? ' (bulk)' : '';
      return `+${seconds(found.heardAt - heardAt)}${how}`;
    });
    const what = `${deleting ? 'gone' : 'there'} ${key.slice(0, 12)}`;
    return [seconds(heardAt), owners.get(node) ?? node, table.replace(/_table$/, ''), what, ...cells];
  });
  const title = ['CHANGED AT', 'BY', 'TABLE', 'ENTRY', ...all.map(({ host }) => host)];
  return [{ title: 'Gossip: who knows what, and since when', command: '', text: `${columns([title, ...rows])}\n` }];
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
