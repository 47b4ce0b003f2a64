// One GET or HEAD for wget: connects, asks, reads to the end.
// Source: RFC 9110; shared by both wgets, which differ in words and not in bytes that matter.
// Not modelled: keeping connections.
import type { Ip4 } from '../../base/ip4.ts';
import { encodeUtf8 } from '../../base/utf8.ts';
import type { SimTime } from '../../des/scheduler.ts';
import type { Blocking, Sys } from '../../host/sys.ts';
import { type HttpHead, HttpReader, type HttpUrl } from './http.ts';
import { connectStream, receive, type StreamTrouble, sendAll } from './stream.ts';

export type Fetched =
  | { readonly kind: 'answer'; readonly head: HttpHead; readonly body: Uint8Array; readonly whole: boolean }
  | { readonly kind: 'unreachable'; readonly why: StreamTrouble }
  | { readonly kind: 'broken'; readonly why: StreamTrouble | 'eof' };

export interface FetchRequest {
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly fields: readonly string[];
  readonly body?: string;
  /** How long each wait may take. */
  readonly patience?: SimTime | undefined;
}

/** Does the exchange; `connected` is called between connecting and asking. */
export function* fetch(
  sys: Sys,
  url: HttpUrl,
  address: Ip4,
  request: FetchRequest,
  connected: () => Blocking<void>,
): Blocking<Fetched> {
  const limit = (): SimTime | undefined => (request.patience === undefined ? undefined : sys.now() + request.patience);
  const connection = yield* connectStream(sys, address, url.port, { until: limit() });
  if (!connection.ok) return { kind: 'unreachable', why: connection.errno };
  const { socket } = connection;
  try {
    yield* connected();
    const text = `${[`${request.method} ${url.path} HTTP/1.1`, ...request.fields].join('\r\n')}\r\n\r\n${request.body ?? ''}`;
    const trouble = yield* sendAll(sys, socket, encodeUtf8(text), limit());
    if (trouble !== undefined) return { kind: 'broken', why: trouble };
    const reader = new HttpReader(true, () => request.method !== 'HEAD');
    while (!reader.isComplete) {
      const got = yield* receive(sys, socket, limit());
      if (got instanceof Uint8Array) reader.add(got);
      else if (got === 'eof' && reader.head !== undefined) break;
      else return { kind: 'broken', why: got };
    }
    const { head } = reader;
    if (head === undefined) return { kind: 'broken', why: 'eof' };
    const whole = reader.length === undefined || reader.isComplete;
    return { kind: 'answer', head, body: reader.body.slice(), whole };
  } finally {
    socket.close();
  }
}
