// Several computations that wait, in one task: what the real client does with goroutines.
// Source: Go's `go` statement and channels, as docker/cli container/run.go, hijack.go use them.
// Not modelled: parallelism; each step runs until it waits.
import type { Blocking } from '../host/sys.ts';

type Wait = Blocking<void> extends Generator<infer W, void, void> ? W : never;

/** A computation that runs beside others, and its value once it has one. */
export class Branch<T> {
  readonly #body: Blocking<T>;
  #result: { readonly value: T } | undefined;
  #wait: Wait | undefined;
  constructor(body: Blocking<T>) {
    this.#body = body;
  }

  get result(): { readonly value: T } | undefined {
    return this.#result;
  }

  /** Runs it to its next wait. */
  step(): void {
    if (this.#result) return;
    const step = this.#body.next();
    if (step.done) this.#result = { value: step.value };
    else this.#wait = step.value;
  }

  get wait(): Wait | undefined {
    return this.#result ? undefined : this.#wait;
  }

  /** Abandons it where it waits. */
  stop(): void {
    if (!this.#result) this.#body.return(undefined as never);
  }
}

/** Runs all branches, until one of `until` has ended. A branch that fails ends everything with its failure. */
export function* runUntil(branches: readonly Branch<unknown>[], until: readonly Branch<unknown>[]): Blocking<void> {
  for (;;) {
    for (const branch of branches) branch.step();
    if (until.some((branch) => branch.result)) return;
    const waits = branches.flatMap((branch) => branch.wait ?? []);
    const deadlines = waits.flatMap((wait) => wait.until ?? []);
    yield {
      on: waits.flatMap((wait) => wait.on),
      ...(deadlines.length > 0 && { until: Math.min(...deadlines) }),
    };
  }
}
