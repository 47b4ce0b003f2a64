// What holds in every world at every moment between two commands, whatever was typed.

import { formatAddress } from '../../src/sim/base/cidr.ts';
import { BridgeDevice } from '../../src/sim/linux/devices/bridge.ts';
import type { FlowTuple } from '../../src/sim/linux/netfilter.ts';
import { splitWords } from '../../src/sim/programs/net/iptables/words.ts';
import type { TraceRecord } from '../../src/sim/trace/record.ts';
import type { World } from '../../src/sim/world.ts';

/** Every violation found, in words; none when all is well. */
export function violations(world: World): string[] {
  return [...connections(world), ...addresses(world), ...forwardingEntries(world)];
}

/** No two connections of a namespace answer to the same tuple. */
function connections(world: World): string[] {
  const found: string[] = [];
  for (const { kernel } of world.stations.values()) {
    for (const ns of kernel.namespaces()) {
      const known = new Set<string>();
      for (const { protocol, original, reply } of ns.net.conntrack.list()) {
        for (const tuple of [original, reply]) {
          const key = `${protocol} ${tupleText(tuple)}`;
          if (known.has(key)) found.push(`conntrack: two connections answer to ${key}`);
          known.add(key);
        }
      }
    }
  }
  return found;
}

const tupleText = ({ source, destination, sourcePort, destinationPort, icmp }: FlowTuple): string =>
  `${source} ${destination} ${sourcePort} ${destinationPort} ${icmp ? `${icmp.type} ${icmp.code} ${icmp.id}` : ''}`;

/** IPAM gives no address twice, and never the gateway's. */
function addresses(world: World): string[] {
  const found: string[] = [];
  for (const { engine } of world.stations.values()) {
    for (const network of engine?.daemon.networks.networks() ?? []) {
      const given = new Set(network.poolsOf(4).flatMap(({ gateway }) => (gateway ? [formatAddress(gateway)] : [])));
      for (const { address, name } of network.endpoints.values()) {
        if (address === undefined) continue;
        const text = formatAddress(address);
        if (given.has(text)) found.push(`ipam: ${name} has ${text} of ${network.name}, which is taken`);
        given.add(text);
      }
    }
  }
  return found;
}

/** No forwarding entry leads to a port that has left. */
function forwardingEntries(world: World): string[] {
  const found: string[] = [];
  for (const { kernel } of world.stations.values()) {
    for (const ns of kernel.namespaces()) {
      for (const device of ns.devices()) {
        if (!(device instanceof BridgeDevice)) continue;
        for (const { port, mac } of device.fdb.list(world.now)) {
          if (port === undefined || (device.ports.includes(port) && !port.device.gone)) continue;
          found.push(`fdb: ${device.name} has ${mac.toString(16)} behind ${port.device.name}, which is no port of it`);
        }
      }
    }
  }
  return found;
}

/** What `iptables -S` prints of each rule is read back as that very rule. */
export function rulesReadBack(world: World): string[] {
  const found: string[] = [];
  for (const { kernel } of world.stations.values()) {
    for (const { label, net } of kernel.namespaces()) {
      for (const table of net.netfilter.existing()) {
        for (const { name, rules } of net.netfilter.chains(table)) {
          for (const { text } of rules) {
            const words = splitWords(text);
            const refused =
              words === undefined ? 'unbalanced quotes' : net.netfilter.check(table, name, words)?.message;
            if (refused !== undefined) found.push(`${label}: -t ${table} -A ${name} ${text}: ${refused}`);
          }
        }
      }
    }
  }
  return found;
}

/** Every drop says what ended the packet and what to do about it. */
const isExplained = ({ kind, why, hint, cause }: TraceRecord): boolean =>
  kind === 'hop' || (cause !== undefined && why !== '' && (kind !== 'drop' || hint !== undefined));

/** Where a packet larger than the MTU is cut: its pieces go on in its stead, in the same journey. */
const isPiece = ({ kind, info }: TraceRecord): boolean => kind === 'send' && info.includes('Fragmented');

/** What a packet's last record at a place may be: it ended there, or left for another place. */
const endings: ReadonlySet<TraceRecord['kind']> = new Set(['deliver', 'drop', 'hop']);

/**
 * Every frame that has arrived somewhere was then delivered, dropped with a reason, or sent on; and nothing that was decided
 * about a packet is the last that is heard of it. Asked when all is quiet.
 */
export function unaccounted(world: World): string[] {
  const { trace } = world;
  /** By packet and place: the last record there; an arrival counts as one. */
  const last = new Map<string, { readonly record: TraceRecord; readonly arrival: boolean }>();
  const cut = new Set<string>();
  const found: string[] = [];
  for (let seq = trace.first; seq < trace.next; seq++) {
    const record = trace.record(seq);
    const ends = trace.ends(seq);
    if (record === undefined || ends === undefined) continue;
    if (!isExplained(record)) found.push(`trace: record ${seq}, ${record.kind} of ${record.info}: nobody says why`);
    const key = ({ host, netns }: { host: string; netns: string }): string => `${record.packet} ${host} ${netns}`;
    last.set(key(record), { record, arrival: false });
    if (isPiece(record)) cut.add(`${record.journey} ${record.netns}`);
    const to = ends.peer?.place;
    if (record.kind === 'hop' && to) {
      last.set(key({ host: to.hostName, netns: to.label }), { record, arrival: true });
    }
  }
  for (const { record, arrival } of last.values()) {
    if (!arrival && endings.has(record.kind)) continue;
    if (!arrival && cut.has(`${record.journey} ${record.netns}`)) continue;
    const what = arrival ? 'arrived and was never heard of again' : `ends with "${record.kind}: ${record.why}"`;
    found.push(`trace: record ${record.seq}, ${record.info}, from ${record.netns} ${record.deviceName}: ${what}`);
  }
  return found;
}
