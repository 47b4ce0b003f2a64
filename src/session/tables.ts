// The tables of a namespace as the real tools print them now, for inspectors.
import type { TableRow } from '../sim/linux/considered/row.ts';
import type { NetNamespace } from '../sim/linux/namespace.ts';
import type { NfTable } from '../sim/linux/netfilter.ts';
import { flowLine } from '../sim/programs/net/conntrack/flow-text.ts';
import { renderAddress } from '../sim/programs/net/ip/address-text.ts';
import { renderNeighbours } from '../sim/programs/net/ip/neigh.ts';
import { plainOptions } from '../sim/programs/net/ip/options.ts';
import { renderRoutes } from '../sim/programs/net/ip/route-text.ts';
import { runIptables } from '../sim/programs/net/iptables/iptables.ts';
import { listServices } from '../sim/programs/net/ipvsadm/listing.ts';
import { renderSockets } from '../sim/programs/net/ss/ss.ts';
import type { Inspection } from './protocol.ts';

type Section = Inspection['sections'][number];

/** The title of the section that shows each table. */
export const tableTitles: Readonly<Record<TableRow['table'], string>> = {
  routes: 'Routes',
  neighbours: 'Neighbours',
  fdb: 'Forwarding database',
  connections: 'Connections',
  services: 'Virtual services',
  raw: 'Rules of table raw',
  mangle: 'Rules of table mangle',
  nat: 'Rules of table nat',
  filter: 'Rules of table filter',
};

/** As packets meet them. */
const inOrder: readonly NfTable[] = ['raw', 'mangle', 'nat', 'filter'];

const numeric = { numeric: true, sorted: true, exact: false, show: 'entries' } as const;

/** `prefix` brings a command into the namespace. */
export function addressTables({ net }: NetNamespace, prefix: string): readonly Section[] {
  return [
    { title: 'Addresses', command: `${prefix}ip addr`, text: renderAddress(net, plainOptions) },
    { title: tableTitles.routes, command: `${prefix}ip route`, text: renderRoutes(net, plainOptions) },
    { title: tableTitles.neighbours, command: `${prefix}ip neigh`, text: renderNeighbours(net, plainOptions) },
  ];
}

/** What the packet filter holds, which connections it knows and which virtual services there are; only tables that exist. */
export function filterTables({ net }: NetNamespace, prefix: string): readonly Section[] {
  const { netfilter, ipvs } = net;
  const existing = netfilter.existing();
  const rules = inOrder
    .filter((table) => existing.includes(table))
    .map((table): Section => {
      const words = ['iptables', '-t', table, '-L', '-n', '-v', '--line-numbers'];
      const text = runIptables(netfilter, words).stdout ?? '';
      return { title: tableTitles[table], command: `${prefix}${words.join(' ')}`, text };
    });
  const flows = net.conntrack.list().map((flow) => `${flowLine(flow, false)}\n`);
  const connections: Section = {
    title: tableTitles.connections,
    command: `${prefix}conntrack -L`,
    text: flows.join(''),
  };
  const services: Section = {
    title: tableTitles.services,
    command: `${prefix}ipvsadm -Ln`,
    text: ipvs.services().length === 0 ? '' : listServices(ipvs, numeric),
  };
  return [...rules, ...(existing.length > 0 ? [connections] : []), ...(services.text === '' ? [] : [services])];
}

/** Every socket of the namespace. */
export function socketTable({ sockets }: NetNamespace, prefix: string): Section {
  const format = { netids: true, stateless: false, numeric: true, processes: true, headless: false };
  const all = sockets.list();
  const ordered = [...all.filter((one) => one.protocol === 'udp'), ...all.filter((one) => one.protocol === 'tcp')];
  return { title: 'Sockets', command: `${prefix}ss -tuanp`, text: renderSockets(ordered, format) };
}
