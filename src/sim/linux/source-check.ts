// Whether a packet may come from where it says, through the device that it came in by.
// Source: net/ipv4/fib_frontend.c (fib_validate_source, __fib_validate_source), route.c (ip_route_input_slow); RFC 3704.
// Not modelled: devices without any address, marks (src_valid_mark), routes to multicast sources.
import { ANY, isLoopback } from '../base/ip4.ts';
import type { DropDecision } from '../trace/decision.ts';
import type { DropReason } from '../trace/record.ts';
import type { Ipv4Packet } from '../wire/ipv4.ts';
import { martian, reversePath } from './endings.ts';
import type { NetDevice, Stack } from './stack.ts';

const STRICT = 1; // rp_filter, Documentation/networking/ip-sysctl.rst

export interface Refused {
  readonly reason: DropReason;
  readonly by: DropDecision;
}

/** Undefined when the packet may go on. */
export function refusedSource(ns: Stack, device: NetDevice, packet: Ipv4Packet): Refused | undefined {
  const { conf } = device;
  const { source, destination } = packet;
  if (!conf.routeLocalnet && (isLoopback(source) || isLoopback(destination)))
    return { reason: 'MARTIAN_SOURCE', by: martian(ns, device, packet, true) };
  if (source === ANY) return undefined;
  const back = ns.fib.lookup(source);
  if (back !== undefined && back.type === 'local') {
    if (conf.acceptLocal || ns.fib.lookup(destination)?.type === 'broadcast') return undefined;
    return { reason: 'MARTIAN_SOURCE', by: martian(ns, device, packet, false) };
  }
  if (conf.rpFilter === 0) return undefined;
  const fits = conf.rpFilter === STRICT ? back?.device === device : back !== undefined;
  if (fits && back?.type === 'unicast') return undefined;
  return { reason: 'RP_FILTER', by: reversePath(ns, device, source, String(conf.rpFilter), back) };
}
