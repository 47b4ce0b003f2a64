// From a decision to the thing whose table holds it, and to the thing that it is there for.
import type { TableRow } from '../sim/linux/considered/row.ts';
import type { TraceDevice } from '../sim/trace/decision.ts';
import type { TraceRecord } from '../sim/trace/record.ts';
import type { World } from '../sim/world.ts';
import type { InspectTarget, TableLink } from './protocol.ts';
import { tableTitles } from './tables.ts';
import { netnsFiles } from './view.ts';

/** Undefined where what decided stands in no table, or no more. */
export function tableLink(world: World, seq: number): TableLink | undefined {
  const row = world.row(seq);
  const device = world.trace.ends(seq)?.device;
  const target = row && device && holderOf(world, device, row);
  if (row === undefined || target === undefined) return undefined;
  const { under, table } = row;
  // What is asked of one device alone does not name it.
  const line = target.kind === 'device' ? row.line.replace(/ dev \S+/, '') : row.line;
  return { target, section: tableTitles[table], line, ...(under === undefined ? {} : { under }) };
}

/** Whose inspector shows the table: a bridge's own, or that of the place where the device is. */
function holderOf(world: World, device: TraceDevice, { table }: TableRow): InspectTarget | undefined {
  if (table === 'fdb') return { kind: 'device', uid: device.uid };
  for (const [host, station] of world.stations) {
    const ns = station.kernel.namespaces().find((one) => one === device.place);
    if (ns === undefined) continue;
    if (ns === station.kernel.rootNs) return { kind: 'host', host };
    const containers = station.engine?.daemon.containers.all() ?? [];
    const owner = containers.find((one) => one.running?.enclosure.netns === ns);
    if (owner !== undefined) return { kind: 'container', host, id: owner.id };
    return netnsFiles(station).has(ns) ? { kind: 'netns', host, id: ns.inode } : undefined;
  }
  return table === 'routes' || table === 'neighbours' ? { kind: 'device', uid: device.uid } : undefined;
}

/** The container or network that a creator's words name: `container web -p 8080:80`, `docker network n1`. */
export function makerOf(world: World, { host, cause }: TraceRecord): InspectTarget | undefined {
  const daemon = world.stations.get(host)?.engine?.daemon;
  const creator = cause?.creator;
  if (daemon === undefined || creator === undefined) return undefined;
  const container = /(?:^|\()container (\S+?)[,)]?(?: |$)/.exec(creator)?.[1];
  const owner = container && daemon.containers.all().find(({ name }) => container === name);
  if (owner) return { kind: 'container', host, id: owner.id };
  const network = /^docker network (\S+)/.exec(creator)?.[1];
  const made = network && daemon.networks.networks().find(({ name }) => name === network);
  return made ? { kind: 'network', host, id: made.id } : undefined;
}
