// Which of several servers gets the next request.
// Source: nginx src/http/ngx_http_upstream_round_robin.c (smooth weighted round robin), ngx_http_upstream_least_conn_module.c,
// ngx_http_upstream_ip_hash_module.c; HAProxy src/lb_map.c, src/backend.c (source).
// Not modelled: slow starts, random choice, consistent hashing.
import type { Ip4 } from '../../../base/ip4.ts';

/** A server as balancing sees it. */
export interface Weighted {
  readonly weight: number;
  /** What it counts for now: less than its weight after failures. */
  effective: number;
  /** Its credit among the others. */
  current: number;
  /** Requests that it is at. */
  active: number;
}

/** Each gets its share, and the shares of the heavy ones are spread among those of the light. */
export function smoothRoundRobin<T extends Weighted>(servers: readonly T[]): T | undefined {
  let total = 0;
  let best: T | undefined;
  for (const server of servers) {
    server.current += server.effective;
    total += server.effective;
    if (server.effective < server.weight) server.effective++;
    if (best === undefined || server.current > best.current) best = server;
  }
  if (best !== undefined) best.current -= total;
  return best;
}

/** The least busy by weight; those who tie take turns. */
export function leastConnections<T extends Weighted>(servers: readonly T[]): T | undefined {
  const load = ({ active, weight }: T): number => active / Math.max(1, weight);
  const least = Math.min(...servers.map(load));
  return smoothRoundRobin(servers.filter((server) => load(server) === least));
}

/** The server in whose share of the weights a hash falls. */
export function byHash<T extends Weighted>(servers: readonly T[], hash: number): T | undefined {
  const total = servers.reduce((sum, { weight }) => sum + weight, 0);
  let left = total === 0 ? 0 : hash % total;
  return servers.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
}

const IP_HASH_SEED = 89;
const IP_HASH_FACTOR = 113;
const IP_HASH_MODULUS = 6271;

/** nginx's ip_hash: the first three octets count. */
export function nginxAddressHash(address: Ip4, seed = IP_HASH_SEED): number {
  return [24, 16, 8].reduce(
    (hash, shift) => (hash * IP_HASH_FACTOR + ((address >>> shift) & 0xff)) % IP_HASH_MODULUS,
    seed,
  );
}
