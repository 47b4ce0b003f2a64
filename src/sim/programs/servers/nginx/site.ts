// A configuration ready to be served: servers by address and name, locations by path, groups of upstream servers.
// Source: src/http/ngx_http.c, ngx_http_core_module.c (which server, which location), ngx_http_proxy_module.c.
// Not modelled: named and nested locations, variables in proxy_pass.
import { formatIp4, type Ip4, parseIp4 } from '../../../base/ip4.ts';
import type { Blocking, Sys } from '../../../host/sys.ts';
import { notSimulated } from '../../net/tool.ts';
import { Regex, RegexError } from '../../text/regex/regex.ts';
import { ConfigError, type Directive, readConfig, wrong } from './conf-file.ts';
import { Scope } from './scope.ts';
import { implicitUpstream, readUpstream, type Upstream } from './upstream.ts';
import { unknownVariable } from './variables.ts';

export interface Proxied {
  readonly upstream: Upstream;
  /** As written. */
  readonly host: string;
  readonly port: number;
  /** What replaces the location's path; undefined where the request's own is kept. */
  readonly uri: string | undefined;
}

export interface Location {
  readonly modifier: string;
  readonly path: string;
  readonly regex: Regex | undefined;
  readonly scope: Scope;
  readonly proxied: Proxied | undefined;
}

export interface Listen {
  readonly family: 'inet' | 'inet6';
  readonly address: Ip4;
  readonly port: number;
  readonly isDefault: boolean;
}

export interface Server {
  readonly names: readonly string[];
  readonly listens: readonly Listen[];
  readonly scope: Scope;
  readonly locations: readonly Location[];
}

export interface Site {
  readonly main: Scope;
  readonly servers: readonly Server[];
  readonly upstreams: ReadonlyMap<string, Upstream>;
}

/** Reads a configuration and all that it names; throws ConfigError. */
export function* readSite(sys: Sys, file: string): Blocking<Site> {
  const main = new Scope(readConfig(sys, file));
  main.single('events', 'http');
  if (main.one('events') === undefined) throw new ConfigError('no "events" section in configuration');
  const http = new Scope(main.one('http')?.block ?? [], main);
  const upstreams = new Map<string, Upstream>();
  for (const directive of http.directives.filter(({ name }) => name === 'upstream')) {
    const name = directive.words[0] ?? '';
    if (upstreams.has(name)) throw wrong(directive, `duplicate upstream "${name}"`);
    upstreams.set(name, yield* readUpstream(sys, directive));
  }
  const servers: Server[] = [];
  for (const { name, block } of http.directives) {
    if (name === 'server') servers.push(yield* readServer(sys, new Scope(block ?? [], http), upstreams));
  }
  checkDefaults(http, servers);
  return { main, servers, upstreams };
}

function checkDefaults(http: Scope, servers: readonly Server[]): void {
  const seen = new Set<string>();
  for (const [at, server] of servers.entries()) {
    for (const listen of server.listens.filter(({ isDefault }) => isDefault)) {
      const where = `${formatIp4(listen.address)}:${listen.port}`;
      const block = http.directives.filter(({ name }) => name === 'server')[at];
      const directive = block?.block?.find(({ name, words }) => name === 'listen' && words.includes('default_server'));
      if (seen.has(where) && directive) throw wrong(directive, `a duplicate default server for ${where}`);
      seen.add(where);
    }
  }
}

function* readServer(sys: Sys, scope: Scope, upstreams: ReadonlyMap<string, Upstream>): Blocking<Server> {
  checkVariables(scope);
  const own = scope.directives.filter(({ name }) => name === 'listen');
  const listens = own.length === 0 ? [listenOn('80', false)] : own.map(readListen);
  const names = scope.directives.filter(({ name }) => name === 'server_name').flatMap(({ words }) => words);
  const locations: Location[] = [];
  for (const directive of scope.directives.filter(({ name }) => name === 'location')) {
    const location = yield* readLocation(sys, directive, scope, upstreams);
    const twin = locations.find(({ modifier, path }) => modifier === location.modifier && path === location.path);
    if (twin !== undefined) throw wrong(directive, `duplicate location "${location.path}"`);
    locations.push(location);
  }
  return { names: names.length === 0 ? [''] : names, listens, scope, locations };
}

/** Directives whose words may hold variables. */
const expanded = new Set(['return', 'proxy_set_header', 'add_header', 'root']);

function checkVariables(scope: Scope): void {
  for (const directive of scope.directives) {
    const unknown = expanded.has(directive.name) && directive.words.map(unknownVariable).find(Boolean);
    if (unknown) throw wrong(directive, `unknown "${unknown}" variable`);
  }
}

function listenOn(word: string, isDefault: boolean): Listen {
  const colon = word.lastIndexOf(':');
  const family = word.startsWith('[') ? 'inet6' : 'inet';
  const host = colon < 0 ? (parseIp4(word) === undefined ? '' : word) : word.slice(0, colon);
  const port = colon < 0 ? (host === '' ? Number(word) : 80) : Number(word.slice(colon + 1));
  const address = family === 'inet6' || host === '' || host === '*' ? 0 : parseIp4(host);
  return { family, address: address ?? Number.NaN, port, isDefault };
}

const listenFlags = /^(default_server|reuseport|deferred|backlog=\d+|so_keepalive=\w+|ipv6only=(on|off))$/;

