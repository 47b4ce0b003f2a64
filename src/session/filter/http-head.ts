// The head of an HTTP message that begins a segment: RFC 9112 sections 2 to 5.
// Not for: heads in several segments; only what has come is read.

export interface HttpHead {
  readonly kind: 'request' | 'response';
  readonly version: string;
  /** Of a request. */
  readonly method: string | undefined;
  readonly uri: string | undefined;
  /** Of a response. */
  readonly code: number | undefined;
  readonly phrase: string | undefined;
  /** Names in small letters, in the order of the message. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

const REQUEST = /^(GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH) (\S+) (HTTP\/\d\.\d)$/;
const RESPONSE = /^(HTTP\/\d\.\d) (\d{3})(?: (.*))?$/;
/** As far as a head is read. */
const LONGEST = 8192;
/** What requests and responses can begin with, so that other data costs nothing. */
const FIRST_LETTERS = 'GHPDCOT';

/** Bytes as characters of the same number. */
export function latin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

export function httpHead(payload: Uint8Array): HttpHead | undefined {
  const [first] = payload;
  if (first === undefined || !FIRST_LETTERS.includes(String.fromCharCode(first))) return undefined;
  const text = latin1(payload.subarray(0, LONGEST));
  const end = text.indexOf('\r\n\r\n');
  const [start = '', ...lines] = (end < 0 ? text : text.slice(0, end)).split('\r\n');
  const request = REQUEST.exec(start);
  const response = RESPONSE.exec(start);
  if (request === null && response === null) return undefined;
  const headers = lines.flatMap((line) => {
    const colon = line.indexOf(':');
    return colon < 1 ? [] : [[line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const];
  });
  return {
    kind: request === null ? 'response' : 'request',
    version: request?.[3] ?? response?.[1] ?? '',
    method: request?.[1],
    uri: request?.[2],
    code: response === null ? undefined : Number(response[2]),
    phrase: response?.[3],
    headers,
  };
}
