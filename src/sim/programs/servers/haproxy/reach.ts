// Where a backend's server is, why it was chosen, and how long one waits for it.
// Source: HAProxy 3.2 src/backend.c, doc/configuration.txt "timeout", "retries".
// Not modelled: addresses that change while it runs.
import { SECOND, type SimTime } from '../../../des/scheduler.ts';
import type { Decision } from '../../../trace/decision.ts';
import { choice } from '../proxy/choice.ts';
import type { Upstream } from '../proxy/forward.ts';
import type { Backend } from './configuration.ts';
import { endpointOf, type Picked } from './pool.ts';

/** Before the same server is tried again: at most a second. */
export const TURN_AROUND = SECOND;
/** Where a configuration sets no timeout there is none. */
const FOREVER = 365 * 86_400 * SECOND;

/** A timeout of a proxy. */
export function timeoutOf(proxy: { readonly timeouts: ReadonlyMap<string, SimTime> }, name: string): SimTime {
  return proxy.timeouts.get(name) ?? FOREVER;
}

/** A server as a place to connect to, with the reasons for those who look on. */
export function upstreamOf(
  backend: Backend,
  { server, why, considered }: Picked,
  facts: Readonly<Record<string, string>>,
): Upstream {
  const words = `haproxy backend ${backend.name}: server ${server.name}, ${why}`;
  const data = { ...facts, backend: backend.name, server: `${server.name} ${endpointOf(server)}`, 'chosen by': why };
  const because: Decision = choice('haproxy', words, data, considered);
  return { address: server.address, port: server.port, because };
}
