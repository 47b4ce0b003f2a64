// Tasks' networks: which they are, an address on each, and the step from New to Pending that follows.
// Source: swarmkit manager/allocator/network.go (taskCreateNetworkAttachments, allocateTask, procTasksNetwork).
// Not modelled: nothing that a user could see.
import { SwarmError } from '../errors.ts';
import {
  compareStates,
  type Endpoint,
  type NetworkAttachment,
  type Service,
  type SwarmNetwork,
  type Task,
} from '../objects.ts';
import { hasEnded } from '../orchestrator/task.ts';
import type { Store } from '../store/store.ts';
import { type NetworkAllocator, needsIngress } from './network-allocator.ts';
import type { ServiceAllocator } from './services.ts';

export class TaskAllocator {
  readonly #store: Store;
  readonly #networks: NetworkAllocator;
  readonly #services: ServiceAllocator;
  readonly #ingress: () => SwarmNetwork | undefined;
  /** Seen since the last commit; and those that could not be allocated then. */
  #pending = new Set<string>();
  #unallocated = new Set<string>();

  constructor(
    store: Store,
    networks: NetworkAllocator,
    services: ServiceAllocator,
    ingress: () => SwarmNetwork | undefined,
  ) {
    this.#store = store;
    this.#networks = networks;
    this.#services = services;
    this.#ingress = ingress;
  }

  note(task: Task): void {
    if (compareStates(task.Status.State, 'pending') >= 0) this.forget(task.ID);
    else this.#pending.add(task.ID);
  }

  forget(id: string): void {
    this.#pending.delete(id);
    this.#unallocated.delete(id);
  }

  /** Tasks as they are to be written down. */
  allocatePending(): readonly Task[] {
    return this.#allocateThese(this.#pending);
  }

  allocateUnallocated(): readonly Task[] {
    return this.#allocateThese(this.#unallocated);
  }

  /** What could not be allocated is asked for again when something is given back. */
  giveUpPending(): void {
    for (const id of this.#pending) this.#unallocated.add(id);
    this.#pending = new Set();
  }

  /** All tasks of the store, when a leader begins: those that have addresses, or those that have none yet. */
  allocateAll(existingOnly: boolean): readonly Task[] {
    const allocated: Task[] = [];
    for (const task of this.#store.all('task')) {
      if (hasEnded(task)) continue;
      if (existingOnly && !task.NetworksAttachments.some((attachment) => attachment.Addresses.length > 0)) continue;
      const done = this.#allocate(task);
      if (done === undefined) this.#unallocated.add(task.ID);
      else if (done !== task) allocated.push(done);
    }
    return allocated;
  }

  #allocateThese(ids: Set<string>): readonly Task[] {
    const allocated: Task[] = [];
    for (const id of [...ids]) {
      const task = this.#store.get('task', id);
      const done = task === undefined ? undefined : this.#allocate(task);
      if (task !== undefined && done === undefined) continue;
      ids.delete(id);
      if (done !== undefined && done !== task) allocated.push(done);
    }
    return allocated;
  }

  /** The task with its addresses and in state Pending; the same object if nothing is to be done; undefined if it cannot be had now. */
  #allocate(task: Task): Task | undefined {
    const isNew = compareStates(task.Status.State, 'pending') < 0;
    const service = task.ServiceID === '' ? undefined : this.#store.get('service', task.ServiceID);
    const attachments = this.#attachmentsOf(task, service);
    const done = attachments.length === 0 || this.#networks.isTaskAllocated(task);
    if (done && !isNew) return task;
    if (task.ServiceID !== '' && service === undefined) return undefined;
    if (service !== undefined && !this.#services.isAllocated(service, false)) return undefined;
    const fresh = this.#freshen(attachments);
    if (fresh === undefined) return undefined;
    try {
      const endpoint = service !== undefined && hasEndpoint(service.Endpoint) ? service.Endpoint : task.endpoint;
      return {
        ...task,
        NetworksAttachments: done ? attachments : this.#networks.allocateTask(task.ID, fresh),
        ...(endpoint !== undefined && { endpoint }),
        ...(isNew && {
          Status: {
            Timestamp: this.#store.now(),
            State: 'pending' as const,
            Message: 'pending task scheduling',
            PortStatus: {},
          },
        }),
      };
    } catch (error) {
      if (error instanceof SwarmError) return undefined;
      throw error;
    }
  }

  /** The ingress first if a port is published through it, then the networks of the spec. */
  #attachmentsOf(task: Task, service: Service | undefined): readonly NetworkAttachment[] {
    if (task.NetworksAttachments.length > 0) return task.NetworksAttachments;
    const ingress = needsIngress(service) ? this.#ingress() : undefined;
    const attachments: NetworkAttachment[] = ingress === undefined ? [] : [{ Network: ingress, Addresses: [] }];
    for (const config of task.Spec.Networks ?? []) {
      const network = this.#store.get('network', config.Target);
      if (network === undefined) continue;
      attachments.push({
        Network: network,
        Addresses: config.addresses ?? [],
        ...(config.Aliases !== undefined && { Aliases: config.Aliases }),
        ...(config.DriverOpts !== undefined && { DriverOpts: config.DriverOpts }),
      });
    }
    return attachments;
  }

  /** The attachments with their networks as they are now; undefined when one is gone or not allocated. */
  #freshen(attachments: readonly NetworkAttachment[]): readonly NetworkAttachment[] | undefined {
    const fresh: NetworkAttachment[] = [];
    for (const attachment of attachments) {
      const network = this.#store.get('network', attachment.Network.ID);
      if (network === undefined || !this.#networks.isAllocated(network.ID)) return undefined;
      fresh.push({ ...attachment, Network: network });
    }
    return fresh;
  }
}

/** swarmkit leaves the endpoint of a service nil that needs none. */
function hasEndpoint(endpoint: Endpoint): boolean {
  return endpoint.Ports !== undefined || endpoint.VirtualIPs !== undefined || Object.keys(endpoint.Spec).length > 0;
}
