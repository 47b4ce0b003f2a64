// What IPVS says of packets that end with it.
// Source: net/netfilter/ipvs/ip_vs_core.c (ip_vs_leave, ip_vs_in_hook), ip_vs_xmit.c.
// Not for: what goes through; that is told by the connection (connection.ts).
import { formatIp4 } from '../../base/ip4.ts';
import type { DropDecision } from '../../trace/decision.ts';
import { creatorOf } from '../origin.ts';
import type { IpvsConnection } from './connection.ts';
import type { VirtualService } from './service.ts';

/** No destination of the service takes new connections: the client is told "port unreachable". */
export function refused(service: VirtualService): DropDecision {
  const { text, kind, origin, destinations } = service;
  const facts = [
    { label: 'virtual service', value: text },
    { label: 'scheduler', value: kind.name },
    { label: 'destinations', value: destinations.map((d) => `${d.text} weight ${d.spec.weight}`).join(', ') || 'none' },
  ];
  return {
    describe: () =>
      `ipvs: ${text} has ${facts[2]?.value === 'none' ? 'no destination' : 'only destinations that take no new connections'}`,
    cause: () => ({ kind: 'connection', facts, creator: creatorOf(origin) }),
    remedy: () =>
      'Add a destination, or give one a weight: ipvsadm -a … -r ADDRESS -m -w 1; in a swarm: docker service ps',
  };
}

/** The destination of a known connection was removed. */
export function unavailable(connection: IpvsConnection): DropDecision {
  return {
    describe: () => `${connection.describe()}, which is no longer there`,
    cause: () => connection.cause(),
    remedy: () => 'Let such connections end: sysctl -w net.ipv4.vs.expire_nodest_conn=1',
  };
}

export function noRouteTo(connection: IpvsConnection): DropDecision {
  const to = formatIp4(connection.destination.spec.address);
  return {
    describe: () => `${connection.describe()}, and no route leads there`,
    cause: () => connection.cause(),
    remedy: () => `ip route add ${to} via GATEWAY`,
  };
}
