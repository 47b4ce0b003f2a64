// Heads of HTTP messages as proxies change them: fields replaced, added, left out, put together again.
// Source: RFC 9110 7.6.1 (fields that concern one connection alone), RFC 9112 2 and 3.
// Not modelled: lists folded over several lines, trailers.
import { encodeUtf8 } from '../../../base/utf8.ts';
import { fieldOf, type HttpHead } from '../../net/http.ts';

export type Field = readonly [name: string, value: string];

/** Fields of one connection, which no proxy hands on: RFC 9110 7.6.1. */
const hopByHop = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'transfer-encoding', 'upgrade']);

export const isNamed = ([known]: Field, name: string): boolean => known.toLowerCase() === name.toLowerCase();

/** The fields that concern more than one connection. */
export function endToEnd(fields: readonly Field[]): Field[] {
  return fields.filter(([name]) => !hopByHop.has(name.toLowerCase()));
}

/** The fields without those of a name. */
export function without(fields: readonly Field[], ...names: readonly string[]): Field[] {
  return fields.filter((field) => !names.some((name) => isNamed(field, name)));
}

/** A start line and fields as they go over the wire. */
export function headText(start: string, fields: readonly Field[]): string {
  return `${[start, ...fields.map(([name, value]) => `${name}: ${value}`)].join('\r\n')}\r\n\r\n`;
}

/** A head as it goes over the wire, with what of its body goes with it. */
export function withBody(head: string, body: Uint8Array): Uint8Array {
  const start = encodeUtf8(head);
  const bytes = new Uint8Array(start.length + body.length);
  bytes.set(start);
  bytes.set(body, start.length);
  return bytes;
}

/** Whether whoever sent this head wants the connection to stay: RFC 9112 9.3. */
export function persists(head: HttpHead, version: string): boolean {
  const connection = (fieldOf(head, 'connection') ?? '').toLowerCase();
  return version === 'HTTP/1.1' ? connection !== 'close' : connection === 'keep-alive';
}

/** A host name of a Host field, without its port, in lower case. */
export function hostName(authority: string): string {
  return authority.trim().toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '');
}
