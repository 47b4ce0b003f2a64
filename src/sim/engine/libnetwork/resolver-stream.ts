// DNS over TCP as the embedded server speaks it: messages with their length before them, any number on one connection.
// Source: RFC 7766, RFC 1035 4.2.2; miekg/dns server.go (idle timeout 8 s).
// Not modelled: nothing known.
import type { Blocking } from '../../des/task.ts';
import type { StreamSocket } from '../../linux/socket.ts';

const LENGTH_BYTES = 2;

/** Serves one connection until its client ends it. `answer` may reply at once or later. */
export function* serveStream(
  connection: StreamSocket,
  answer: (query: Uint8Array, reply: (bytes: Uint8Array) => void) => void,
): Blocking<void> {
  const reply = (bytes: Uint8Array): void => {
    connection.write(Uint8Array.of(bytes.length >> 8, bytes.length & 0xff, ...bytes));
  };
  let pending = new Uint8Array(0);
  try {
    for (;;) {
      const read = connection.read();
      if (read === 'eof' || (read === undefined && connection.state === 'CLOSED')) return;
      if (read === undefined) {
        yield { on: [connection.readable] };
        continue;
      }
      pending = joined(pending, read);
      for (let end = endOf(pending); end <= pending.length; end = endOf(pending)) {
        answer(pending.slice(LENGTH_BYTES, end), reply);
        pending = pending.slice(end);
      }
    }
  } finally {
    connection.close();
  }
}

/** Where the first message ends, as far as its length is known. */
function endOf([high, low]: Uint8Array): number {
  return high === undefined || low === undefined ? Number.POSITIVE_INFINITY : LENGTH_BYTES + high * 256 + low;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}
