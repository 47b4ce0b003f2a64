// One transfer of curl: find the host, connect, ask, read.
// Source: curl 8's lib/url.c, lib/http.c, lib/connect.c; error numbers and texts: libcurl-errors(3), lib/strerror.c.
// Not modelled: connection reuse between URLs, proxies, cookies, authentication, TLS.
import { formatIp4, type Ip4 } from '../../../base/ip4.ts';
import { encodeUtf8 } from '../../../base/utf8.ts';
import { SECOND, type SimTime } from '../../../des/scheduler.ts';
import type { Blocking, Sys } from '../../../host/sys.ts';
import type { StreamSocket } from '../../../linux/socket.ts';
import { type HttpHead, HttpReader, type HttpUrl, parseUrl, statusOf } from '../http.ts';
import { numericAddress, resolveHost } from '../resolve.ts';
import { connectStream, receive, sendAll } from '../stream.ts';
import { notSimulated } from '../tool.ts';
import type { CurlOptions } from './options.ts';

export const CURL_VERSION = '8.23.0';

const milliseconds = (from: SimTime, to: SimTime): number => Math.floor((to - from) / 1000);

/** What is known of a transfer, whether it succeeds or not. */
export interface Transfer {
  readonly url: string;
  /** CURLE_*. */
  status: number;
  /** What `curl: (7) …` says. */
  complaint: string;
  head: HttpHead | undefined;
  body: Uint8Array;
  remote: { readonly address: Ip4; readonly port: number } | undefined;
  local: { readonly address: Ip4; readonly port: number } | undefined;
  method: string;
  uploaded: number;
  readonly startedAt: SimTime;
  lookedUpAt: SimTime;
  connectedAt: SimTime;
  firstByteAt: SimTime;
  endedAt: SimTime;
  /** What -v tells, line by line. */
  readonly notes: string[];
}

/** Does one request and takes its response. */
export function* transfer(sys: Sys, options: CurlOptions, url: string, body: string | undefined): Blocking<Transfer> {
  const now = sys.now();
  const done: Transfer = {
    url,
    status: 0,
    complaint: '',
    head: undefined,
    body: new Uint8Array(0),
    remote: undefined,
    local: undefined,
    method: options.value('request') ?? (options.has('head') ? 'HEAD' : body === undefined ? 'GET' : 'POST'),
    uploaded: 0,
    startedAt: now,
    lookedUpAt: now,
    connectedAt: now,
    firstByteAt: now,
    endedAt: now,
    notes: [],
  };
  const parsed = parseUrl(url);
  if (parsed === undefined) failed(done, 3, 'URL rejected: Malformed input to a URL function');
  else yield* run(sys, options, parsed, body, done);
  done.endedAt = sys.now();
  return done;
}

function failed(done: Transfer, status: number, complaint: string): void {
  done.status = status;
  done.complaint = complaint;
}

function* run(sys: Sys, options: CurlOptions, url: HttpUrl, body: string | undefined, done: Transfer): Blocking<void> {
  if (url.scheme !== 'http') {
    const others = [
      'https',
      'ftp',
      'ftps',
      'file',
      'dict',
      'gopher',
      'imap',
      'ldap',
      'scp',
      'sftp',
      'smtp',
      'telnet',
      'tftp',
    ];
    if (others.includes(url.scheme)) throw notSimulated(`curl with ${url.scheme}`);
    failed(done, 1, `Protocol "${url.scheme}" not supported`);
    return;
  }
  const limit = secondsOf(options.value('max-time'));
  const until = limit === undefined ? undefined : done.startedAt + limit;
  const addresses = yield* lookUp(sys, options, url);
  done.lookedUpAt = sys.now();
  if (addresses === undefined) {
    done.notes.push(`* Could not resolve host: ${url.host}`);
    failed(done, 6, `Could not resolve host: ${url.host}`);
    return;
  }
  const socket = yield* connectAny(sys, options, url, addresses, until, done);
  if (socket === undefined) return;
  try {
    done.connectedAt = sys.now();
    done.remote = socket.peerAddress();
    done.local = socket.localAddress();
    yield* exchange(sys, socket, request(options, url, body, done), until, done);
  } finally {
    socket.close();
  }
}

function secondsOf(text: string | undefined): SimTime | undefined {
  const seconds = text === undefined ? 0 : Number(text);
  return seconds > 0 ? Math.round(seconds * SECOND) : undefined;
}

function* lookUp(sys: Sys, options: CurlOptions, url: HttpUrl): Blocking<readonly Ip4[] | undefined> {
  for (const pinned of options.values('resolve')) {
    const [host, port, address = ''] = pinned.split(':');
    const ip = numericAddress(address);
    if (host === url.host && Number(port) === url.port && ip !== undefined) return [ip];
  }
  // curl looks up both families in threads of its own, side by side
  const found = yield* resolveHost(sys, url.host, 'apart');
  return found.ok ? found.addresses : undefined;
}

