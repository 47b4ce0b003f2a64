// HTTP/1.1 messages as text on a stream: what curl, wget and the servers share.
// Source: RFC 9112 (framing), RFC 9110 (fields, methods, dates).
// Not modelled: chunked bodies (nobody here sends them), trailers, HTTP/2, TLS, compression.
import { civilTime, strftime } from '../../base/time.ts';
import { decodeUtf8 } from '../../base/utf8.ts';

export interface HttpHead {
  /** The request line or status line. */
  readonly start: string;
  readonly fields: readonly (readonly [string, string])[];
  /** As it came, with the empty line behind it. */
  readonly text: string;
}

/** The value of a field, by its name in any case. */
export function fieldOf(head: HttpHead, name: string): string | undefined {
  return head.fields.find(([known]) => known.toLowerCase() === name.toLowerCase())?.[1];
}

/** 404 of `HTTP/1.1 404 Not Found`. */
export function statusOf(head: HttpHead): number {
  return Number(/^HTTP\/\d\.\d (\d{3})/.exec(head.start)?.[1] ?? 0);
}

/** `Not Found` of `HTTP/1.1 404 Not Found`. */
export function reasonOf(head: HttpHead): string {
  return head.start.split(' ').slice(2).join(' ');
}

export function parseHead(text: string): HttpHead {
  const [start = '', ...lines] = text.split(/\r?\n/);
  const fields = lines.flatMap((line): [string, string][] => {
    const colon = line.indexOf(':');
    return colon < 1 ? [] : [[line.slice(0, colon), line.slice(colon + 1).trim()]];
  });
  return { start, fields, text };
}

/** RFC 9110 5.6.7: `Sat, 21 Nov 2026 08:20:01 GMT`. */
export function httpDate(wallClock: number): string {
  return strftime('%a, %d %b %Y %H:%M:%S GMT', wallClock);
}

/** Where the body begins: behind the first empty line; undefined while that has not come. */
function bodyStart(bytes: Uint8Array): number | undefined {
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] !== 10) continue;
    if (bytes[at + 1] === 10) return at + 2;
    if (bytes[at + 1] === 13 && bytes[at + 2] === 10) return at + 3;
  }
  return undefined;
}

/** Takes one message out of a stream, piece by piece. */
export class HttpReader {
  head: HttpHead | undefined;
  #bytes = new Uint8Array(0);
  readonly #hasBody: (head: HttpHead) => boolean;
  readonly #untilClose: boolean;

  /** Messages without a length have no body, unless they last until the connection closes (`untilClose`: responses). */
  constructor(untilClose: boolean, hasBody: (head: HttpHead) => boolean = () => true) {
    this.#untilClose = untilClose;
    this.#hasBody = hasBody;
  }

  add(piece: Uint8Array): void {
    const bytes = new Uint8Array(this.#bytes.length + piece.length);
    bytes.set(this.#bytes);
    bytes.set(piece, this.#bytes.length);
    this.#bytes = bytes;
    if (this.head !== undefined) return;
    const start = bodyStart(bytes);
    if (start === undefined) return;
    this.head = parseHead(decodeUtf8(bytes.subarray(0, start)));
    this.#bytes = bytes.slice(start);
  }

  /** Nothing at all has come. */
  get isEmpty(): boolean {
    return this.head === undefined && this.#bytes.length === 0;
  }

  /** Length of the body; undefined where it lasts until the connection closes. */
  get length(): number | undefined {
    if (this.head === undefined) return undefined;
    if (!this.#hasBody(this.head)) return 0;
    const said = fieldOf(this.head, 'content-length');
    return said === undefined ? (this.#untilClose ? undefined : 0) : Number(said);
  }

  get isComplete(): boolean {
    return this.length !== undefined && this.#bytes.length >= this.length;
  }

  /** The body as far as it has come. */
  get body(): Uint8Array {
    return this.#bytes.subarray(0, this.length ?? this.#bytes.length);
  }

  /** What follows the message: the next one's first bytes. */
  get rest(): Uint8Array {
    return this.length === undefined ? new Uint8Array(0) : this.#bytes.slice(this.length);
  }
}

export interface HttpUrl {
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  /** With the query, without the fragment. */
  readonly path: string;
  /** `name` or `name:8080`, as the Host field has it. */
  readonly authority: string;
}

/** Reads `[scheme://]host[:port][/path]`; a missing scheme is http. Undefined for what is none. */
export function parseUrl(text: string): HttpUrl | undefined {
  const match =
    /^(?:([A-Za-z][A-Za-z0-9+.-]*):\/\/)?(?:[^/@]*@)?([^/:?#]+)(?::(\d{1,5}))?((?:\/|\?)[^#]*)?(?:#.*)?$/.exec(text);
  if (!match) return undefined;
  const [, scheme = 'http', host = '', portText, path = '/'] = match;
  const standard = scheme.toLowerCase() === 'https' ? 443 : 80;
  const port = portText === undefined ? standard : Number(portText);
  if (port > 65_535) return undefined;
  const authority = port === standard ? host : `${host}:${port}`;
  return { scheme: scheme.toLowerCase(), host, port, path: path.startsWith('?') ? `/${path}` : path, authority };
}

/** Where a redirection leads. */
export function resolveLocation(from: HttpUrl, location: string): string {
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(location)) return location;
  const base = `${from.scheme}://${from.authority}`;
  if (location.startsWith('/')) return `${base}${location}`;
  return `${base}${from.path.slice(0, from.path.lastIndexOf('/') + 1)}${location}`;
}

/** `2026-11-21 16:31:38`, as wget dates its messages. */
export function clockText(wallClock: number): string {
  const t = civilTime(wallClock);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${t.year}-${two(t.month)}-${two(t.day)} ${two(t.hour)}:${two(t.minute)}:${two(t.second)}`;
}
