// What else could have decided over a packet: one line for each sort of decision.
// Source: ours; each sort goes by the kernel code that its own file names.
// Not for: what did decide; decisions say that themselves.
import type { Alternatives } from '../../trace/record.ts';
import { Connection } from '../conntrack/connection.ts';
import { Device } from '../device.ts';
import { BridgeDevice } from '../devices/bridge.ts';
import { FibEntry } from '../fib.ts';
import { IpvsConnection } from '../ipvs/connection.ts';
import { Neighbour } from '../neigh.ts';
import { Chain } from '../netfilter/chain.ts';
import { Rule } from '../netfilter/rule.ts';
import { ipOf, type Moment } from './moment.ts';
import { consideredNeighbours } from './neighbours.ts';
import { consideredBackends, consideredConnection, consideredSockets } from './others.ts';
import { consideredPorts } from './ports.ts';
import { consideredRoutes } from './routes.ts';
import { consideredRules } from './rules.ts';

/** Undefined where nothing else could have been. */
export function alternativesAt(moment: Moment): Alternatives | undefined {
  const { decision, device, reason, traced } = moment;
  // Who chose, chose where to send to.
  const told = moment.kind === 'send' ? (decision.considered?.() ?? []) : [];
  if (told.length > 0) return { considered: told, omitted: 0, as: 'then' };
  if (decision.alternatives !== undefined) return decision.alternatives(moment);
  if (!(device instanceof Device)) return undefined;
  const { ns } = device;
  const destination = ipOf(traced)?.destination;
  if (decision instanceof FibEntry) {
    return destination === undefined ? undefined : consideredRoutes(ns, moment, destination, decision);
  }
  if (reason === 'NO_ROUTE' && destination !== undefined) return consideredRoutes(ns, moment, destination, undefined);
  if (decision instanceof Rule || decision instanceof Chain) return consideredRules(ns, device, moment, decision);
  if (decision instanceof BridgeDevice) return consideredPorts(decision, moment);
  if (decision instanceof Neighbour) return consideredNeighbours(decision);
  if (decision instanceof IpvsConnection) return consideredBackends(decision);
  if (decision instanceof Connection && moment.kind === 'netfilter')
    return consideredConnection(decision, decision.describe());
  return reason === 'NO_SOCKET' ? consideredSockets(ns, moment) : undefined;
}
