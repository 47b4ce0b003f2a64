// The servers of a backend: which are up, and which one gets the next request.
// Source: HAProxy 3.2 src/backend.c, src/lb_fwrr.c, src/lb_map.c, src/check.c (health counts).
// Not modelled: slow starts, agents, queues, consistent hashing.
import { formatIp4, type Ip4 } from '../../../base/ip4.ts';
import type { SimTime } from '../../../des/scheduler.ts';
import { byHash, leastConnections, smoothRoundRobin, type Weighted } from '../proxy/balance.ts';
import type { Considered } from '../proxy/choice.ts';

export interface CheckSettings {
  readonly interval: SimTime;
  readonly fall: number;
  readonly rise: number;
  readonly port: number;
}

export interface PoolServer extends Weighted {
  readonly name: string;
  readonly address: Ip4;
  readonly port: number;
  readonly backup: boolean;
  /** Undefined for one that is not checked: it is always up. */
  readonly check: CheckSettings | undefined;
  /** Counts towards `rise + fall - 1`; up from `rise` on. */
  health: number;
}

export type Algorithm = 'roundrobin' | 'static-rr' | 'leastconn' | 'source' | 'first';
export const algorithms: readonly Algorithm[] = ['roundrobin', 'static-rr', 'leastconn', 'source', 'first'];

export const isUp = ({ check, health }: PoolServer): boolean => check === undefined || health >= check.rise;

export const endpointOf = ({ address, port }: PoolServer): string => `${formatIp4(address)}:${port}`;

export interface Picked {
  readonly server: PoolServer;
  readonly why: string;
  /** All servers of the backend as they were then. */
  readonly considered: readonly Considered[];
}

/** The server for a client, of those that are up; backups only when no other is. */
export function pickServer(
  servers: readonly PoolServer[],
  algorithm: Algorithm,
  client: Ip4,
  avoided?: PoolServer,
): Picked | undefined {
  const up = servers.filter((server) => isUp(server) && server.weight > 0);
  const active = up.filter(({ backup }) => !backup);
  const backup = up.find((server) => server.backup);
  const usable = active.length > 0 ? active : backup === undefined ? [] : [backup];
  const others = usable.filter((server) => server !== avoided);
  const among = others.length > 0 ? others : usable;
  const server = choose(among, algorithm, client);
  if (server === undefined) return undefined;
  const how = server.backup ? 'backup, as no other server is up' : algorithm;
  const considered = servers.map((one): Considered => {
    const text = `${one.name} ${endpointOf(one)} (weight ${one.weight}, at ${one.active} requests)`;
    if (one === server) return { text, fate: 'taken', why: '' };
    const unfit = whyUnfit(one);
    if (unfit !== undefined) return { text, fate: 'unfit', why: unfit };
    if (one === avoided) return { text, fate: 'unfit', why: 'this request has failed there' };
    const why = one.backup ? 'a backup is asked when no other server is up' : `balance ${algorithm} chose another`;
    return { text, fate: 'spare', why };
  });
  return { server, considered, why: `balance ${how}, ${up.length} of ${servers.length} servers up` };
}

function whyUnfit(server: PoolServer): string | undefined {
  if (!isUp(server)) return 'its health checks have failed';
  return server.weight === 0 ? 'its weight is 0: it takes no new requests' : undefined;
}

function choose(servers: readonly PoolServer[], algorithm: Algorithm, client: Ip4): PoolServer | undefined {
  switch (algorithm) {
    case 'roundrobin':
    case 'static-rr':
      return smoothRoundRobin(servers);
    case 'leastconn':
      return leastConnections(servers);
    case 'source':
      return byHash(servers, client);
    case 'first':
      return servers[0];
  }
}

/** What a check's outcome makes of a server; answers whether it went up or down by it. */
export function countCheck(server: PoolServer, passed: boolean): boolean {
  const { check } = server;
  if (check === undefined) return false;
  const before = isUp(server);
  const top = check.rise + check.fall - 1;
  if (passed && server.health < top) {
    server.health++;
    if (server.health >= check.rise) server.health = top;
  } else if (!passed) server.health = server.health > check.rise ? server.health - 1 : 0;
  return before !== isUp(server);
}
