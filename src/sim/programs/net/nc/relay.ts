// What both netcats do once they are connected: standard input to the peer, the peer to standard output.
// Source: readwrite() of OpenBSD's netcat.c; the loop of busybox 1.35 networking/nc.c.
// Not modelled: -q, -i.
import { encodeUtf8, Utf8Decoder } from '../../../base/utf8.ts';
import type { SimTime } from '../../../des/scheduler.ts';
import type { Blocking, Sys } from '../../../host/sys.ts';
import type { StreamSocket } from '../../../linux/socket.ts';
import { sendAll } from '../stream.ts';

export interface RelayRules {
  /** End of standard input sends FIN. */
  readonly shutsAtEof: boolean;
  /** The peer's end is the end, whatever standard input still has. */
  readonly endsWithPeer: boolean;
  /** Ends after this much silence. */
  readonly idle?: SimTime | undefined;
}

/** Relays until both sides, or the peer, have ended. */
export function* relay(sys: Sys, socket: StreamSocket, rules: RelayRules): Blocking<void> {
  const input = sys.file(0);
  const decoder = new Utf8Decoder();
  let [inputOpen, peerOpen] = [input !== undefined, true];
  const stopped = () => {
    if (input === undefined || !inputOpen) return;
    inputOpen = false;
    if (rules.shutsAtEof) socket.shutdownWrite();
  };
  if (!inputOpen && rules.shutsAtEof) socket.shutdownWrite();
  while (peerOpen || (inputOpen && !rules.endsWithPeer)) {
    const got = peerOpen ? socket.read() : undefined;
    if (got instanceof Uint8Array) {
      yield* sys.print(decoder.decode(got));
      continue;
    }
    if (got === 'eof' || socket.takeError() !== undefined) {
      peerOpen = false;
      yield* sys.print(decoder.end());
      continue;
    }
    if (inputOpen && input?.ready()) {
      const text = yield* input.read();
      if (text === undefined) stopped();
      else if ((yield* sendAll(sys, socket, encodeUtf8(text))) !== undefined) return;
      continue;
    }
    const until = rules.idle === undefined ? undefined : sys.now() + rules.idle;
    yield* sys.wait([...(peerOpen ? [socket.readable] : []), ...(inputOpen && input ? [input.readable] : [])], until);
    if (until !== undefined && sys.now() >= until) return;
  }
}
