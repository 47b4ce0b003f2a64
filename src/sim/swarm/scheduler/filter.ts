// What a filter of the scheduler is: it checks nodes for a task, and says afterwards why they were left out.
// Source: swarmkit manager/scheduler/{filter,pipeline}.go.
// Not modelled: CSI volumes.
import type { Task } from '../objects.ts';
import type { NodeInfo } from './node-info.ts';

export interface Filter {
  readonly name: string;
  /** How it judges nodes for this task; undefined when it has nothing to say about it. */
  forTask(task: Task): ((node: NodeInfo) => boolean) | undefined;
  /** Why that many nodes were left out, in swarmkit's words. */
  explain(nodes: number): string;
}

/** `… on 1 node`, `… on 3 nodes`. */
export function onNodes(what: string, nodes: number): string {
  return nodes === 1 ? `${what} on 1 node` : `${what} on ${nodes} nodes`;
}
