// iperf3 -c: asks for a test, opens the streams, and prints what both ends have counted.
// Source: iperf 3.12 iperf_client_api.c (iperf_run_client, iperf_handle_message_client, iperf_connect).
// Not modelled: IPv6.
import { strerror } from '../../../base/errno.ts';
import { formatIp4, type Ip4 } from '../../../base/ip4.ts';
import { SECOND } from '../../../des/scheduler.ts';
import type { Blocking, Sys } from '../../../host/sys.ts';
import type { SocketAddress } from '../../../linux/socket.ts';
import { lookupErrorText, resolveHost } from '../resolve.ts';
import { connectStream } from '../stream.ts';
import { ToolExit } from '../tool.ts';
import type { Iperf3Request } from './arguments.ts';
import { Control, makeCookie, state } from './control.ts';
import { type Flow, TcpFlow, UdpFlow } from './flow.ts';
import type { Columns } from './report.ts';
import { parametersOf, readResults, resultsOf } from './results.ts';
import { type End, Session, type StreamResult, summary } from './session.ts';

const FIRST_ID = 5;
const NEXT_ID = 2;
/** What a UDP client says first, and the server answers: iperf.h UDP_CONNECT_MSG and UDP_CONNECT_REPLY. */
export const UDP_HELLO = Uint8Array.of(0x39, 0x38, 0x37, 0x36);
const UNABLE =
  'unable to connect to server - server may have stopped running or use a different port, firewall issue, etc.';

export const failure = (why: string): ToolExit => new ToolExit(1, `iperf3: error - ${why}\n`);
const LOST = 'control socket has closed unexpectedly';

export const columnsOf = (udp: boolean, sends: boolean): Columns =>
  udp ? (sends ? 'udp-sender' : 'udp-receiver') : sends ? 'tcp-sender' : 'tcp-receiver';

export const connectedLine = (id: number, local: SocketAddress, peer: SocketAddress): string =>
  `[${String(id).padStart(3)}] local ${formatIp4(local.address)} port ${local.port} connected to ${formatIp4(peer.address)} port ${peer.port}\n`;

class Client {
  readonly #sys: Sys;
  readonly #request: Iperf3Request;
  readonly #control: Control;
  readonly #server: Ip4;
  readonly #cookie: Uint8Array;
  readonly #flows: Flow[] = [];
  #greetings = '';
  #results: readonly StreamResult[] = [];
  #others: readonly StreamResult[] = [];
  #interrupted = false;

  constructor(sys: Sys, request: Iperf3Request, control: Control, server: Ip4) {
    this.#sys = sys;
    this.#request = request;
    this.#control = control;
    this.#server = server;
    this.#cookie = makeCookie(sys);
  }

