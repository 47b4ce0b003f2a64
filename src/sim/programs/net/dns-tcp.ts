// One question to a name server over TCP.
// Source: RFC 7766, glibc resolv/res_send.c send_vc. Not modelled: several questions on one connection.
import type { SimTime } from '../../des/scheduler.ts';
import type { Blocking, Sys } from '../../host/sys.ts';
import type { SocketAddress } from '../../linux/socket.ts';
import { type DnsMessage, parseDns } from '../../wire/dns.ts';
import { DnsStreamReader, framedDns } from '../../wire/dns-stream.ts';
import { connectStream, receive, type StreamTrouble, sendAll } from './stream.ts';

export type TcpExchange =
  | { readonly ok: true; readonly message: DnsMessage; readonly size: number }
  /** `phase` tells whether a connection had been made. EOF: the server closed without an answer. */
  | { readonly ok: false; readonly phase: 'connect' | 'exchange'; readonly errno: StreamTrouble | 'eof' };

export function* exchangeOverTcp(
  sys: Sys,
  server: SocketAddress,
  query: Uint8Array,
  id: number,
  until: SimTime,
): Blocking<TcpExchange> {
  const connected = yield* connectStream(sys, server.address, server.port, { until });
  if (!connected.ok) return { ok: false, phase: 'connect', errno: connected.errno };
  const { socket } = connected;
  const reader = new DnsStreamReader();
  try {
    const unsent = yield* sendAll(sys, socket, framedDns(query), until);
    if (unsent !== undefined) return { ok: false, phase: 'exchange', errno: unsent };
    for (;;) {
      const got = yield* receive(sys, socket, until);
      if (typeof got === 'string') return { ok: false, phase: 'exchange', errno: got };
      for (const bytes of reader.add(got)) {
        const message = parseDns(bytes);
        if (message?.response && message.id === id) return { ok: true, message, size: bytes.length };
      }
    }
  } finally {
    socket.close();
  }
}
