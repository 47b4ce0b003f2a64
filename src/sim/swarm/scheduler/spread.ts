// Spreading: the tree of nodes that placement preferences make, and how tasks are dealt out to its branches and leaves.
// Source: swarmkit manager/scheduler/{nodeset,decision_tree,scheduler}.go (tree, scheduleNTasksOnSubtree, scheduleNTasksOnNodes).
// Where swarmkit leaves ties to the order of a Go map, the order in which nodes joined decides here.

import type { SimTime } from '../../des/scheduler.ts';
import type { Placement, Task } from '../objects.ts';
import { labelsFor } from '../orchestrator/constraint.ts';
import { MAX_FAILURES, type NodeInfo } from './node-info.ts';
import type { Pipeline } from './pipeline.ts';

interface Branch {
  /** Tasks of the service in it. */
  tasks: number;
  readonly next: Map<string, Branch>;
  readonly nodes: NodeInfo[];
}

/** Which node is the better choice for a task: negative when `a` is. */
export function nodeOrder(task: Task, now: SimTime): (a: NodeInfo, b: NodeInfo) => number {
  return (a, b) => {
    const failuresA = a.recentFailures(task, now);
    const failuresB = b.recentFailures(task, now);
    if (Math.max(failuresA, failuresB) >= MAX_FAILURES && failuresA !== failuresB) return failuresA - failuresB;
    return a.activeOf(task.ServiceID) - b.activeOf(task.ServiceID) || a.activeTasks - b.activeTasks;
  };
}

/** Puts nodes in a tree by the values of their labels; without preferences it is one leaf. */
export function buildTree(nodes: Iterable<NodeInfo>, task: Task, pipeline: Pipeline): Branch {
  const root: Branch = { tasks: 0, next: new Map(), nodes: [] };
  const descriptors = descriptorsOf(task.Spec.Placement);
  for (const node of nodes) {
    let branch = root;
    for (const descriptor of descriptors) {
      const value = labelsFor(descriptor, node.node);
      if (value === undefined) continue;
      branch.tasks += node.activeOf(task.ServiceID);
      let next = branch.next.get(value);
      if (next === undefined) {
        next = { tasks: 0, next: new Map(), nodes: [] };
        branch.next.set(value, next);
      }
      branch = next;
    }
    branch.tasks += node.activeOf(task.ServiceID);
    if (pipeline.process(node)) branch.nodes.push(node);
  }
  return root;
}

function descriptorsOf(placement: Placement | undefined): readonly string[] {
  return (placement?.Preferences ?? []).map((preference) => preference.Spread.SpreadDescriptor);
}

export interface Dealer {
  readonly pipeline: Pipeline;
  readonly order: (a: NodeInfo, b: NodeInfo) => number;
  /** Gives the next task of the group to a node; false when none is left. */
  assign(node: NodeInfo): boolean;
}

/** Deals `count` tasks out to a branch; answers how many found a node. */
export function deal(branch: Branch, count: number, dealer: Dealer): number {
  return branch.next.size === 0 ? dealToNodes(branch.nodes, count, dealer) : dealToBranches(branch, count, dealer);
}

function dealToBranches(branch: Branch, count: number, dealer: Dealer): number {
  const full = new Set<Branch>();
  let dealt = 0;
  let inUse = branch.tasks;
  let converging = true;
  while (dealt !== count && full.size !== branch.next.size && converging) {
    const open = branch.next.size - full.size;
    const wanted = Math.floor((inUse + count - dealt) / open);
    let remainder = (inUse + count - dealt) % open;
    converging = false;
    for (const next of branch.next.values()) {
      const has = next.tasks;
      if (full.has(next) || has > wanted || (has === wanted && remainder === 0)) continue;
      converging = true;
      const give = wanted - has + (remainder > 0 ? 1 : 0);
      const taken = deal(next, give, dealer);
      if (taken < give) {
        full.add(next);
        inUse -= has;
      } else if (remainder > 0) {
        remainder--;
      }
      dealt += taken;
    }
  }
  return dealt;
}

/** Fills the emptiest node until it is as full as the next, and so on; then goes round. */
function dealToNodes(candidates: readonly NodeInfo[], count: number, dealer: Dealer): number {
  const nodes = [...candidates].sort(dealer.order).slice(0, count);
  if (nodes.length === 0) return 0;
  const at = (i: number): NodeInfo => nodes[i % nodes.length] as NodeInfo;
  const failed = new Set<NodeInfo>();
  let dealt = 0;
  let i = 0;
  while (dealt < count) {
    const node = at(i);
    if (!dealer.assign(node)) return dealt;
    dealt++;
    if (dealt === count) break;
    if (i + 1 >= nodes.length || dealer.order(at(i + 1), node) < 0) i++;
    let tried = 0;
    while (failed.has(at(i)) || !dealer.pipeline.process(at(i))) {
      failed.add(at(i));
      i++;
      tried++;
      if (tried === nodes.length) return dealt;
    }
  }
  return dealt;
}
