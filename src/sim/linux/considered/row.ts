// Where what decided stands now: which table of the kernel, and how its line there begins.
// Source: ours; lines as ip, bridge, iptables -L, conntrack and ipvsadm print them.
// Not for: what has no table: sockets that are not there, devices, protocols.
import { formatIp4 } from '../../base/ip4.ts';
import { formatMac } from '../../base/mac.ts';
import { EthernetFrame } from '../../wire/ethernet.ts';
import { IPPROTO_ICMP } from '../../wire/ipv4.ts';
import { Connection } from '../conntrack/connection.ts';
import { Device } from '../device.ts';
import { BridgeDevice } from '../devices/bridge.ts';
import { FibEntry } from '../fib.ts';
import { IpvsConnection } from '../ipvs/connection.ts';
import { Neighbour } from '../neigh.ts';
import { Chain } from '../netfilter/chain.ts';
import { Rule } from '../netfilter/rule.ts';
import { Tables } from '../netfilter/tables.ts';
import type { NfTable } from '../netfilter.ts';
import type { Stack } from '../stack.ts';
import type { Moment } from './moment.ts';
import { routeText } from './routes.ts';

export interface TableRow {
  readonly table: 'routes' | 'neighbours' | 'fdb' | 'connections' | 'services' | NfTable;
  /** What its line begins with, or holds; of a rule: its number. */
  readonly line: string;
  /** Of a rule: the heading of its chain, below which the line is. */
  readonly under?: string;
}

/** Undefined where there is none, or where it is gone. */
export function rowAt({ decision, device, traced, detail, peer }: Moment): TableRow | undefined {
  if (!(device instanceof Device)) return undefined;
  if (decision instanceof FibEntry) return { table: 'routes', line: routeText(decision) };
  if (decision instanceof Neighbour)
    return { table: 'neighbours', line: `${formatIp4(decision.ip)} dev ${decision.device.name}` };
  if (decision instanceof Rule) return ruleRow(device.ns, decision);
  if (decision instanceof Chain) return { table: nfTable(decision.table), line: `Chain ${decision.name} ` };
  if (decision instanceof BridgeDevice && traced instanceof EthernetFrame) {
    const { kind, facts } = decision.cause(detail, traced, peer);
    const isThere = kind === 'fdb' && facts.some(({ label, value }) => label === 'entry' && value !== 'none');
    return isThere ? { table: 'fdb', line: formatMac(traced.destination) } : undefined;
  }
  if (decision instanceof IpvsConnection) return { table: 'services', line: decision.destination.text };
  if (decision instanceof Connection) return { table: 'connections', line: connectionText(decision) };
  return undefined;
}

const nfTable = (name: string): NfTable => (name === 'raw' || name === 'mangle' || name === 'nat' ? name : 'filter');

/** As `conntrack -L` prints its first direction. */
function connectionText({ original }: Connection): string {
  const ends = `src=${formatIp4(original.source)} dst=${formatIp4(original.destination)}`;
  // ICMP's type and code stand where others have the port (nf_conntrack_proto_icmp.c).
  if (original.protocol === IPPROTO_ICMP)
    return `${ends} type=${original.destinationId >> 8} code=${original.destinationId & 0xff} id=${original.sourceId}`;
  return `${ends} sport=${original.sourceId} dport=${original.destinationId}`;
}

function ruleRow({ netfilter }: Stack, rule: Rule): TableRow | undefined {
  const table = nfTable(rule.table);
  const chains = netfilter?.tables instanceof Tables ? netfilter.tables.chains(table) : [];
  const number = (chains.find(({ name }) => name === rule.chain)?.rules.indexOf(rule) ?? -1) + 1;
  return number === 0 ? undefined : { table, line: `${number} `, under: `Chain ${rule.chain} ` };
}
