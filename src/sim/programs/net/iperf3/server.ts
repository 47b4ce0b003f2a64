// iperf3 -s: waits for clients, one test at a time.
// Source: iperf 3.12 iperf_server_api.c (iperf_run_server, iperf_accept, iperf_handle_message_server).
// Not modelled: time limits of tests, authentication.
import { strerror } from '../../../base/errno.ts';
import { formatIp4 } from '../../../base/ip4.ts';
import { SECOND } from '../../../des/scheduler.ts';
import type { Blocking, Sys } from '../../../host/sys.ts';
import type { StreamSocket } from '../../../linux/socket.ts';
import { ToolExit } from '../tool.ts';
import type { Iperf3Request } from './arguments.ts';
import { columnsOf, connectedLine, failure, UDP_HELLO } from './client.ts';
import { COOKIE_SIZE, Control, state } from './control.ts';
import { type Flow, TcpFlow, UdpFlow } from './flow.ts';
import { readParameters, readResults, resultsOf, type TestParameters } from './results.ts';
import { Session, summary } from './session.ts';

const BACKLOG = 2147483647; // INT_MAX
const FIRST_ID = 5;
const SECOND_ID = 8;
const NEXT_ID = 2;
const RULE = `${'-'.repeat(59)}\n`;
/** How long a client may take to open its streams, before the server takes it for gone. */
const OPENING = 30 * SECOND;

const idOf = (n: number): number => (n === 0 ? FIRST_ID : SECOND_ID + (n - 1) * NEXT_ID);

class Server {
  readonly #sys: Sys;
  readonly #request: Iperf3Request;
  readonly #listener: StreamSocket;
  #interrupted = false;

  constructor(sys: Sys, request: Iperf3Request, listener: StreamSocket) {
    this.#sys = sys;
    this.#request = request;
    this.#listener = listener;
  }

