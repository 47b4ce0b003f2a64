// The allocator: gives every network, service, task and node of the store what it needs of the network, as soon as it is written down.
// Source: swarmkit manager/allocator/{allocator,network}.go.
// Not modelled: votes of several allocators over a task (there is one).
import type { Blocking } from '../../des/task.ts';
import { SwarmError } from '../errors.ts';
import { type Ground, MINUTE } from '../manager/ground.ts';
import type { Service, SwarmNetwork, SwarmNode, Task } from '../objects.ts';
import type { LoopBody } from '../orchestrator/loop.ts';
import { hasEnded } from '../orchestrator/task.ts';
import type { ObjectEvent } from '../store/actions.ts';
import type { Transaction } from '../store/transaction.ts';
import { NetworkAllocator } from './network-allocator.ts';
import { NodeAllocator } from './nodes.ts';
import { ServiceAllocator } from './services.ts';
import { TaskAllocator } from './tasks.ts';

/** retryInterval: what could not be had is asked for again; at once when something was given back. */
const RETRY_INTERVAL = 5 * MINUTE;

type Changes = readonly ((tx: Transaction) => void)[];

export class Allocator implements LoopBody {
  readonly tables = ['network', 'service', 'task', 'node'] as const;
  readonly #ground: Ground;
  readonly #networks: NetworkAllocator;
  readonly #services: ServiceAllocator;
  readonly #tasks: TaskAllocator;
  readonly #nodes: NodeAllocator;
  readonly #unallocatedNetworks = new Set<string>();
  #ingress: string | undefined;
  #lastRetry: number;
  #somethingFreed = false;

  constructor(ground: Ground, defaultPools: readonly string[], subnetSize: number) {
    this.#ground = ground;
    this.#networks = new NetworkAllocator(defaultPools, subnetSize);
    const ingress = (): SwarmNetwork | undefined => this.#ingressNetwork();
    this.#services = new ServiceAllocator(this.#networks, ingress);
    this.#tasks = new TaskAllocator(ground.store, this.#networks, this.#services, ingress);
    this.#nodes = new NodeAllocator(ground.store, this.#networks, ingress);
    this.#lastRetry = ground.scheduler.now;
  }

