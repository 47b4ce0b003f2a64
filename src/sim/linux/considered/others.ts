// What else could have taken a connection or a datagram: destinations of a virtual service, sockets, rules that are not asked again.
// Source: net/netfilter/ipvs/ip_vs_core.c (ip_vs_schedule); nf_nat_core.c (nf_nat_inet_fn); net/ipv4/inet_hashtables.c.
// Not modelled: sockets of other protocols.
import { formatIp4 } from '../../base/ip4.ts';
import type { Alternatives, Considered } from '../../trace/record.ts';
import type { Connection } from '../conntrack/connection.ts';
import type { IpvsConnection } from '../ipvs/connection.ts';
import type { SocketInfo } from '../socket.ts';
import type { Stack } from '../stack.ts';
import { ipOf, listed, type Moment } from './moment.ts';

/** As they were when the connection's first packet came. */
export function consideredBackends({ candidates, service }: IpvsConnection): Alternatives {
  const considered = candidates.map(({ text, weight, active, inactive, takes }, at): Considered => {
    const load = `weight ${weight}, ${active} active and ${inactive} inactive connections`;
    if (at === 0) return { text: `${text} (${load})`, fate: 'taken', why: '' };
    const why = takes ? `${service.kind.name} chose another this time` : 'it takes no new connections';
    return { text: `${text} (${load})`, fate: takes ? 'spare' : 'unfit', why };
  });
  return { considered, omitted: 0, as: 'then' };
}

/** A known connection's packets are translated like its first one. */
export function consideredConnection({ translatedBy }: Connection, text: string): Alternatives {
  const known: Considered = { text, fate: 'taken', why: '' };
  if (translatedBy === undefined) return { considered: [known], omitted: 0, as: 'then' };
  const rule: Considered = {
    text: `-t ${translatedBy.table} -A ${translatedBy.chain} ${translatedBy.text}`,
    fate: 'spare',
    why: 'it decided about the first packet: rules of table nat are asked once for each connection',
  };
  return { considered: [known, rule], omitted: 0, as: 'then' };
}

/** Sockets that wait for others, as they are now. */
export function consideredSockets(ns: Stack, moment: Moment): Alternatives | undefined {
  const packet = ipOf(moment.traced);
  const body = packet?.body;
  if (packet === undefined || (body?.kind !== 'tcp' && body?.kind !== 'udp')) return undefined;
  const waits = ({ protocol, state }: SocketInfo): boolean =>
    protocol === body.kind && (protocol === 'udp' || state === 'LISTEN');
  // One program may wait for both families on one port.
  const considered = ns.sockets
    .list()
    .filter((socket) => socket.family === 'inet' || socket.local.address === 0)
    .filter(waits)
    .map(({ local, owner }): Considered => {
      const address = local.address === 0 ? '*' : formatIp4(local.address);
      const text = `${owner ?? 'a program'} on ${address}:${local.port}`;
      if (local.port !== body.destinationPort)
        return { text, fate: 'unfit', why: `the packet is for port ${body.destinationPort}` };
      const why =
        local.address !== 0 && local.address !== packet.destination
          ? `the packet is for ${formatIp4(packet.destination)}`
          : 'it listens now';
      return { text, fate: 'unfit', why };
    });
  const told = considered.filter(({ text }, at) => considered.findIndex((one) => one.text === text) === at);
  return listed(told, 'now');
}
