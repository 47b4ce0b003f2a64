// traefik's static configuration, as its command line gives it.
// Source: doc.traefik.io/traefik/v3.6/reference/install-configuration/configuration-options; names are read in any case.
// Not modelled: configuration files, environment variables, providers beside docker and swarm; real options that are not here say so.
import { parseIp4 } from '../../../base/ip4.ts';
import { SECOND, type SimTime } from '../../../des/scheduler.ts';
import { notSimulated } from '../../net/tool.ts';
import { DOCKER_SOCKET } from '../proxy/docker-api.ts';

export const levels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL', 'PANIC'] as const;
export type Level = (typeof levels)[number];

export interface ProviderOptions {
  readonly socket: string;
  readonly exposedByDefault: boolean;
  /** The network whose addresses are used, unless a label says otherwise. */
  readonly network: string;
  /** How often services are read anew (swarm). */
  readonly refresh: SimTime;
}

export interface EntryPoint {
  readonly name: string;
  readonly address: number;
  readonly port: number;
}

export interface StaticConfig {
  readonly entryPoints: readonly EntryPoint[];
  readonly docker: ProviderOptions | undefined;
  readonly swarm: ProviderOptions | undefined;
  readonly accessLog: boolean;
  readonly level: Level;
}

/** Why a command line cannot be read: `field not found, node: x`. */
export class FlagError extends Error {
  override name = 'FlagError';
}

const DEFAULT_REFRESH = 15; // providers.swarm.refreshSeconds
const real =
  /^(api|certificatesresolvers|core|experimental|global|hostresolver|metrics|ping|providers|serverstransport|spiffe|tcpserverstransport|tracing|ocsp)\b/;

/** Reads words such as `--providers.swarm.exposedbydefault=false`. */
export function readFlags(words: readonly string[]): StaticConfig {
  const flags = new Map<string, string>();
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const match = /^--?([^=]+)(?:=(.*))?$/s.exec(word);
    if (match?.[1] === undefined) throw new FlagError(`command not found`);
    // A value may be the next word; without one an option that is a switch is on.
    const next = words[at + 1];
    const takesNext = match[2] === undefined && next !== undefined && !next.startsWith('-');
    flags.set(match[1].toLowerCase(), match[2] ?? (takesNext ? (words[++at] ?? '') : 'true'));
  }
  const points = new Map<string, EntryPoint>();
  for (const [name, value] of flags) {
    const point = /^entrypoints\.([^.]+)\.address$/.exec(name)?.[1];
    if (point !== undefined) points.set(point, entryPoint(point, value));
    else if (!known.has(name)) refuse(name);
  }
  if (points.size === 0) points.set('http', entryPoint('http', ':80'));
  const level = (flags.get('log.level') ?? 'ERROR').toUpperCase();
  return {
    entryPoints: [...points.values()],
    docker: provider(flags, 'docker'),
    swarm: provider(flags, 'swarm'),
    accessLog: isOn(flags, 'accesslog', false),
    level: levels.find((one) => one === level) ?? 'ERROR',
  };
}

const perProvider = ['', '.endpoint', '.exposedbydefault', '.network', '.watch', '.refreshseconds'];
const known = new Set([
  ...['docker', 'swarm'].flatMap((name) => perProvider.map((rest) => `providers.${name}${rest}`)),
  ...['accesslog', 'log', 'log.level', 'log.nocolor', 'global.checknewversion', 'global.sendanonymoususage'],
]);

function refuse(name: string): never {
  if (real.test(name) || /^(accesslog|log|entrypoints)\./.test(name)) throw notSimulated(`traefik --${name}`);
  throw new FlagError(`failed to decode configuration from flags: field not found, node: ${name.split('.')[0]}`);
}

function isOn(flags: ReadonlyMap<string, string>, name: string, otherwise: boolean): boolean {
  const value = flags.get(name);
  return value === undefined ? otherwise : value !== 'false';
}

function provider(flags: ReadonlyMap<string, string>, name: string): ProviderOptions | undefined {
  const prefix = `providers.${name}`;
  const isWanted = [...flags].some(
    ([flag, value]) => flag.startsWith(prefix) && (flag !== prefix || value !== 'false'),
  );
  if (!isWanted) return undefined;
  const endpoint = flags.get(`${prefix}.endpoint`) ?? `unix://${DOCKER_SOCKET}`;
  if (!endpoint.startsWith('unix://')) throw notSimulated(`traefik with the endpoint ${endpoint}`);
  return {
    socket: endpoint.slice('unix://'.length),
    exposedByDefault: isOn(flags, `${prefix}.exposedbydefault`, true),
    network: flags.get(`${prefix}.network`) ?? '',
    refresh: Math.max(1, Number.parseInt(flags.get(`${prefix}.refreshseconds`) ?? '', 10) || DEFAULT_REFRESH) * SECOND,
  };
}

/** `:80`, `10.0.0.1:80/tcp`. */
function entryPoint(name: string, value: string): EntryPoint {
  const match = /^([^:]*):(\d{1,5})(?:\/tcp)?$/.exec(value);
  const address = match?.[1] === '' ? 0 : parseIp4(match?.[1] ?? '');
  if (match === null || address === undefined) throw new FlagError(`bad address "${value}" of entry point ${name}`);
  return { name, address, port: Number(match[2]) };
}
