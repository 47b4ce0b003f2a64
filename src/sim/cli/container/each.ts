// One request for each of several names, and what is printed of them.
// Source: docker/cli cli/command/container/utils.go parallelOperation, stop.go, restart.go, rm.go.
// Not modelled: the limit of 50 requests at a time.
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { Branch, runUntil } from '../concurrent.ts';
import { Failure, joined } from '../failure.ts';

export interface EachOptions {
  /** One after the other, as restart does; otherwise all at once. */
  readonly inTurn?: boolean;
  /** Failures that are told at once and not counted. */
  readonly tolerates?: (failure: Failure) => boolean;
}

/** Acts on each name and prints those that succeeded, in the names' order; all failures come at the end. */
export function* forEachName(
  client: Client,
  names: readonly string[],
  act: (name: string) => Blocking<unknown>,
  options: EachOptions = {},
): Blocking<undefined> {
  const branches = names.map((name) => new Branch(outcomeOf(act(name))));
  const failures: Failure[] = [];
  for (const [i, branch] of branches.entries()) {
    yield* runUntil(options.inTurn ? [branch] : branches, [branch]);
    const failure = branch.result?.value;
    if (failure === undefined) yield* client.print(names[i] ?? '');
    else if (options.tolerates?.(failure)) yield* client.warn(failure.message);
    else failures.push(failure);
  }
  joined(failures);
  return undefined;
}

/** How it failed, if it did. */
function* outcomeOf(body: Blocking<unknown>): Blocking<Failure | undefined> {
  try {
    yield* body;
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}
