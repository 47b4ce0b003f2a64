// nginx's variables: what `$name` stands for while a request is answered.
// Source: src/http/ngx_http_variables.c, ngx_http_core_module's and ngx_http_proxy_module's lists on nginx.org.
// Not modelled: variables of modules that are not here, variables that a configuration sets.
import { formatIp4 } from '../../../base/ip4.ts';
import { strftime } from '../../../base/time.ts';
import { SECOND } from '../../../des/scheduler.ts';
import type { Sys } from '../../../host/sys.ts';
import { fieldOf } from '../../net/http.ts';
import type { Answering, Exchange } from '../proxy/gateway.ts';
import { hostName } from '../proxy/head.ts';

/** What is known of a request while it is answered. */
export interface Moment {
  readonly sys: Sys;
  readonly request: Exchange;
  readonly answer: Answering;
  readonly serverName: string;
  readonly root: string;
  /** What proxy_pass names: host and port as written. */
  readonly proxied: { readonly host: string; readonly port: number } | undefined;
  /** Servers that were asked, with what each answered and how long it took. */
  readonly asked: readonly { readonly name: string; readonly status: string; readonly seconds: number }[];
}

export const VERSION = '1.30.6';

const seconds = (microseconds: number): string => (microseconds / SECOND).toFixed(3);
const query = (target: string): string => (target.includes('?') ? target.slice(target.indexOf('?') + 1) : '');
const commaed = (values: readonly string[]): string => values.join(', ');

const single: Readonly<Record<string, (moment: Moment) => string>> = {
  host: ({ request, serverName }) => hostName(fieldOf(request.head, 'host') ?? '') || serverName,
  hostname: ({ sys }) => sys.hostname,
  nginx_version: () => VERSION,
  pid: ({ sys }) => String(sys.pid),
  remote_addr: ({ request }) => formatIp4(request.client.address),
  remote_port: ({ request }) => String(request.client.port),
  remote_user: () => '',
  server_addr: ({ request }) => formatIp4(request.local.address),
  server_port: ({ request }) => String(request.local.port),
  server_name: ({ serverName }) => serverName,
  server_protocol: ({ request }) => request.version,
  scheme: () => 'http',
  request: ({ request }) => request.head.start,
  request_method: ({ request }) => request.method,
  request_uri: ({ request }) => request.target,
  uri: ({ request }) => pathOf(request.target),
  document_uri: ({ request }) => pathOf(request.target),
  document_root: ({ root }) => root,
  args: ({ request }) => query(request.target),
  query_string: ({ request }) => query(request.target),
  is_args: ({ request }) => (query(request.target) === '' ? '' : '?'),
  request_length: ({ request }) => String(request.head.text.length + request.body.length),
  request_time: ({ sys, request }) => seconds(sys.now() - request.began),
  status: ({ answer }) => String(answer.status).padStart(3, '0'),
  body_bytes_sent: ({ answer }) => String(answer.bodySent),
  bytes_sent: ({ answer }) => String(answer.sent),
  time_local: ({ sys }) => strftime('%d/%b/%Y:%H:%M:%S +0000', sys.wallClock()),
  time_iso8601: ({ sys }) => strftime('%Y-%m-%dT%H:%M:%S+00:00', sys.wallClock()),
  msec: ({ sys }) => (sys.wallClock() / 1000).toFixed(3),
  proxy_host: ({ proxied }) => authorityOf(proxied),
  proxy_port: ({ proxied }) => (proxied === undefined ? '' : String(proxied.port)),
  proxy_add_x_forwarded_for: ({ request }) => {
    const before = fieldOf(request.head, 'x-forwarded-for');
    const client = formatIp4(request.client.address);
    return before === undefined ? client : `${before}, ${client}`;
  },
  upstream_addr: ({ asked }) => commaed(asked.map(({ name }) => name)),
  upstream_status: ({ asked }) => commaed(asked.map(({ status }) => status)),
  upstream_response_time: ({ asked }) => commaed(asked.map((one) => one.seconds.toFixed(3))),
};

const table = new Map(Object.entries(single));

/** Families of variables, by their prefix. */
const families: Readonly<Record<string, (moment: Moment, rest: string) => string>> = {
  http_: ({ request }, rest) => fieldOf(request.head, rest.replaceAll('_', '-')) ?? '',
  arg_: ({ request }, rest) => {
    const pairs = query(request.target).split('&');
    const found = pairs.find((pair) => pair.split('=')[0]?.toLowerCase() === rest);
    return found === undefined ? '' : found.slice(found.indexOf('=') + 1);
  },
  cookie_: ({ request }, rest) => {
    const pairs = (fieldOf(request.head, 'cookie') ?? '').split(/;\s*/);
    return pairs.find((pair) => pair.startsWith(`${rest}=`))?.slice(rest.length + 1) ?? '';
  },
};

/** `/a/b` of `/a/b?c`, with its escapes read. */
export function pathOf(target: string): string {
  const path = target.split('?')[0] ?? '/';
  return path.replace(/%([0-9A-Fa-f]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}

/** As a Host field names it: the standard port is left out. */
export function authorityOf(proxied: Moment['proxied']): string {
  if (proxied === undefined) return '';
  return proxied.port === 80 ? proxied.host : `${proxied.host}:${proxied.port}`;
}

const REFERENCE = /\$(?:\{(\w+)\}|(\w+))/g;

/** The first variable of a text that does not exist. */
export function unknownVariable(text: string): string | undefined {
  for (const match of text.matchAll(REFERENCE)) {
    const name = match[1] ?? match[2] ?? '';
    if (!table.has(name) && !Object.keys(families).some((prefix) => name.startsWith(prefix))) return name;
  }
  return undefined;
}

/** A text with its variables filled in; `empty` stands for those that have no value. */
export function expand(text: string, moment: Moment, empty = ''): string {
  return text.replace(REFERENCE, (_, braced: string | undefined, bare: string | undefined) => {
    const name = braced ?? bare ?? '';
    const known = table.get(name);
    if (known !== undefined) return known(moment) || empty;
    const prefix = Object.keys(families).find((one) => name.startsWith(one)) ?? '';
    return families[prefix]?.(moment, name.slice(prefix.length)) || empty;
  });
}
