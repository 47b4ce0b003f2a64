// nc -u: datagrams from standard input, and to standard output.
// Source: netcat.c of netcat-openbsd 1.219 (readwrite, udptest with Debian's udp-scan-timeout.patch).
// Not modelled: several peers side by side with -k, which answers none of them.
import { strerror } from '../../../base/errno.ts';
import { formatIp4, type Ip4 } from '../../../base/ip4.ts';
import { encodeUtf8, Utf8Decoder } from '../../../base/utf8.ts';
import { SECOND } from '../../../des/scheduler.ts';
import type { Blocking, Sys } from '../../../host/sys.ts';
import type { Socket } from '../../../linux/socket.ts';
import { serviceName } from '../services.ts';
import { ToolExit } from '../tool.ts';

export interface UdpJob {
  readonly verbose: boolean;
  readonly scan: boolean;
  readonly numeric: boolean;
  readonly keep: boolean;
  /** End of standard input is the end, after this long; undefined: it is none. */
  readonly quitsAfter: number | undefined;
  /** Ends after this much silence. */
  readonly idle: number | undefined;
  readonly localPort: number | undefined;
}

const UDP_SCAN_TIMEOUT = 3; // seconds
const PROBE = encodeUtf8('X');

function openSocket(sys: Sys, port: number): Socket {
  const made = sys.sockets.socket({ type: 'udp' });
  if (!made.ok) throw new ToolExit(1, `nc: ${strerror[made.errno]}\n`);
  const errno = port === 0 ? undefined : made.value.bind(0, port);
  if (errno === undefined) return made.value;
  made.value.close();
  throw new ToolExit(1, `nc: ${strerror[errno]}\n`);
}

/** Two probes, and one more each second: false when one of them came back as an error. */
function* isOpen(sys: Sys, socket: Socket, seconds: number): Blocking<boolean> {
  for (let sent = 0; sent < seconds + 2; sent++) {
    if (sent > 1) yield* sys.sleep(SECOND);
    else yield* sys.compute(0);
    if (socket.receiveError() !== undefined || !socket.send(PROBE).ok) return false;
  }
  return true;
}

/** Standard input out, datagrams in, until silence, an error or the end of input ends it. */
function* relayDatagrams(sys: Sys, socket: Socket, job: UdpJob): Blocking<void> {
  const input = sys.file(0);
  const decoder = new Utf8Decoder();
  let inputOpen = input !== undefined;
  let until = job.idle === undefined ? undefined : sys.now() + job.idle;
  for (;;) {
    const got = socket.receive();
    if (got !== undefined) {
      yield* sys.print(decoder.decode(got.payload));
      until = job.idle === undefined ? until : sys.now() + job.idle;
      continue;
    }
    if (socket.receiveError() !== undefined) return;
    if (inputOpen && input?.ready()) {
      const text = yield* input.read();
      if (text !== undefined) {
        socket.send(encodeUtf8(text));
        until = job.idle === undefined ? until : sys.now() + job.idle;
      } else {
        inputOpen = false;
        if (job.quitsAfter !== undefined)
          until = Math.min(until ?? Number.POSITIVE_INFINITY, sys.now() + job.quitsAfter);
      }
      continue;
    }
    if (until !== undefined && sys.now() >= until) return;
    yield* sys.wait([socket.readable, ...(inputOpen && input ? [input.readable] : [])], until);
  }
}

/** Tries one port: 0 when nothing said that it is closed. */
export function* callUdp(sys: Sys, job: UdpJob, host: string, address: Ip4, port: number): Blocking<number> {
  const socket = openSocket(sys, job.localPort ?? 0);
  try {
    const errno = socket.connect(address, port);
    if (errno !== undefined) {
      const where = host === formatIp4(address) ? host : `${host} (${formatIp4(address)})`;
      if (job.verbose) yield* sys.error(`nc: connect to ${where} port ${port} (udp) failed: ${strerror[errno]}\n`);
      return 1;
    }
    const seconds = Math.min(UDP_SCAN_TIMEOUT, Math.round((job.idle ?? Number.POSITIVE_INFINITY) / SECOND));
    if ((job.verbose || job.scan) && !(yield* isOpen(sys, socket, seconds))) return 1;
    const where = host === formatIp4(address) ? host : `${host} (${formatIp4(address)})`;
    const service = (job.numeric ? undefined : serviceName(port, 'udp')) ?? '*';
    if (job.verbose) yield* sys.error(`Connection to ${where} ${port} port [udp/${service}] succeeded!\n`);
    if (!job.scan) yield* relayDatagrams(sys, socket, job);
    return 0;
  } finally {
    socket.close();
  }
}

/** Waits for a peer and talks to it alone; with -k it prints what anybody sends. */
export function* serveUdp(
  sys: Sys,
  job: UdpJob,
  port: number,
  received: (peer: { address: Ip4; port: number }) => Blocking<string>,
): Blocking<number> {
  const socket = openSocket(sys, port);
  try {
    if (job.verbose) yield* sys.error(`Bound on 0.0.0.0 ${port}\n`);
    if (job.keep) {
      yield* relayDatagrams(sys, socket, job);
      return 0;
    }
    for (let first = socket.receive(); ; first = socket.receive()) {
      if (first === undefined) {
        yield* sys.wait([socket.readable]);
        continue;
      }
      const peer = { address: first.from, port: first.fromPort };
      socket.connect(peer.address, peer.port);
      if (job.verbose) yield* sys.error(yield* received(peer));
      yield* sys.print(new Utf8Decoder().decode(first.payload));
      yield* relayDatagrams(sys, socket, job);
      return 0;
    }
  } finally {
    socket.close();
  }
}
