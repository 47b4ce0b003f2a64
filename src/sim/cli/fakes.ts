// A machine with nothing but standard streams and an engine's socket, for tests of the client.
// Source: host/sys.ts, host/http.ts.
// Not modelled: everything that the client does not ask of its machine.
import type { Result } from '../base/errno.ts';
import type { HttpRequest, HttpResponse, HttpStream, StreamChunk } from '../host/http.ts';
import type { Blocking, Signal, Sys } from '../host/sys.ts';
import { docker } from './docker.ts';

export interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
  readonly requests: readonly HttpRequest[];
}

/** Who answers requests; undefined means that no engine listens. */
export type FakeEngine = ((request: HttpRequest) => HttpResponse) | undefined;

export interface FakeOptions {
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  readonly now?: number;
  /** One comes whenever the client waits. */
  readonly signals?: readonly Signal[];
}

/** Runs one docker command line to its end. */
export function runDocker(argv: readonly string[], engine?: FakeEngine, options: FakeOptions = {}): Answer {
  const requests: HttpRequest[] = [];
  const out = { 1: '', 2: '' };
  const answer = (request: HttpRequest): Result<HttpResponse> => {
    if (!engine) return { ok: false, errno: 'ENOENT' };
    requests.push(request);
    return { ok: true, value: engine(request) };
  };
  const handlers = new Map<Signal, () => void>();
  const sys = fakeSys(answer, out, options, handlers);
  const signals = [...(options.signals ?? [])];
  const running = docker.main(sys, ['docker', ...argv]);
  let step = running.next();
  for (let i = 0; !step.done && i < 1_000; i++) {
    const signal = signals.shift();
    if (signal) handlers.get(signal)?.();
    step = running.next();
  }
  if (!step.done) throw new Error(`still waiting: docker ${argv.join(' ')}`);
  return { stdout: out[1], stderr: out[2], exit: step.value, requests };
}

// biome-ignore lint/correctness/useYield: nothing here takes time
function* atOnce<T>(value: () => T): Blocking<T> {
  return value();
}

function fakeSys(
  answer: (request: HttpRequest) => Result<HttpResponse>,
  out: { 1: string; 2: string },
  options: FakeOptions,
  handlers: Map<Signal, () => void>,
): Sys {
  let stdin = options.stdin;
  const read = (): Blocking<string | undefined> =>
    atOnce(() => {
      const text = stdin;
      stdin = undefined;
      return text;
    });
  const write = (fd: number, text: string): Blocking<void> =>
    atOnce(() => {
      out[fd === 2 ? 2 : 1] += text;
    });
  const sys = {
    cwd: '/',
    env: new Map(Object.entries(options.env ?? {})),
    file: (fd: number) => (fd === 0 ? { kind: 'pipe', tty: undefined, read } : { kind: 'pipe', tty: undefined }),
    read,
    readAll: () => atOnce(() => stdin ?? ''),
    sleep: () => atOnce(() => undefined),
    write,
    print: (text: string) => write(1, text),
    error: (text: string) => write(2, text),
    wallClock: () => options.now ?? 0,
    resolve: (path: string) => (path.startsWith('/') ? path : `/${path}`),
    onSignal: (signal: Signal, handler: () => void) => void handlers.set(signal, handler),
    *wait(): Blocking<void> {
      yield { on: [] };
    },
    fs: {
      readFile: (path: string) => {
        const value = options.files?.[path];
        return value === undefined ? { ok: false, errno: 'ENOENT' } : { ok: true, value };
      },
      stat: () => undefined,
    },
    http: (_socket: string, request: HttpRequest) => atOnce(() => answer(request)),
  };
  return sys as unknown as Sys;
}

/** JSON as a response. */
export function json(value: unknown, status = 200): HttpResponse {
  return { status, body: `${JSON.stringify(value)}\n` };
}

/** The engine's way to say no. */
export function refused(message: string, status = 404): HttpResponse {
  return json({ message }, status);
}

/** A connection that says `chunks` and ends; what is written to it is kept. */
export function fakeStream(chunks: readonly StreamChunk[], written: string[] = []): HttpStream {
  const rest = [...chunks];
  return {
    read: () => atOnce(() => rest.shift()),
    readable: {
      wake: () => undefined,
      add: () => undefined,
      remove: () => undefined,
    } as unknown as HttpStream['readable'],
    ready: () => true,
    write: (text) =>
      atOnce(() => {
        written.push(text);
      }),
    closeWrite: () => undefined,
    close: () => undefined,
  };
}

/** A connection on which nothing ever comes. */
export function silentStream(): HttpStream {
  return {
    ...fakeStream([]),
    *read() {
      for (;;) yield { on: [] };
    },
  };
}
