// One name server asks another: over UDP, and again over TCP when the answer was cut.
// Source: RFC 1035 7.3, RFC 7766 section 5; Unbound services/outside_network.c.
// Not modelled: source port pools, 0x20 randomised case.
import type { Ip4 } from '../../../base/ip4.ts';
import type { SimTime } from '../../../des/scheduler.ts';
import type { Blocking, Sys } from '../../../host/sys.ts';
import { DNS_PORT, type DnsMessage, type DnsQuestion, emitDns, parseDns } from '../../../wire/dns.ts';
import { exchangeOverTcp } from '../../net/dns-tcp.ts';
import { EDNS_SIZE } from './service.ts';

/** What the server says; undefined when it says nothing in time or cannot be reached. */
export function* askAuthority(
  sys: Sys,
  server: Ip4,
  question: DnsQuestion,
  patience: SimTime,
): Blocking<DnsMessage | undefined> {
  const id = sys.random('dns query id').int(0, 0xffff);
  const query = emitDns({
    id,
    response: false,
    authoritative: false,
    truncated: false,
    recursionDesired: false,
    recursionAvailable: false,
    rcode: 0,
    questions: [question],
    answers: [],
    edns: { udpSize: EDNS_SIZE, options: new Uint8Array(0) },
  });
  if (query === undefined) return undefined;
  const until = sys.now() + patience;
  const reply = yield* overUdp(sys, server, query, id, until);
  if (reply?.truncated !== true) return reply;
  const whole = yield* exchangeOverTcp(sys, { address: server, port: DNS_PORT }, query, id, sys.now() + patience);
  return whole.ok ? whole.message : undefined;
}

function* overUdp(
  sys: Sys,
  server: Ip4,
  query: Uint8Array,
  id: number,
  until: SimTime,
): Blocking<DnsMessage | undefined> {
  const made = sys.sockets.socket({ type: 'udp' });
  if (!made.ok) return undefined;
  const socket = made.value;
  try {
    if (socket.connect(server, DNS_PORT) !== undefined || !socket.send(query).ok) return undefined;
    for (;;) {
      if (socket.receiveError() !== undefined) return undefined;
      for (let got = socket.receive(); got; got = socket.receive()) {
        const message = parseDns(got.payload);
        if (message?.response && message.id === id) return message;
      }
      if (sys.now() >= until) return undefined;
      yield* sys.wait([socket.readable], until);
    }
  } finally {
    socket.close();
  }
}