function* connectAny(
  sys: Sys,
  options: CurlOptions,
  url: HttpUrl,
  addresses: readonly Ip4[],
  until: SimTime | undefined,
  done: Transfer,
): Blocking<StreamSocket | undefined> {
  const patience = secondsOf(options.value('connect-timeout'));
  const connectUntil = patience === undefined ? undefined : done.startedAt + patience;
  const limit = Math.min(until ?? Number.POSITIVE_INFINITY, connectUntil ?? Number.POSITIVE_INFINITY);
  for (const address of addresses) {
    done.notes.push(`*   Trying ${formatIp4(address)}:${url.port}...`);
    const connected = yield* connectStream(sys, address, url.port, {
      until: Number.isFinite(limit) ? limit : undefined,
    });
    if (connected.ok) {
      done.notes.push(`* Connected to ${url.host} (${formatIp4(address)}) port ${url.port}`);
      return connected.socket;
    }
    const passed = milliseconds(done.startedAt, sys.now());
    if (connected.errno === 'timeout') {
      done.notes.push(`* Connection timed out after ${passed} milliseconds`);
      failed(done, 28, `Connection timed out after ${passed} milliseconds`);
      return undefined;
    }
  }
  const passed = milliseconds(done.startedAt, sys.now());
  const complaint = `Failed to connect to ${url.host} port ${url.port} after ${passed} ms: Could not connect to server`;
  done.notes.push(`* ${complaint}`);
  failed(done, 7, complaint);
  return undefined;
}

/** The request as text; a header given with -H replaces curl's own, or with nothing behind its colon removes it. */
function request(options: CurlOptions, url: HttpUrl, body: string | undefined, done: Transfer): string {
  const given = options.values('header').map((line): [string, string] => {
    const colon = line.indexOf(':');
    return colon < 0 ? [line.replace(/;$/, ''), ''] : [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  const named = (name: string) => given.some(([known]) => known.toLowerCase() === name.toLowerCase());
  const own: [string, string][] = [
    ['Host', given.find(([name]) => name.toLowerCase() === 'host')?.[1] ?? url.authority],
    ['User-Agent', options.value('user-agent') ?? `curl/${CURL_VERSION}`],
    ['Accept', '*/*'],
  ];
  const referer = options.value('referer');
  if (referer !== undefined) own.push(['Referer', referer]);
  if (body !== undefined) {
    own.push(['Content-Length', String(encodeUtf8(body).length)]);
    own.push(['Content-Type', 'application/x-www-form-urlencoded']);
  }
  const kept = own.filter(([name, text]) => (name === 'Host' ? text !== '' : !named(name)));
  const more = given.filter(([name, text]) => text !== '' && name.toLowerCase() !== 'host');
  const length = kept.filter(([name]) => name.startsWith('Content-'));
  const first = kept.filter(([name]) => !name.startsWith('Content-'));
  const lines = [...first, ...more, ...length].map(([name, text]) => `${name}: ${text}`);
  const version = options.has('http1.0') ? '1.0' : '1.1';
  const path = options.has('get') && options.data !== undefined ? withQuery(url.path, options.data) : url.path;
  const start = `${done.method} ${path} HTTP/${version}`;
  done.notes.push('* using HTTP/1.x', ...[start, ...lines, ''].map((line) => `> ${line}`));
  done.uploaded = body === undefined ? 0 : encodeUtf8(body).length;
  return `${[start, ...lines].join('\r\n')}\r\n\r\n${body ?? ''}`;
}

const withQuery = (path: string, data: string): string => `${path}${path.includes('?') ? '&' : '?'}${data}`;

function* exchange(
  sys: Sys,
  socket: StreamSocket,
  text: string,
  until: SimTime | undefined,
  done: Transfer,
): Blocking<void> {
  const reader = new HttpReader(true, (head) => {
    const status = statusOf(head);
    return done.method !== 'HEAD' && status >= 200 && status !== 204 && status !== 304;
  });
  let trouble: string | undefined = yield* sendAll(sys, socket, encodeUtf8(text), until);
  if (trouble === undefined) done.notes.push('* Request completely sent off');
  while (trouble === undefined && !reader.isComplete) {
    const got = yield* receive(sys, socket, until);
    if (!(got instanceof Uint8Array)) {
      trouble = got;
      break;
    }
    if (reader.isEmpty) done.firstByteAt = sys.now();
    reader.add(got);
  }
  done.head = reader.head;
  done.body = reader.head === undefined ? done.body : reader.body;
  if (reader.head)
    done.notes.push(
      ...reader.head.text
        .split(/\r?\n/)
        .slice(0, -1)
        .map((line) => `< ${line}`),
    );
  if (reader.isComplete) return;
  const passed = milliseconds(done.startedAt, sys.now());
  const { length } = reader;
  if (trouble === 'timeout') {
    const outOf = length === undefined ? '' : ` out of ${length}`;
    failed(
      done,
      28,
      `Operation timed out after ${passed} milliseconds with ${reader.body.length}${outOf} bytes received`,
    );
  } else if (trouble !== 'eof') failed(done, 56, 'Recv failure: Connection reset by peer');
  else if (reader.isEmpty) failed(done, 52, 'Empty reply from server');
  else if (reader.head === undefined) failed(done, 1, 'Received HTTP/0.9 when not allowed');
  else if (length !== undefined) failed(done, 18, `end of response with ${length - reader.body.length} bytes missing`);
}
