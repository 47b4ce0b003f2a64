// Bash's /dev/tcp/HOST/PORT and /dev/udp/HOST/PORT: no files, but connections that redirections open.
// Source: bash(1) REDIRECTION; bash lib/sh/netopen.c, redir.c (redir_special_open).
// Not modelled: IPv6.
import { type Errno, strerror } from '../../../base/errno.ts';
import { encodeUtf8, Utf8Decoder } from '../../../base/utf8.ts';
import type { Blocking, OpenFile, Sys } from '../../../host/sys.ts';
import type { Socket, StreamSocket } from '../../../linux/socket.ts';
import { lookupErrorText, resolveHost } from '../../net/resolve.ts';
import { portOfService } from '../../net/services.ts';
import { connectStream, sendAll } from '../../net/stream.ts';
import { CommandError } from '../control.ts';
import type { Shell } from '../shell.ts';

const SPECIAL = /^\/dev\/(tcp|udp)\/([^/]+)\/([^/]+)$/;

/** The connection that `path` names; undefined when it names none. Throws when there is no connecting. */
export function* openSocket(shell: Shell, path: string): Blocking<OpenFile | undefined> {
  const [, protocol, host = '', service = ''] = SPECIAL.exec(path) ?? [];
  if (protocol !== 'tcp' && protocol !== 'udp') return undefined;
  const { sys } = shell;
  const port = /^\d+$/.test(service) ? Number(service) & 0xffff : portOfService(service, protocol);
  if (port === undefined) {
    yield* shell.complain(`${service}: Servname not supported for ai_socktype`);
    throw new CommandError(`${path}: ${strerror.EINVAL}`);
  }
  const found = yield* resolveHost(sys, host);
  const address = found.ok ? found.addresses[0] : undefined;
  if (address === undefined) {
    yield* shell.complain(`${host}: ${lookupErrorText[found.ok ? 'EAI_NONAME' : found.error]}`);
    throw new CommandError(`${path}: ${strerror.EINVAL}`);
  }
  if (protocol === 'tcp') {
    const connected = yield* connectStream(sys, address, port);
    if (connected.ok) return new StreamFile(sys, connected.socket);
    throw yield* refused(shell, path, connected.errno === 'timeout' ? 'ETIMEDOUT' : connected.errno);
  }
  const made = sys.sockets.socket({ type: 'udp' });
  const errno = made.ok ? made.value.connect(address, port) : made.errno;
  if (made.ok && errno === undefined) return new DatagramFile(sys, made.value);
  if (made.ok) made.value.close();
  throw yield* refused(shell, path, errno ?? 'EINVAL');
}

/** sys_error: this complaint alone has no line number. */
function* refused(shell: Shell, path: string, errno: Errno): Blocking<CommandError> {
  yield* shell.sys.error(`${shell.name}: connect: ${strerror[errno]}\n`);
  return new CommandError(`${path}: ${strerror[errno]}`);
}

/** What both kinds have in common: text that has come or was put back, and who still holds the file. */
abstract class SocketFile implements OpenFile {
  readonly kind = 'pipe';
  readonly tty = undefined;
  protected readonly sys: Sys;
  readonly #socket: StreamSocket | Socket;
  readonly #decoder = new Utf8Decoder();
  #text = '';
  #ended = false;
  #holders = 1;

  constructor(sys: Sys, socket: StreamSocket | Socket) {
    this.sys = sys;
    this.#socket = socket;
  }

  /** What has come, without waiting. */
  protected abstract take(): Uint8Array | 'eof' | undefined;
  abstract write(text: string): Blocking<Errno | undefined>;

  get readable() {
    return this.#socket.readable;
  }

  *read(): Blocking<string | undefined> {
    while (!this.ready()) yield* this.sys.wait([this.readable]);
    const text = this.#text;
    this.#text = '';
    return text === '' ? undefined : text;
  }

  unread(text: string): void {
    this.#text = text + this.#text;
  }

  ready(): boolean {
    const piece = this.#ended ? undefined : this.take();
    if (piece === 'eof') this.#text += this.#decoder.end();
    else if (piece !== undefined) this.#text += this.#decoder.decode(piece);
    this.#ended ||= piece === 'eof';
    return this.#ended || this.#text !== '';
  }

  retain(): void {
    this.#holders++;
  }

  release(): void {
    if (--this.#holders === 0) this.#socket.close();
  }
}

class StreamFile extends SocketFile {
  readonly #stream: StreamSocket;
  constructor(sys: Sys, stream: StreamSocket) {
    super(sys, stream);
    this.#stream = stream;
  }

  protected take(): Uint8Array | 'eof' | undefined {
    return this.#stream.read() ?? (this.#stream.takeError() === undefined ? undefined : 'eof');
  }

  *write(text: string): Blocking<Errno | undefined> {
    const trouble = yield* sendAll(this.sys, this.#stream, encodeUtf8(text));
    return trouble === 'timeout' ? 'ETIMEDOUT' : trouble;
  }
}

class DatagramFile extends SocketFile {
  readonly #datagrams: Socket;
  constructor(sys: Sys, datagrams: Socket) {
    super(sys, datagrams);
    this.#datagrams = datagrams;
  }

  protected take(): Uint8Array | 'eof' | undefined {
    return this.#datagrams.receive()?.payload ?? (this.#datagrams.receiveError() === undefined ? undefined : 'eof');
  }

  // biome-ignore lint/correctness/useYield: a datagram leaves at once or not at all
  *write(text: string): Blocking<Errno | undefined> {
    const sent = this.#datagrams.send(encodeUtf8(text));
    return sent.ok ? undefined : sent.errno;
  }
}
