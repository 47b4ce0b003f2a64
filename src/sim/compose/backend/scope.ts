// Work that goes on side by side: all of it ends before its first failure is told, and what has not begun by then never does.
// Source: Go's errgroup and context, as docker/compose pkg/compose uses them.
// Not modelled: requests under way are not broken off.
import { Branch, runUntil } from '../../cli/concurrent.ts';
import { Failure } from '../../cli/failure.ts';
import type { Blocking } from '../../host/sys.ts';

/** Tells those who work together that one of them has failed. */
export class Scope {
  #failure: Failure | undefined;

  get cancelled(): boolean {
    return this.#failure !== undefined;
  }

  get failure(): Failure | undefined {
    return this.#failure;
  }

  fail(failure: Failure): void {
    this.#failure ??= failure;
  }

  /** Throws if it has been cancelled: nothing is asked of the engine any more. */
  check(): void {
    if (this.#failure) throw this.#failure;
  }
}

/** Runs a body; its failure is the scope's. */
export function* guarded(scope: Scope, body: Blocking<unknown>): Blocking<void> {
  try {
    yield* body;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    scope.fail(error);
  }
}

/** Runs all bodies to their ends, then throws the first failure. */
export function* together(bodies: readonly Blocking<unknown>[]): Blocking<void> {
  const group = new Scope();
  yield* runAll(bodies.map((body) => new Branch(guarded(group, body))));
  group.check();
}

/** Lets others that work beside this begin first. */
export function* giveWay(now: number): Blocking<void> {
  yield { on: [], until: now };
}

export function* runAll(branches: readonly Branch<unknown>[]): Blocking<void> {
  try {
    for (;;) {
      const pending = branches.filter((branch) => !branch.result);
      if (pending.length === 0) return;
      yield* runUntil(pending, pending);
    }
  } finally {
    for (const branch of branches) branch.stop();
  }
}
