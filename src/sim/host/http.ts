// HTTP over a unix socket, as messages: what the docker client and the engine speak.
// Source: RFC 9112; the hijacked connection as in Docker's Engine API (attach, exec start). Not modelled: bytes on the socket.
import type { Blocking, WaitQueue } from '../des/task.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD';
  /** Without the query: `/v1.51/containers/json`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** JSON text. */
  readonly body?: string;
}

/** A response's head; `body` is whole, `stream` is open: events, followed logs, or a hijacked connection (status 101). */
export interface HttpResponse {
  readonly status: number;
  /** Those that somebody reads. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly stream?: HttpStream;
}

/** A piece of a multiplexed stream. A terminal's output is all `stdout`. */
export interface StreamChunk {
  readonly channel: 'stdout' | 'stderr';
  readonly text: string;
  /** The text is the daemon's own word that the stream is broken (stdcopy's Systemerr). */
  readonly broken?: true;
}

/** One side of an open connection. */
export interface HttpStream {
  /** The next piece, undefined when the other side has finished. Waits. */
  read(): Blocking<StreamChunk | undefined>;
  readonly readable: WaitQueue;
  ready(): boolean;
  /** Towards the other side (the container's standard input, when hijacked). */
  write(text: string): Blocking<void>;
  /** Half-close: no more will be written. */
  closeWrite(): void;
  /** Hangs up. */
  close(): void;
}

/** Who answers on a socket. Runs in a task of the server's, so a client that dies does not stop it. */
export interface HttpService {
  serve(request: HttpRequest): Blocking<HttpResponse>;
}
