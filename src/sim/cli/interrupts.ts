// What SIGINT and SIGTERM do to the client: they end it, unless a command is attached to a container and handles them.
// Source: docker/cli cmd/docker/docker.go (notifyContext, forceExitAfter3TerminationSignals), container/signals.go.
// Not modelled: nothing.
import { type Blocking, type Signal, type Sys, signalNumbers } from '../host/sys.ts';

const terminations: readonly Signal[] = ['SIGINT', 'SIGTERM'];
/** Also passed on to a container, where that is wanted; otherwise they have their usual effect. */
const others: readonly Signal[] = ['SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'];

/** This many signals end the client whatever it is doing. */
const PATIENCE = 3;

/** How the client has to end. */
export interface Verdict {
  readonly status: number;
  readonly message: string;
}

/** Catches the client's signals. One for each run of the client. */
export class Interrupts {
  readonly #sys: Sys;
  #count = 0;
  #first: Signal | undefined;
  #attached = false;
  #pending: Signal[] = [];

  constructor(sys: Sys) {
    this.#sys = sys;
    for (const signal of terminations) sys.onSignal(signal, () => this.#note(signal));
  }

  #note(signal: Signal): void {
    this.#first ??= signal;
    this.#pending.push(signal);
    if (terminations.includes(signal)) this.#count++;
  }

  /** From now on signals are for `next`; `all` catches those too that are only ever passed on. */
  attach(all: boolean): void {
    this.#attached = true;
    if (all) for (const signal of others) this.#sys.onSignal(signal, () => this.#note(signal));
  }

  detach(): void {
    this.#attached = false;
    for (const signal of others) this.#sys.onSignal(signal, 'default');
  }

  /** Is there a signal that nobody has dealt with? */
  get pending(): boolean {
    return this.#pending.length > 0;
  }

  /** The next signal that nobody has dealt with. */
  next(): Signal | undefined {
    return this.#pending.shift();
  }

  /** Sleeps until the client has to end. */
  *untilVerdict(): Blocking<Verdict> {
    for (;;) {
      const verdict = this.#verdict();
      if (verdict) return verdict;
      yield* this.#sys.wait([]);
    }
  }

  #verdict(): Verdict | undefined {
    if (this.#attached) {
      if (this.#count < PATIENCE) return undefined;
      return { status: 1, message: '\ngot 3 SIGTERM/SIGINTs, forcefully exiting\n' };
    }
    return this.#first === undefined ? undefined : { status: 128 + signalNumbers[this.#first], message: '' };
  }
}
