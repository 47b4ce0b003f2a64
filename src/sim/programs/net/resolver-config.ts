// The files that configure name resolution: /etc/resolv.conf and /etc/hosts.
// Source: resolv.conf(5), hosts(5), glibc resolv/res_init.c. Not modelled: nsswitch.conf (files, then dns), sortlist, IPv6 servers.
import { type Ip4, ip4, parseIp4 } from '../../base/ip4.ts';
import type { Sys } from '../../host/sys.ts';

/** MAXNS, RES_TIMEOUT, RES_DFLRETRY, and the highest ndots: glibc resolv/resolv.h. */
const MAX_SERVERS = 3;
const DEFAULT_TIMEOUT_SECONDS = 5;
const DEFAULT_ATTEMPTS = 2;
const MAX_NDOTS = 15;
const MAX_TIMEOUT = 30;
const MAX_ATTEMPTS = 5;

export interface ResolverConfig {
  readonly servers: readonly Ip4[];
  readonly search: readonly string[];
  readonly ndots: number;
  readonly timeoutSeconds: number;
  readonly attempts: number;
  /** Begins with a server drawn by lot. */
  readonly rotate: boolean;
}

/** The resolver's configuration; without servers it asks 127.0.0.1, as glibc does. */
export function readResolverConfig(sys: Sys): ResolverConfig {
  const file = sys.fs.readFile('/etc/resolv.conf');
  return parseResolverConfig(file.ok ? file.value : '');
}

export function parseResolverConfig(text: string): ResolverConfig {
  const servers: Ip4[] = [];
  let search: string[] = [];
  let ndots = 1;
  let timeoutSeconds = DEFAULT_TIMEOUT_SECONDS;
  let attempts = DEFAULT_ATTEMPTS;
  let rotate = false;
  for (const line of text.split('\n')) {
    const [keyword, ...values] = line.trim().split(/\s+/);
    const first = values[0] ?? '';
    if (keyword === 'nameserver') {
      const server = parseIp4(first);
      if (server !== undefined && servers.length < MAX_SERVERS) servers.push(server);
    } else if (keyword === 'search') search = values.filter((domain) => domain !== '.');
    else if (keyword === 'domain') search = first === '' ? [] : [first];
    else if (keyword === 'options') {
      for (const option of values) {
        if (option === 'rotate') rotate = true;
        const [, name, digits = ''] = /^(ndots|timeout|attempts):(\d+)$/.exec(option) ?? [];
        if (name === 'ndots') ndots = Math.min(Number(digits), MAX_NDOTS);
        if (name === 'timeout') timeoutSeconds = Math.max(1, Math.min(Number(digits), MAX_TIMEOUT));
        if (name === 'attempts') attempts = Math.max(1, Math.min(Number(digits), MAX_ATTEMPTS));
      }
    }
  }
  return {
    servers: servers.length > 0 ? servers : [ip4('127.0.0.1')],
    search,
    ndots,
    timeoutSeconds,
    attempts,
    rotate,
  };
}

/** One line of /etc/hosts. `ip` is undefined for an IPv6 line. */
export interface HostsEntry {
  readonly address: string;
  readonly ip: Ip4 | undefined;
  /** The canonical name first, then aliases. */
  readonly names: readonly string[];
}

export function readHosts(sys: Sys): HostsEntry[] {
  const file = sys.fs.readFile('/etc/hosts');
  return file.ok ? parseHosts(file.value) : [];
}

export function parseHosts(text: string): HostsEntry[] {
  const entries: HostsEntry[] = [];
  for (const line of text.split('\n')) {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (names.length > 0) entries.push({ address, ip: parseIp4(address), names });
  }
  return entries;
}
