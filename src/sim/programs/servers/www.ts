// www: a web server for many sites. /etc/www/sites says, line by line, which host and path gets what; the first that fits counts.
// Source: RFC 9110 (Host, redirections); the page about the client is like traefik/whoami's.
// Not modelled: it is no real server's; logs, TLS.
//
//   HOST PATH files              what is below /srv/www/HOST
//   HOST PATH whoami             what the server sees of the client
//   HOST PATH redirect LOCATION  301
//   HOST PATH bytes COUNT        as many bytes of text
import { formatIp4 } from '../../base/ip4.ts';
import type { Blocking, Program, Signal, Sys } from '../../host/sys.ts';
import type { StreamSocket } from '../../linux/socket.ts';
import { fieldOf } from '../net/http.ts';
import { serve } from './event-loop.ts';
import { HttpConversation, type HttpRequest, type Page } from './http-conversation.ts';

const SITES = '/etc/www/sites';
const ROOT = '/srv/www';
const SERVER = 'www';
const DEFAULT_PORT = 80;
const BACKLOG = 128;
/** CPU time a request, microseconds. */
const EFFORT = 150;
const MAX_BYTES = 10_000_000;
const LINE = `${'0123456789'.repeat(7).slice(0, 63)}\n`;
const endings: readonly Signal[] = ['SIGTERM', 'SIGINT'];

interface Rule {
  readonly host: string;
  readonly path: string;
  readonly what: string;
  readonly value: string;
}

function readRules(sys: Sys): readonly Rule[] {
  const text = sys.fs.readFile(SITES);
  const lines = text.ok ? text.value.split('\n') : [];
  return lines.flatMap((line) => {
    const [host = '', path = '', what = '', value = ''] = line.trim().split(/\s+/);
    return what === '' || host.startsWith('#') ? [] : [{ host: host.toLowerCase(), path, what, value }];
  });
}

const errorPage = (status: string): Page => ({
  status,
  type: 'text/html',
  body: `<html><head><title>${status}</title></head><body><h1>${status}</h1></body></html>\n`,
});

const plain = (body: string): Page => ({ status: '200 OK', type: 'text/plain', body });

function whoami(sys: Sys, socket: StreamSocket, { head }: HttpRequest): Page {
  const client = socket.peerAddress();
  const lines = [
    `Hostname: ${sys.hostname}`,
    `IP: ${formatIp4(socket.localAddress().address)}`,
    `RemoteAddr: ${formatIp4(client?.address ?? 0)}:${client?.port ?? 0}`,
    head.start,
    ...head.fields.map(([name, value]) => `${name}: ${value}`),
  ];
  return plain(`${lines.join('\n')}\n`);
}

function file(sys: Sys, host: string, path: string): Page {
  const root = `${ROOT}/${host}`;
  const name = sys.resolve(`${root}${path}${path.endsWith('/') ? 'index.html' : ''}`);
  const text = name.startsWith(`${root}/`) ? sys.fs.readFile(name) : undefined;
  if (!text?.ok) return errorPage('404 Not Found');
  return { status: '200 OK', type: name.endsWith('.html') ? 'text/html' : 'text/plain', body: text.value };
}

function pageFor(sys: Sys, rules: readonly Rule[], socket: StreamSocket, request: HttpRequest): Page {
  const host = (fieldOf(request.head, 'host') ?? '').replace(/:\d+$/, '').toLowerCase();
  const rule = rules.find((one) => fits(one.host, host) && fits(one.path, request.path));
  switch (rule?.what) {
    case 'files':
      return file(sys, rule.host === '*' ? 'default' : host, request.path);
    case 'whoami':
      return whoami(sys, socket, request);
    case 'redirect':
      return { ...errorPage('301 Moved Permanently'), fields: [`Location: ${rule.value}`] };
    case 'bytes':
      return plain(textOf(Math.min(MAX_BYTES, Number(rule.value) || 0)));
    default:
      return errorPage('404 Not Found');
  }
}

const fits = (pattern: string, value: string): boolean => pattern === '*' || pattern === value;

const textOf = (count: number): string => LINE.repeat(Math.ceil(count / LINE.length)).slice(0, count);

function* run(sys: Sys, argv: readonly string[]): Blocking<number> {
  const [flag, value] = argv.slice(1);
  const port = flag === '-p' ? Number(value) : DEFAULT_PORT;
  const made = sys.sockets.stream();
  const errno = made.ok ? (made.value.bind(0, port) ?? made.value.listen(BACKLOG)) : made.errno;
  if (!made.ok || errno !== undefined) {
    if (made.ok) made.value.close();
    yield* sys.error(`www: cannot listen on port ${port}: ${errno}\n`);
    return 1;
  }
  const rules = readRules(sys);
  yield* serve(sys, made.value, endings, EFFORT, (socket) => {
    const page = (request: HttpRequest): Page => pageFor(sys, rules, socket, request);
    return new HttpConversation(sys, { server: SERVER, page, error: errorPage });
  });
  return 0;
}

export const www: Program = {
  name: 'www',
  summary: 'web server for many sites',
  *main(sys, argv) {
    return yield* run(sys, argv);
  },
};
