// An attached container's streams joined to the client's own: output copied out, keys and signals passed in.
// Source: docker/cli cli/command/container/hijack.go, tty.go, signals.go; moby/term proxy.go (detach keys), ascii.go.
// Not modelled: the retries of resizing.
import type { HttpStream } from '../host/http.ts';
import type { Blocking, OpenFile } from '../host/sys.ts';
import type { Client } from './client.ts';
import { Branch, runUntil } from './concurrent.ts';
import { ApiFailure } from './failure.ts';

/** ctrl-p, ctrl-q */
const DEFAULT_DETACH_KEYS = '\x10\x11';

export interface Session {
  readonly stream: HttpStream;
  /** Pass the client's standard input in? */
  readonly stdin: boolean;
  readonly tty: boolean;
  /** `--detach-keys`, '' for the default. */
  readonly detachKeys: string;
  /** Where a terminal's new size goes: `/containers/{id}/resize`. */
  readonly resizePath?: string;
  /** Where the client's signals go: `/containers/{id}/kill`. */
  readonly killPath?: string;
  /** Does the first SIGINT or SIGTERM end the client, with success? Otherwise it stays for the output's end. */
  readonly leavesOnSignal: boolean;
}

/** Runs until the output ends ('closed'), the detach keys were typed ('detached') or a signal came that ends it ('left'). */
export function* joinStreams(client: Client, session: Session): Blocking<'closed' | 'detached' | 'left'> {
  const { stream, tty, stdin } = session;
  const restore = tty && stdin ? client.stdin?.setRaw() : undefined;
  client.interrupts?.attach(session.killPath !== undefined);
  const output = new Branch(copyOutput(client, stream));
  const input = new Branch(copyInput(client, session));
  const signals = new Branch(handleSignals(client, session));
  const all: Branch<unknown>[] = [output, input, signals];
  if (session.resizePath !== undefined) all.push(new Branch(followSize(client, session.resizePath)));
  try {
    yield* runUntil(all, [output, input, signals]);
    if (input.result?.value !== 'detached') yield* runUntil(all, [output, signals]);
    if (output.result) return 'closed';
    return signals.result?.value ?? 'detached';
  } finally {
    for (const branch of all) branch.stop();
    client.interrupts?.detach();
    restore?.();
    stream.close();
  }
}

function* copyOutput(client: Client, stream: HttpStream): Blocking<void> {
  for (;;) {
    const chunk = yield* stream.read();
    if (chunk === undefined) return;
    yield* client.sys.write(chunk.channel === 'stderr' ? 2 : 1, chunk.text);
  }
}

function* copyInput(client: Client, session: Session): Blocking<'detached' | undefined> {
  const file: OpenFile | undefined = session.stdin ? client.sys.file(0) : undefined;
  const proxy = new DetachKeys(session.tty ? detachSequence(session.detachKeys) : '');
  for (;;) {
    const text = file ? yield* file.read() : undefined;
    if (text === undefined) break;
    const pass = proxy.feed(text);
    if (pass.text !== '') yield* session.stream.write(pass.text);
    if (pass.detached) return 'detached';
  }
  session.stream.closeWrite();
  return undefined;
}

/** Holds back keys that may begin the detach sequence. */
export class DetachKeys {
  readonly #sequence: string;
  #matched = 0;
  constructor(sequence: string) {
    this.#sequence = sequence;
  }

  feed(text: string): { readonly text: string; readonly detached: boolean } {
    if (this.#sequence === '') return { text, detached: false };
    let out = '';
    for (const key of text) {
      if (key === this.#sequence[this.#matched]) {
        this.#matched++;
        if (this.#matched === this.#sequence.length) return { text: out, detached: true };
        continue;
      }
      out += this.#sequence.slice(0, this.#matched);
      this.#matched = key === this.#sequence[0] ? 1 : 0;
      if (this.#matched === 0) out += key;
    }
    return { text: out, detached: false };
  }
}

/** `ctrl-p,ctrl-q` or `a,b` to the characters they send; the default when it spells none. */
export function detachSequence(text: string): string {
  if (text === '') return DEFAULT_DETACH_KEYS;
  let sequence = '';
  for (const key of text.split(',')) {
    const control = /^ctrl-(.)$/.exec(key)?.[1];
    if (key.length === 1) sequence += key;
    else if (control !== undefined && /[a-z@[\\\]^_]/.test(control)) {
      sequence += String.fromCharCode(control.toUpperCase().charCodeAt(0) - 64);
    } else return DEFAULT_DETACH_KEYS;
  }
  return sequence;
}

/** Tells the terminal inside how large the one outside is, now and whenever it changes. */
function* followSize(client: Client, path: string): Blocking<void> {
  for (;;) {
    const tty = client.stdout;
    if (!tty) return;
    const { columns, rows } = tty;
    try {
      yield* client.send('POST', path, { query: { h: String(rows), w: String(columns) } });
    } catch (error) {
      // It may have ended meanwhile.
      if (!(error instanceof ApiFailure)) throw error;
    }
    while (tty.columns === columns && tty.rows === rows) yield* client.sys.wait([tty.resized]);
  }
}

/** Deals with the client's signals: passes them on, and leaves if that is what they mean here. */
function* handleSignals(client: Client, session: Session): Blocking<'left'> {
  for (;;) {
    const signal = client.interrupts?.next();
    if (signal === undefined) {
      yield* client.sys.wait([]);
      continue;
    }
    try {
      const query = { signal: signal.slice('SIG'.length) };
      if (session.killPath !== undefined) yield* client.send('POST', session.killPath, { query });
    } catch (error) {
      // It may have ended meanwhile.
      if (!(error instanceof ApiFailure)) throw error;
    }
    if (session.leavesOnSignal && (signal === 'SIGINT' || signal === 'SIGTERM')) return 'left';
  }
}
