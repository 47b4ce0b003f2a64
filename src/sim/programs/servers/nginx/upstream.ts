// A group of servers behind nginx: who is next, who has failed too often, who stands in reserve.
// Source: src/http/ngx_http_upstream.c, ngx_http_upstream_round_robin.c (max_fails, fail_timeout, backup).
// Not modelled: shared memory between workers, slow starts, names that are resolved again while it runs.
import { formatIp4, type Ip4 } from '../../../base/ip4.ts';
import { SECOND, type SimTime } from '../../../des/scheduler.ts';
import type { Blocking, Sys } from '../../../host/sys.ts';
import { hostAddresses, numericAddress } from '../../net/resolve.ts';
import { byHash, leastConnections, nginxAddressHash, smoothRoundRobin, type Weighted } from '../proxy/balance.ts';
import type { Considered } from '../proxy/choice.ts';
import { IdleConnections } from '../proxy/forward.ts';
import { type Directive, wrong } from './conf-file.ts';
import { parseTime, Scope } from './scope.ts';

const DEFAULT_MAX_FAILS = 1;
const DEFAULT_FAIL_TIMEOUT = 10 * SECOND;
/** `keepalive 32 local` is the default since 1.29.7. */
const DEFAULT_KEEPALIVE = 32;
const IP_HASH_TRIES = 20;

export interface Peer extends Weighted {
  readonly address: Ip4;
  readonly port: number;
  /** `10.0.0.5:80` */
  readonly name: string;
  readonly backup: boolean;
  readonly down: boolean;
  readonly maxFails: number;
  readonly failTimeout: SimTime;
  readonly maxConnections: number;
  fails: number;
  /** When it last failed, and when it was last tried after that. */
  accessed: SimTime;
  checked: SimTime;
}

/** A server for a request; of several, what became of each. */
export interface Picked {
  readonly peer: Peer;
  readonly why: string;
  readonly considered: readonly Considered[];
}

type Method = 'round robin' | 'least_conn' | 'ip_hash';

export class Upstream {
  readonly name: string;
  readonly peers: readonly Peer[];
  readonly idle: IdleConnections;
  readonly #method: Method;

  constructor(name: string, peers: readonly Peer[], method: Method, keepAlive: number) {
    this.name = name;
    this.peers = peers;
    this.#method = method;
    this.idle = new IdleConnections(keepAlive);
  }

  /** The next server for a client, none of those that were tried for this request; undefined when none is left. */
  pick(client: Ip4, now: SimTime, tried: ReadonlySet<Peer>): Picked | undefined {
    const [only] = this.peers;
    if (this.peers.length === 1 && only !== undefined) {
      return only.down || tried.has(only) ? undefined : { peer: only, why: 'the only server', considered: [] };
    }
    const able = this.peers.filter((peer) => !tried.has(peer) && isAble(peer, now));
    const primary = able.filter(({ backup }) => !backup);
    const found = this.#among(primary, client) ?? smoothRoundRobin(able.filter(({ backup }) => backup));
    if (found === undefined) return undefined;
    const considered = this.peers.map((peer) => this.#verdictOn(peer, found, now, tried));
    if (now - found.checked > found.failTimeout) found.checked = now;
    const left = `${able.length} of ${this.peers.length} servers available`;
    const how = found.backup ? 'backup, as no other server is left' : this.#method;
    return { peer: found, why: `${how}, weight ${found.weight}, ${left}`, considered };
  }

  #verdictOn(peer: Peer, taken: Peer, now: SimTime, tried: ReadonlySet<Peer>): Considered {
    const text = `${peer.name} (weight ${peer.weight}, at ${peer.active} requests)`;
    if (peer === taken) return { text, fate: 'taken', why: '' };
    const unfit = tried.has(peer) ? 'this request has been there' : whyUnable(peer, now);
    if (unfit !== undefined) return { text, fate: 'unfit', why: unfit };
    const why = peer.backup ? 'a backup is asked when no other server is left' : `${this.#method} chose another`;
    return { text, fate: 'spare', why };
  }

  /** Whether another server could be asked. */
  hasMore(now: SimTime, tried: ReadonlySet<Peer>): boolean {
    return this.peers.some((peer) => !tried.has(peer) && isAble(peer, now));
  }