  /** First what is written down as allocated, so that nobody else gets it; then the rest. The ingress network comes before all. */
  *begin(): Blocking<void> {
    const { store } = this.#ground;
    const networks = [...store.all('network')];
    const ingress = networks.find((network) => network.Spec.Ingress === true);
    this.#ingress = ingress?.ID;
    for (const existingOnly of [true, false]) {
      if (ingress !== undefined) yield* this.#allocateNetwork(ingress);
      const some = networks.filter(({ allocated }) => !existingOnly || allocated);
      yield* store.batch(some.flatMap((network) => this.#networkChange(network)));
      yield* store.batch([...store.all('node')].flatMap((node) => this.#nodeChange(node, existingOnly)));
      const services = [...store.all('service')].filter((service) => !existingOnly || hasAddress(service));
      yield* store.batch(services.flatMap((service) => this.#newServiceChange(service, existingOnly)));
      yield* this.#writeTasks(this.#tasks.allocateAll(existingOnly));
    }
  }

  *event(event: ObjectEvent): Blocking<void> {
    switch (event.table) {
      case 'network':
        yield* this.#networkEvent(event.kind, event.object);
        break;
      case 'service':
        yield* this.#serviceEvent(event);
        break;
      case 'node':
        if (event.kind !== 'delete') yield* this.#allocateNode(event.object.ID);
        else this.#releaseNode(event.object);
        break;
      case 'task':
        yield* this.#taskEvent(event.kind, event.object, event.old);
    }
  }

  *commit(): Blocking<void> {
    yield* this.#writeTasks(this.#tasks.allocatePending());
    const { scheduler } = this.#ground;
    if (this.#somethingFreed || scheduler.now - this.#lastRetry > RETRY_INTERVAL) {
      yield* this.#retry();
      this.#lastRetry = scheduler.now;
      this.#somethingFreed = false;
    }
    this.#tasks.giveUpPending();
  }

  #ingressNetwork(): SwarmNetwork | undefined {
    return this.#ingress === undefined ? undefined : this.#ground.store.get('network', this.#ingress);
  }

  *#retry(): Blocking<void> {
    const { store } = this.#ground;
    for (const id of [...this.#unallocatedNetworks]) {
      const network = store.get('network', id);
      this.#unallocatedNetworks.delete(id);
      if (network !== undefined) yield* this.#allocateNetwork(network);
    }
    for (const id of this.#services.takeUnallocated()) yield* this.#allocateService(store.get('service', id));
    yield* this.#writeTasks(this.#tasks.allocateUnallocated());
  }

  // ---- networks

  *#networkEvent(kind: ObjectEvent['kind'], network: SwarmNetwork): Blocking<void> {
    if (kind === 'create') {
      if (network.Spec.Ingress === true && this.#ingress !== undefined) return;
      if (network.Spec.Ingress === true) this.#ingress = network.ID;
      yield* this.#allocateNetwork(network);
      if (network.Spec.Ingress !== true) return;
      for (const node of [...this.#ground.store.all('node')]) yield* this.#allocateNode(node.ID);
    } else if (kind === 'delete') {
      if (this.#ingress === network.ID) this.#ingress = undefined;
      yield* this.#ground.store.batch(this.#nodes.dropNetwork(network.ID));
      this.#networks.release(network.ID);
      this.#unallocatedNetworks.delete(network.ID);
      this.#somethingFreed = true;
    }
  }

  *#allocateNetwork(network: SwarmNetwork): Blocking<void> {
    yield* this.#ground.store.batch(this.#networkChange(network));
  }

  /** Allocates it; what is to be written down of that. */
  #networkChange(network: SwarmNetwork): Changes {
    if (this.#networks.isAllocated(network.ID)) return [];
    const allocated = attempt(() => this.#networks.allocate(network));
    if (allocated === undefined) this.#unallocatedNetworks.add(network.ID);
    if (allocated === undefined || network.allocated) return [];
    return [
      (tx) => {
        const current = tx.get('network', network.ID);
        if (current === undefined) return;
        const { DriverState, IPAMOptions } = allocated;
        tx.update('network', { ...current, DriverState, IPAMOptions, allocated: true });
      },
    ];
  }

  // ---- services

  *#serviceEvent(event: ObjectEvent & { readonly table: 'service' }): Blocking<void> {
    const service = this.#ground.store.get('service', event.object.ID);
    if (event.kind === 'delete') {
      this.#services.release(event.object);
      this.#somethingFreed = true;
    } else if (service !== undefined) {
      if (!this.#services.isAllocated(service, false)) yield* this.#allocateService(service);
      else if (event.kind === 'update') yield* this.#ground.store.batch(this.#services.hostPortUpdate(service));
    }
  }

  #newServiceChange(service: Service, existingOnly: boolean): Changes {
    return this.#services.isAllocated(service, existingOnly) ? [] : this.#serviceChange(service);
  }

  *#allocateService(service: Service | undefined): Blocking<void> {
    if (service !== undefined) yield* this.#ground.store.batch(this.#serviceChange(service));
  }

  #serviceChange(service: Service): Changes {
    const endpoint = attempt(() => this.#services.allocate(service));
    if (endpoint === undefined) return [];
    return [
      (tx) => {
        const current = tx.get('service', service.ID);
        if (current !== undefined) tx.update('service', { ...current, Endpoint: endpoint });
      },
    ];
  }

  // ---- nodes

  *#allocateNode(id: string): Blocking<void> {
    const node = this.#ground.store.get('node', id);
    if (node !== undefined) yield* this.#ground.store.batch(this.#nodeChange(node, false));
  }

  #nodeChange(node: SwarmNode, existingOnly: boolean): Changes {
    const result = this.#nodes.allocate(node, existingOnly);
    if (result.freed) this.#somethingFreed = true;
    if (!result.changed) return [];
    return [
      (tx) => {
        const current = tx.get('node', node.ID);
        if (current !== undefined) tx.update('node', { ...current, attachments: result.attachments });
      },
    ];
  }

  #releaseNode(node: SwarmNode): void {
    for (const attachment of node.attachments) this.#networks.releaseAttachment(attachment);
    this.#somethingFreed = true;
  }

  // ---- tasks

  *#taskEvent(kind: ObjectEvent['kind'], object: Task, old: Task | undefined): Blocking<void> {
    const task = kind === 'delete' ? object : this.#ground.store.get('task', object.ID);
    if (task === undefined) return;
    const over = kind === 'delete' || hasEnded(task);
    if (over && this.#networks.releaseTask(task)) this.#somethingFreed = true;
    if (task.NodeID !== '' && (over || isNewsForNode(task, old))) yield* this.#allocateNode(task.NodeID);
    if (over) this.#tasks.forget(task.ID);
    else this.#tasks.note(task);
  }

  *#writeTasks(tasks: readonly Task[]): Blocking<void> {
    yield* this.#ground.store.batch(
      tasks.map((task) => (tx: Transaction) => {
        const current = tx.get('task', task.ID);
        if (current === undefined) return;
        const { NetworksAttachments, endpoint } = task;
        const pending = current.Status.State === 'new';
        tx.update('task', {
          ...current,
          NetworksAttachments,
          ...(endpoint !== undefined && { endpoint }),
          ...(pending && { Status: task.Status }),
        });
      }),
    );
  }
}

const hasAddress = ({ Endpoint }: Service): boolean => (Endpoint.VirtualIPs ?? []).length > 0;

/** The node may need an address on other networks because of what has changed. */
function isNewsForNode(task: Task, old: Task | undefined): boolean {
  return (
    old === undefined ||
    old.NodeID !== task.NodeID ||
    old.NetworksAttachments !== task.NetworksAttachments ||
    hasEnded(old)
  );
}

/** What `body` answers; undefined when something cannot be had now. */
function attempt<T>(body: () => T): T | undefined {
  try {
    return body();
  } catch (error) {
    if (error instanceof SwarmError) return undefined;
    throw error;
  }
}
