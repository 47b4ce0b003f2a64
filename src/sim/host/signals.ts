// What a process does when a signal comes.
// Source: signal(7), sigaction(2), pid_namespaces(7) for a namespace's first process.
// Not modelled: masks, queues of signals, stopping and continuing, core files.
import type { Signal } from './sys.ts';

export type Disposition = (() => void) | 'default' | 'ignore';

/** What is to be done about a signal. */
export type Verdict =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'handle'; readonly handler: () => void }
  | { readonly kind: 'terminate' };

/** Signals whose default action is to be ignored. */
const HARMLESS: ReadonlySet<Signal> = new Set<Signal>(['SIGCHLD', 'SIGWINCH']);

const NOTHING: Verdict = { kind: 'nothing' };
const TERMINATE: Verdict = { kind: 'terminate' };

/** The dispositions of one process. */
export class Dispositions {
  readonly #table = new Map<Signal, Disposition>();

  set(signal: Signal, disposition: Disposition): void {
    if (signal === 'SIGKILL') return;
    if (disposition === 'default') this.#table.delete(signal);
    else this.#table.set(signal, disposition);
  }

  /**
   * `isInit`: the process is the first of its pid namespace. Such a one only gets signals that it handles, except SIGKILL from
   * an outer namespace.
   */
  judge(signal: Signal, isInit: boolean, origin: 'inside' | 'outside'): Verdict {
    if (signal === 'SIGKILL') return isInit && origin === 'inside' ? NOTHING : TERMINATE;
    const disposition = this.#table.get(signal) ?? 'default';
    if (typeof disposition === 'function') return { kind: 'handle', handler: disposition };
    if (disposition === 'ignore' || isInit || HARMLESS.has(signal)) return NOTHING;
    return TERMINATE;
  }

  /** What a child starts with, and what stays across execve: ignored signals; handlers are gone. */
  inherited(): Dispositions {
    const child = new Dispositions();
    for (const [signal, disposition] of this.#table) if (disposition === 'ignore') child.set(signal, 'ignore');
    return child;
  }

  /** execve(2). */
  dropHandlers(): void {
    for (const [signal, disposition] of this.#table) if (typeof disposition === 'function') this.#table.delete(signal);
  }
}
