// The client's connection to one engine, and the streams of the terminal it was started from.
// Source: moby client/request.go (checkResponseErr), client/errors.go; docker/cli cli/streams/in.go CheckTty.
// Not modelled: TCP and TLS connections, API version negotiation, contexts, credentials.
import { API_VERSION } from '../engine/api/types.ts';
import type { HttpRequest, HttpResponse } from '../host/http.ts';
import type { Blocking, Sys, TtyControl } from '../host/sys.ts';
import { ApiFailure, Failure, notSimulated } from './failure.ts';
import type { Interrupts } from './interrupts.ts';

/** How messages of this simulator about its own limits begin, wherever they come from. */
const OWN_LIMIT = 'hoplab: not simulated yet: ';

export interface Request {
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** A body that is no JSON: an archive. */
  readonly raw?: string;
}

export class Client {
  readonly sys: Sys;
  readonly socket: string;
  /** Undefined where somebody else's process asks: a shell that completes a line. */
  readonly interrupts: Interrupts | undefined;
  constructor(sys: Sys, socket: string, interrupts?: Interrupts) {
    this.sys = sys;
    this.socket = socket;
    this.interrupts = interrupts;
  }

  get stdin(): TtyControl | undefined {
    return this.sys.file(0)?.tty;
  }

  get stdout(): TtyControl | undefined {
    return this.sys.file(1)?.tty;
  }

  /** `active/manager`, `active/worker`, `inactive` …; undefined where no engine tells. */
  *swarmStatus(): Blocking<string | undefined> {
    const answer = yield* this.sys.http(this.socket, { method: 'HEAD', path: '/_ping' });
    return answer.ok ? answer.value.headers?.Swarm : undefined;
  }

  /** Prints a line to standard output. */
  print(line: string): Blocking<void> {
    return this.sys.print(`${line}\n`);
  }

  /** Prints a line to standard error. */
  warn(line: string): Blocking<void> {
    return this.sys.error(`${line}\n`);
  }

  /** One exchange with the engine; its errors and a missing engine become failures. */
  *send(method: HttpRequest['method'], path: string, request: Request = {}): Blocking<HttpResponse> {
    const answer = yield* this.sys.http(this.socket, {
      method,
      path: `/v${API_VERSION}${path}`,
      ...(request.query && { query: request.query }),
      ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
      ...(request.raw !== undefined && { body: request.raw }),
    });
    if (!answer.ok) {
      const url = `unix://${this.socket}`;
      throw new Failure(`Cannot connect to the Docker daemon at ${url}. Is the docker daemon running?`);
    }
    if (answer.value.status >= 400) throw refusal(answer.value);
    return answer.value;
  }

  /** The JSON text that the engine answers. */
  *text(path: string, query: Readonly<Record<string, string>> = {}): Blocking<string> {
    return (yield* this.send('GET', path, { query })).body ?? '';
  }

  *get<T>(path: string, query: Readonly<Record<string, string>> = {}): Blocking<T> {
    const value: T = JSON.parse(yield* this.text(path, query));
    return value;
  }

  *post<T>(path: string, request: Request = {}): Blocking<T> {
    const value: T = JSON.parse((yield* this.send('POST', path, request)).body || 'null');
    return value;
  }

  /** A terminal inside needs a terminal outside, where its keyboard is attached. */
  checkTty(attachStdin: boolean, tty: boolean): void {
    if (attachStdin && tty && !this.stdin) throw new Failure('the input device is not a TTY');
  }
}

function refusal(response: HttpResponse): Failure {
  const message = messageOf(response).trim();
  if (message.startsWith(OWN_LIMIT)) return notSimulated(message.slice(OWN_LIMIT.length));
  return new ApiFailure(`Error response from daemon: ${message}`, response.status);
}

function messageOf(response: HttpResponse): string {
  const body = response.body ?? '';
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === 'object' && value !== null && 'message' in value) return String(value.message);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return body;
}

/** What a path can name by what the user typed. Source: moby client/utils.go trimID. */
type Kind = 'container' | 'network' | 'image' | 'volume' | 'service' | 'task' | 'secret' | 'config' | 'node' | 'plugin';

/** A name or id as one path segment. Images have a message of their own, the engine's. */
export function segment(kind: Kind, name: string): string {
  const bare = kind === 'image' ? name : name.trim();
  if (bare === '' && kind !== 'image') throw new Failure(`invalid ${kind} name or ID: value is empty`);
  return encodeURIComponent(bare);
}