  *run(): Blocking<number> {
    const control = this.#control;
    this.#sys.onSignal('SIGINT', () => {
      this.#interrupted = true;
    });
    yield* control.sendBytes(this.#cookie);
    try {
      for (;;) {
        const next = yield* control.readState();
        if (next === undefined) throw failure(LOST);
        if (next === state.accessDenied) throw failure('the server is busy running a test. try again later');
        if (next === state.serverTerminate) throw new ToolExit(1, 'iperf3: the server has terminated\n');
        if (yield* this.#enter(next)) break;
      }
    } finally {
      for (const flow of this.#flows) flow.close();
    }
    yield* this.#sys.print(this.#summary());
    yield* control.sendState(state.done);
    yield* this.#sys.print('\niperf Done.\n');
    return 0;
  }

  /** One state that the server asks for; true when the results are there. */
  *#enter(next: number): Blocking<boolean> {
    const control = this.#control;
    switch (next) {
      case state.paramExchange:
        yield* control.sendJson(parametersOf(this.#request, this.#block()));
        return false;
      case state.createStreams:
        for (let n = 0; n < this.#request.streams; n++) yield* this.#open(FIRST_ID + n * NEXT_ID);
        return false;
      case state.testStart:
        yield* this.#sys.print(this.#greetings);
        return false;
      case state.testRunning:
        yield* this.#test();
        return false;
      case state.exchangeResults:
        yield* control.sendJson(resultsOf(this.#results));
        this.#others = readResults(yield* control.readJson());
        return false;
      default:
        return next === state.displayResults;
    }
  }

  #block(): number {
    return this.#request.block ?? this.#control.socket.tcpInfo()?.mss ?? 1448;
  }

  *#open(id: number): Blocking<void> {
    const { udp, reverse, port, rate } = this.#request;
    const to = { address: this.#server, port };
    if (udp) {
      this.#flows.push(yield* this.#openDatagrams(id, to));
      return;
    }
    const made = yield* connectStream(this.#sys, to.address, to.port);
    if (!made.ok)
      throw failure(`unable to create a new stream: ${made.errno === 'timeout' ? '' : strerror[made.errno]}`);
    const { socket } = made;
    this.#flows.push(new TcpFlow(this.#sys, id, socket, !reverse, this.#block(), rate));
    yield* new Control(this.#sys, socket).sendBytes(this.#cookie);
    this.#greetings += connectedLine(id, socket.localAddress(), to);
  }

  *#openDatagrams(id: number, to: SocketAddress): Blocking<Flow> {
    const sys = this.#sys;
    const { reverse, rate } = this.#request;
    const made = sys.sockets.socket({ type: 'udp' });
    if (!made.ok) throw failure(`unable to create a new stream: ${strerror[made.errno]}`);
    const socket = made.value;
    const flow = new UdpFlow(sys, id, socket, !reverse, this.#block(), rate);
    const errno = socket.connect(to.address, to.port);
    if (errno) throw failure(`unable to create a new stream: ${strerror[errno]}`);
    socket.send(UDP_HELLO);
    const until = sys.now() + 30 * SECOND;
    while (socket.receive() === undefined) {
      if (sys.now() >= until) throw failure('unable to read from stream socket: Resource temporarily unavailable');
      yield* sys.wait([socket.readable], until);
    }
    this.#greetings += connectedLine(id, socket.localAddress(), to);
    return flow;
  }

  *#test(): Blocking<void> {
    const { udp, reverse, seconds, bytes, interval } = this.#request;
    const { socket } = this.#control;
    const session = new Session(this.#sys, this.#flows, {
      columns: columnsOf(udp, !reverse),
      interval,
      until: bytes === undefined ? this.#sys.now() + Math.round(seconds * SECOND) : undefined,
      bytes,
      over: () => this.#interrupted || socket.state !== 'ESTABLISHED',
      queues: [socket.readable],
    });
    this.#results = yield* session.run();
    if (this.#interrupted) {
      yield* this.#control.sendState(state.clientTerminate);
      yield* this.#sys.print(this.#summary());
      throw new ToolExit(1, 'iperf3: interrupt - the client has terminated\n');
    }
    yield* this.#control.sendState(state.testEnd);
  }

  #summary(): string {
    const { udp, reverse } = this.#request;
    const own: End = {
      name: reverse ? 'receiver' : 'sender',
      columns: endColumns(udp, !reverse),
      results: this.#results,
    };
    const other: End = {
      name: reverse ? 'sender' : 'receiver',
      columns: endColumns(udp, reverse),
      results: this.#others,
    };
    const ends = reverse ? [other, own] : [own, other];
    return summary(
      this.#flows.map((flow) => flow.id),
      ends,
      udp ? 'udp-receiver' : 'tcp-sender',
    );
  }
}

/** In the last lines both ends of a UDP stream have the receiver's columns. */
const endColumns = (udp: boolean, sends: boolean): Columns => (udp ? 'udp-receiver' : columnsOf(false, sends));

export function* runClient(sys: Sys, request: Iperf3Request): Blocking<number> {
  const found = yield* resolveHost(sys, request.host);
  if (!found.ok)
    throw failure(
      `unable to connect to server - server may have stopped running or use a different port, firewall issue, etc.: ${lookupErrorText[found.error]}`,
    );
  const server = found.addresses[0] ?? 0;
  const connected = yield* connectStream(sys, server, request.port);
  if (!connected.ok) {
    const why = connected.errno === 'timeout' ? 'Connection timed out' : strerror[connected.errno];
    throw failure(`${UNABLE}: ${why}`);
  }
  try {
    const reverse = request.reverse ? `Reverse mode, remote host ${request.host} is sending\n` : '';
    yield* sys.print(`Connecting to host ${request.host}, port ${request.port}\n${reverse}`);
    return yield* new Client(sys, request, new Control(sys, connected.socket), server).run();
  } finally {
    connected.socket.close();
  }
}