  *run(): Blocking<number> {
    const sys = this.#sys;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      sys.onSignal(signal, () => {
        this.#interrupted = true;
      });
    }
    for (let test = 1; ; test++) {
      yield* sys.print(`${RULE}Server listening on ${this.#request.port} (test #${test})\n${RULE}`);
      const caller = yield* this.#accept();
      try {
        yield* this.#serve(caller);
      } finally {
        caller.close();
      }
      if (this.#request.oneOff) return 0;
    }
  }

  *#accept(): Blocking<StreamSocket> {
    for (;;) {
      if (this.#interrupted) throw new ToolExit(1, 'iperf3: interrupt - the server has terminated\n');
      const caller = this.#listener.accept();
      if (caller) return caller;
      yield* this.#sys.wait([this.#listener.readable]);
    }
  }

  /** One test, from the client's cookie to its good-bye. */
  *#serve(caller: StreamSocket): Blocking<void> {
    const sys = this.#sys;
    const control = new Control(sys, caller);
    const peer = caller.peerAddress();
    const cookie = yield* control.read(COOKIE_SIZE);
    if (cookie === undefined || peer === undefined) return;
    yield* control.sendState(state.paramExchange);
    const parameters = readParameters(yield* control.readJson());
    if (parameters === undefined) return;
    yield* sys.print(`Accepted connection from ${formatIp4(peer.address)}, port ${peer.port}\n`);
    const flows: Flow[] = [];
    try {
      const opened = yield* this.#open(control, parameters, cookie, flows);
      if (!opened) return;
      yield* this.#test(control, parameters, flows);
    } finally {
      for (const flow of flows) flow.close();
    }
  }

  *#open(control: Control, parameters: TestParameters, cookie: Uint8Array, flows: Flow[]): Blocking<boolean> {
    const sys = this.#sys;
    let greetings = '';
    const udp = parameters.udp ? this.#bindDatagrams() : undefined;
    yield* control.sendState(state.createStreams);
    const until = sys.now() + OPENING;
    if (udp) {
      flows.push(new UdpFlow(sys, FIRST_ID, udp, parameters.reverse, parameters.block, parameters.rate));
      for (let hello = udp.receive(); ; hello = udp.receive()) {
        if (hello) {
          udp.connect(hello.from, hello.fromPort);
          udp.send(UDP_HELLO);
          greetings = connectedLine(
            FIRST_ID,
            { address: hello.to, port: this.#request.port },
            { address: hello.from, port: hello.fromPort },
          );
          break;
        }
        if (sys.now() >= until) return false;
        yield* sys.wait([udp.readable], until);
      }
    }
    while (!udp && flows.length < parameters.streams) {
      const socket = this.#listener.accept();
      if (socket) {
        const id = idOf(flows.length);
        const theirs = yield* new Control(sys, socket).read(COOKIE_SIZE);
        const peer = socket.peerAddress();
        if (theirs === undefined || peer === undefined || theirs.some((byte, at) => byte !== cookie[at])) {
          socket.close();
          continue;
        }
        flows.push(new TcpFlow(sys, id, socket, parameters.reverse, parameters.block, parameters.rate));
        greetings += connectedLine(id, socket.localAddress(), peer);
      } else if (sys.now() >= until || control.socket.state !== 'ESTABLISHED') return false;
      else yield* sys.wait([this.#listener.readable, control.socket.readable], until);
    }
    yield* sys.print(greetings);
    return true;
  }

  #bindDatagrams() {
    const made = this.#sys.sockets.socket({ type: 'udp' });
    if (!made.ok) throw failure(`unable to create a new stream: ${strerror[made.errno]}`);
    const errno = made.value.bind(0, this.#request.port);
    if (errno === undefined) return made.value;
    made.value.close();
    throw failure(`unable to create a new stream: ${strerror[errno]}`);
  }

  *#test(control: Control, { udp, reverse }: TestParameters, flows: readonly Flow[]): Blocking<void> {
    const sys = this.#sys;
    yield* control.sendState(state.testStart);
    yield* control.sendState(state.testRunning);
    let ending: number | 'gone' | undefined;
    const results = yield* new Session(sys, flows, {
      columns: columnsOf(udp, reverse),
      interval: this.#request.interval,
      until: undefined,
      bytes: undefined,
      over: () => {
        this.#turnAway();
        ending ??= control.peekState();
        return ending !== undefined || this.#interrupted;
      },
      queues: [control.socket.readable, this.#listener.readable],
    }).run();
    if (ending === state.testEnd) {
      yield* control.sendState(state.exchangeResults);
      readResults(yield* control.readJson());
      yield* control.sendJson(resultsOf(results));
      yield* control.sendState(state.displayResults);
    }
    const name = reverse ? 'sender' : 'receiver';
    const ids = flows.map((flow) => flow.id);
    yield* sys.print(summary(ids, [{ name, columns: columnsOf(udp, reverse), results }], columnsOf(udp, reverse)));
    if (ending === state.testEnd) yield* control.readState();
    else if (this.#interrupted) {
      yield* control.sendState(state.serverTerminate);
      throw new ToolExit(1, 'iperf3: interrupt - the server has terminated\n');
    } else yield* sys.error('iperf3: the client has terminated\n');
  }

  /** Who calls while a test runs is told so. */
  #turnAway(): void {
    for (let socket = this.#listener.accept(); socket; socket = this.#listener.accept()) {
      socket.write(Uint8Array.of(state.accessDenied));
      socket.close();
    }
  }
}

export function* runServer(sys: Sys, request: Iperf3Request): Blocking<number> {
  const made = sys.sockets.stream();
  const errno = made.ok ? (made.value.bind(0, request.port) ?? made.value.listen(BACKLOG)) : made.errno;
  if (!made.ok || errno !== undefined) {
    if (made.ok) made.value.close();
    throw failure(`unable to start listener for connections: ${errno === undefined ? '' : strerror[errno]}`);
  }
  try {
    return yield* new Server(sys, request, made.value).run();
  } finally {
    made.value.close();
  }
}
