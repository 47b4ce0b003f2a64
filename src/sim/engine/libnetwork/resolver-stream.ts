// DNS over TCP as the embedded server speaks it: any number of messages on one connection.
// Source: RFC 7766, RFC 1035 4.2.2; miekg/dns server.go.
// Not modelled: its idle timeout of 8 s.
import type { Blocking } from '../../des/task.ts';
import type { StreamSocket } from '../../linux/socket.ts';
import { DnsStreamReader, framedDns } from '../../wire/dns-stream.ts';

/** Serves one connection until its client ends it. `answer` may reply at once or later. */
export function* serveStream(
  connection: StreamSocket,
  answer: (query: Uint8Array, reply: (bytes: Uint8Array) => void) => void,
): Blocking<void> {
  const reader = new DnsStreamReader();
  const reply = (bytes: Uint8Array): void => {
    connection.write(framedDns(bytes));
  };
  try {
    for (;;) {
      const read = connection.read();
      if (read === 'eof' || (read === undefined && connection.state === 'CLOSED')) return;
      if (read === undefined) yield { on: [connection.readable] };
      else for (const query of reader.add(read)) answer(query, reply);
    }
  } finally {
    connection.close();
  }
}
