// What the scheduler knows of a node: its tasks, what they leave free, which host ports they hold, what failed there lately.
// Source: swarmkit manager/scheduler/nodeinfo.go.
// Not modelled: generic resources.
import type { SimTime } from '../../des/scheduler.ts';
import { MINUTE } from '../manager/ground.ts';
import { compareStates, type PortConfig, type SwarmNode, type Task } from '../objects.ts';

/** monitorFailures: for how long a failure counts. */
const MONITOR_FAILURES = 5 * MINUTE;
/** maxFailures: from so many on a node is a bad choice. */
export const MAX_FAILURES = 5;

function isActive(task: Task): boolean {
  return compareStates(task.DesiredState, 'complete') <= 0;
}

/** The ports that a task publishes on its node itself and that are fixed. */
export function hostPorts(task: Task): readonly PortConfig[] {
  return (task.endpoint?.Ports ?? []).filter((port) => port.PublishMode === 'host' && (port.PublishedPort ?? 0) !== 0);
}

export function hostPortKey(port: PortConfig): string {
  return `${port.Protocol} ${port.PublishedPort}`;
}

export class NodeInfo {
  node: SwarmNode;
  readonly tasks = new Map<string, Task>();
  activeTasks = 0;
  readonly usedHostPorts = new Set<string>();
  nanoCpus: number;
  memoryBytes: number;
  readonly #activeByService = new Map<string, number>();
  readonly #failures = new Map<string, SimTime[]>();

  constructor(node: SwarmNode) {
    this.node = node;
    this.nanoCpus = node.Description.Resources.NanoCPUs;
    this.memoryBytes = node.Description.Resources.MemoryBytes;
  }

  activeOf(serviceId: string): number {
    return this.#activeByService.get(serviceId) ?? 0;
  }

  /** The node object has changed. */
  update(node: SwarmNode): void {
    this.node = node;
    this.nanoCpus = node.Description.Resources.NanoCPUs;
    this.memoryBytes = node.Description.Resources.MemoryBytes;
    for (const task of this.tasks.values()) this.#reserve(task, -1);
  }

  add(task: Task): void {
    const old = this.tasks.get(task.ID);
    this.tasks.set(task.ID, task);
    if (old === undefined) {
      this.#reserve(task, -1);
      for (const port of hostPorts(task)) this.usedHostPorts.add(hostPortKey(port));
    } else if (isActive(old)) {
      this.#count(task.ServiceID, -1);
    }
    if (isActive(task)) this.#count(task.ServiceID, 1);
  }

  /** False when the task was not here. */
  remove(taskId: string): boolean {
    const task = this.tasks.get(taskId);
    if (task === undefined) return false;
    this.tasks.delete(taskId);
    if (isActive(task)) this.#count(task.ServiceID, -1);
    for (const port of hostPorts(task)) this.usedHostPorts.delete(hostPortKey(port));
    this.#reserve(task, 1);
    return true;
  }

  failed(task: Task, now: SimTime): void {
    const key = failureKey(task);
    const recent = (this.#failures.get(key) ?? []).filter((time) => now - time < MONITOR_FAILURES);
    this.#failures.set(key, [...recent, now]);
  }

  recentFailures(task: Task, now: SimTime): number {
    const times = this.#failures.get(failureKey(task));
    return times === undefined ? 0 : times.filter((time) => now - time <= MONITOR_FAILURES).length;
  }

  #count(serviceId: string, by: 1 | -1): void {
    this.activeTasks += by;
    this.#activeByService.set(serviceId, this.activeOf(serviceId) + by);
  }

  #reserve(task: Task, sign: 1 | -1): void {
    const reserved = task.Spec.Resources?.Reservations;
    this.nanoCpus += sign * (reserved?.NanoCPUs ?? 0);
    this.memoryBytes += sign * (reserved?.MemoryBytes ?? 0);
  }
}

/** Failures are counted per version of a service. */
function failureKey(task: Task): string {
  return `${task.ServiceID} ${task.specVersion ?? 0}`;
}
