// DNS over TCP: messages with their length before them, any number on one connection.
// Source: RFC 1035 4.2.2, RFC 7766 section 8.
// Not modelled: nothing known.

const LENGTH_BYTES = 2;

/** A message as it goes into a stream. */
export function framedDns(message: Uint8Array): Uint8Array {
  const framed = new Uint8Array(LENGTH_BYTES + message.length);
  framed[0] = message.length >> 8;
  framed[1] = message.length & 0xff;
  framed.set(message, LENGTH_BYTES);
  return framed;
}

/** Takes messages out of a stream, piece by piece. */
export class DnsStreamReader {
  #pending = new Uint8Array(0);

  /** Takes what has come; answers the messages that are complete now. */
  add(piece: Uint8Array): Uint8Array[] {
    const whole = new Uint8Array(this.#pending.length + piece.length);
    whole.set(this.#pending);
    whole.set(piece, this.#pending.length);
    const messages: Uint8Array[] = [];
    let at = 0;
    for (let end = endOf(whole, at); end <= whole.length; end = endOf(whole, at)) {
      messages.push(whole.slice(at + LENGTH_BYTES, end));
      at = end;
    }
    this.#pending = whole.slice(at);
    return messages;
  }
}

/** Where the message at `at` ends, as far as its length is known. */
function endOf(bytes: Uint8Array, at: number): number {
  const [high, low] = [bytes[at], bytes[at + 1]];
  return high === undefined || low === undefined ? Number.POSITIVE_INFINITY : at + LENGTH_BYTES + high * 256 + low;
}