  #among(peers: readonly Peer[], client: Ip4): Peer | undefined {
    if (this.#method === 'least_conn') return leastConnections(peers);
    if (this.#method === 'round robin') return smoothRoundRobin(peers);
    const all = this.peers.filter(({ backup }) => !backup);
    let hash = nginxAddressHash(client);
    for (let tries = 0; tries < IP_HASH_TRIES; tries++) {
      const found = byHash(all, hash);
      if (found !== undefined && peers.includes(found)) return found;
      hash = nginxAddressHash(client, hash);
    }
    return smoothRoundRobin(peers);
  }

  /** It has answered. */
  succeeded(peer: Peer): void {
    if (peer.accessed < peer.checked) peer.fails = 0;
  }

  /** It has failed; true when that takes it out for a while. */
  failed(peer: Peer, now: SimTime): boolean {
    peer.fails++;
    peer.accessed = now;
    peer.checked = now;
    if (peer.maxFails === 0 || this.peers.length === 1) return false;
    peer.effective = Math.max(0, peer.effective - peer.weight / peer.maxFails);
    return peer.fails >= peer.maxFails;
  }
}

const isAble = (peer: Peer, now: SimTime): boolean => whyUnable(peer, now) === undefined;

function whyUnable(peer: Peer, now: SimTime): string | undefined {
  if (peer.down) return 'it is marked down';
  if (peer.maxConnections > 0 && peer.active >= peer.maxConnections)
    return `max_conns=${peer.maxConnections} is reached`;
  if (peer.maxFails === 0 || peer.fails < peer.maxFails || now - peer.checked > peer.failTimeout) return undefined;
  return `it has failed ${peer.fails} times, and is left alone for ${peer.failTimeout / SECOND} s`;
}

/** A group of one name's addresses, for a proxy_pass that names no upstream. */
export function* implicitUpstream(sys: Sys, at: Directive, authority: string, port: number): Blocking<Upstream> {
  const peers = yield* peersAt(sys, at, authority, port, {});
  return new Upstream(authority, peers, 'round robin', 0);
}

/** `upstream NAME { … }`, with its names resolved. */
export function* readUpstream(sys: Sys, directive: Directive): Blocking<Upstream> {
  const scope = new Scope(directive.block ?? []);
  const name = directive.words[0] ?? '';
  const peers: Peer[] = [];
  for (const server of scope.all('server')) {
    peers.push(...(yield* peersAt(sys, server, server.words[0] ?? '', 80, parametersOf(server))));
  }
  if (peers.every(({ backup }) => backup)) throw wrong(directive, 'no servers are inside upstream');
  const method = scope.one('ip_hash') ? 'ip_hash' : scope.one('least_conn') ? 'least_conn' : 'round robin';
  if (method === 'ip_hash') {
    const reserve = scope.all('server').find(({ words }) => words.includes('backup'));
    if (reserve !== undefined) throw wrong(reserve, 'balancing method does not support parameter "backup"');
  }
  return new Upstream(name, peers, method, Number(scope.word('keepalive', String(DEFAULT_KEEPALIVE))));
}

type Parameters = Partial<Pick<Peer, 'weight' | 'backup' | 'down' | 'maxFails' | 'failTimeout' | 'maxConnections'>>;

function parametersOf(server: Directive): Parameters {
  return Object.assign({}, ...server.words.slice(1).map((word) => parameter(server, word)));
}

function parameter(server: Directive, word: string): Parameters {
  if (word === 'backup') return { backup: true };
  if (word === 'down') return { down: true };
  const [name, value = ''] = word.split('=');
  const number = /^\d{1,6}$/.test(value) ? Number(value) : undefined;
  if (name === 'weight' && number !== undefined && number > 0) return { weight: number };
  if (name === 'max_fails' && number !== undefined) return { maxFails: number };
  if (name === 'max_conns' && number !== undefined) return { maxConnections: number };
  const failTimeout = name === 'fail_timeout' ? parseTime(value) : undefined;
  if (failTimeout !== undefined) return { failTimeout };
  throw wrong(server, `invalid parameter "${word}"`);
}

function* peersAt(
  sys: Sys,
  at: Directive,
  authority: string,
  standard: number,
  parameters: Parameters,
): Blocking<Peer[]> {
  const match = /^([^:/]+)(?::(\d+))?$/.exec(authority);
  const port = Number(match?.[2] ?? standard);
  if (match?.[1] === undefined) throw wrong(at, `invalid host in upstream "${authority}"`);
  if (port < 1 || port > 65_535) throw wrong(at, `invalid port in upstream "${authority}"`);
  const numeric = numericAddress(match[1]);
  const found = numeric === undefined ? yield* hostAddresses(sys, match[1]) : { ok: true, addresses: [numeric] };
  if (!('addresses' in found)) throw wrong(at, `host not found in upstream "${authority}"`);
  return found.addresses.map((address) => makePeer(address, port, parameters));
}

function makePeer(address: Ip4, port: number, parameters: Parameters): Peer {
  const weight = parameters.weight ?? 1;
  return {
    address,
    port,
    name: `${formatIp4(address)}:${port}`,
    weight,
    backup: parameters.backup ?? false,
    down: parameters.down ?? false,
    maxFails: parameters.maxFails ?? DEFAULT_MAX_FAILS,
    failTimeout: parameters.failTimeout ?? DEFAULT_FAIL_TIMEOUT,
    maxConnections: parameters.maxConnections ?? 0,
    ...{ effective: weight, current: 0, active: 0, fails: 0, accessed: 0, checked: 0 },
  };
}