function readListen(directive: Directive): Listen {
  const [word = '', ...flags] = directive.words;
  if (word.startsWith('unix:')) throw notSimulated('nginx listening on unix sockets');
  for (const flag of flags) {
    if (/^(ssl|http2|quic|proxy_protocol)$/.test(flag)) throw notSimulated(`nginx's listen ${flag}`);
    if (!listenFlags.test(flag)) throw wrong(directive, `invalid parameter "${flag}"`);
  }
  const listen = listenOn(word, flags.includes('default_server'));
  if (Number.isNaN(listen.address)) throw wrong(directive, `host not found in "${word}" of the "listen" directive`);
  if (!Number.isInteger(listen.port)) throw wrong(directive, `host not found in "${word}" of the "listen" directive`);
  if (listen.port < 1 || listen.port > 65_535) {
    throw wrong(directive, `invalid port in "${word}" of the "listen" directive`);
  }
  return listen;
}

function* readLocation(
  sys: Sys,
  directive: Directive,
  server: Scope,
  upstreams: ReadonlyMap<string, Upstream>,
): Blocking<Location> {
  const [first = '', second] = directive.words;
  const modifier = second === undefined ? '' : first;
  const path = second ?? first;
  if (path.startsWith('@')) throw notSimulated("nginx's named locations");
  if (!['', '=', '^~', '~', '~*'].includes(modifier)) {
    throw wrong(directive, `invalid location modifier "${modifier}"`);
  }
  const isRegex = modifier.startsWith('~');
  const scope = new Scope(directive.block ?? [], server);
  checkVariables(scope);
  const pass = scope.directives.find(({ name }) => name === 'proxy_pass');
  const regex = isRegex ? compile(directive, path, modifier === '~*') : undefined;
  const proxied = pass === undefined ? undefined : yield* readProxyPass(sys, pass, isRegex, upstreams);
  return { modifier, path, regex, scope, proxied };
}

function compile(directive: Directive, pattern: string, ignoreCase: boolean): Regex {
  try {
    return new Regex(pattern, { notation: 'perl', ignoreCase });
  } catch (error) {
    if (!(error instanceof RegexError)) throw error;
    throw wrong(directive, `pcre2_compile() failed: ${error.message} in "${pattern}"`);
  }
}

function* readProxyPass(
  sys: Sys,
  directive: Directive,
  isRegex: boolean,
  upstreams: ReadonlyMap<string, Upstream>,
): Blocking<Proxied> {
  const url = directive.words[0] ?? '';
  if (url.includes('$')) throw notSimulated('nginx with variables in proxy_pass');
  if (url.startsWith('https://')) throw notSimulated('nginx with https to upstream servers');
  const match = /^http:\/\/([^/:]+)(?::(\d+))?(\/.*)?$/.exec(url);
  if (match?.[1] === undefined) throw wrong(directive, 'invalid URL prefix');
  const [, host, portText, uri] = match;
  if (isRegex && uri !== undefined) {
    const places = 'in location given by regular expression, or inside named location, or inside "if" statement';
    throw wrong(directive, `"proxy_pass" cannot have URI part ${places}, or inside "limit_except" block`);
  }
  const named = upstreams.get(host);
  if (named !== undefined && portText !== undefined) {
    throw wrong(directive, `upstream "${host}" may not have port ${portText}`);
  }
  const port = Number(portText ?? 80);
  const authority = portText === undefined ? host : `${host}:${portText}`;
  const upstream = named ?? (yield* implicitUpstream(sys, directive, authority, port));
  return { upstream, host, port, uri };
}

/** The server for a connection's local address and a Host field. */
export function findServer(site: Site, address: Ip4, port: number, host: string): Server | undefined {
  const here = site.servers.filter(({ listens }) =>
    listens.some((one) => one.port === port && (one.address === 0 || one.address === address)),
  );
  const exact = here.find(({ names }) => names.includes(host));
  const leading = longest(here, (name) => name.startsWith('*.') && host.endsWith(name.slice(1)));
  const trailing = longest(here, (name) => name.endsWith('.*') && host.startsWith(name.slice(0, -1)));
  const fallback = here.find(({ listens }) => listens.some((one) => one.port === port && one.isDefault)) ?? here[0];
  return exact ?? leading ?? trailing ?? fallback;
}

function longest(servers: readonly Server[], fits: (name: string) => boolean): Server | undefined {
  const length = ({ names }: Server): number => Math.max(0, ...names.filter(fits).map((name) => name.length));
  const best = Math.max(0, ...servers.map(length));
  return best === 0 ? undefined : servers.find((server) => length(server) === best);
}

/** The location for a path: the exact one, the longest prefix, unless a regular expression comes first. */
export function findLocation(server: Server, path: string): Location | undefined {
  const { locations } = server;
  const exact = locations.find((one) => one.modifier === '=' && one.path === path);
  if (exact !== undefined) return exact;
  const prefixes = locations.filter(
    (one) => one.regex === undefined && one.modifier !== '=' && path.startsWith(one.path),
  );
  const [prefix] = prefixes.sort((a, b) => b.path.length - a.path.length);
  if (prefix?.modifier === '^~') return prefix;
  return locations.find((one) => one.regex?.exec(path) !== undefined) ?? prefix;
}
