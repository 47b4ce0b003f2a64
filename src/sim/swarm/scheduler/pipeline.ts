// The pipeline of filters for one task: which nodes pass, how many each filter held back, and what that reads like.
// Source: swarmkit manager/scheduler/pipeline.go.
// Not modelled: nothing.
import type { Task } from '../objects.ts';
import type { Filter } from './filter.ts';
import { filters } from './filters/index.ts';
import type { NodeInfo } from './node-info.ts';

interface Check {
  readonly filter: Filter;
  readonly passes: (node: NodeInfo) => boolean;
  failures: number;
}

export class Pipeline {
  readonly #checks: readonly Check[];
  /** Which filter held which node back when it was last looked at. */
  readonly excluded = new Map<string, string>();

  constructor(task: Task) {
    this.#checks = filters.flatMap((filter) => {
      const passes = filter.forTask(task);
      return passes === undefined ? [] : [{ filter, passes, failures: 0 }];
    });
  }

  /** The filters that have a say about this task, in the order in which they are asked. */
  get names(): readonly string[] {
    return this.#checks.map(({ filter }) => filter.name);
  }

  /** Whether the node will do. As in swarmkit, a node that does makes what failed before count for nothing. */
  process(node: NodeInfo): boolean {
    const failed = this.#checks.find((check) => !check.passes(node));
    if (failed !== undefined) {
      failed.failures++;
      this.excluded.set(node.node.ID, failed.filter.name);
      return false;
    }
    for (const check of this.#checks) check.failures = 0;
    this.excluded.delete(node.node.ID);
    return true;
  }

  /** `1 node not available for new tasks; insufficient resources on 2 nodes`: what failed most comes first. */
  explain(): string {
    return this.#checks
      .filter((check) => check.failures > 0)
      .sort((a, b) => b.failures - a.failures)
      .map((check) => check.filter.explain(check.failures))
      .join('; ');
  }
}
