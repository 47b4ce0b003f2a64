// Containers that are no tasks on attachable networks: each stands in the swarm as a task of its own, which this host's agent
// "runs" by handing its addresses to whoever asked. Source: moby daemon/cluster/networks.go (AttachNetwork),
// daemon/cluster/executor/container/attachment.go. Not modelled: nothing known.
import { SECOND, type SimTime } from '../../des/scheduler.ts';
import { type Blocking, WaitQueue } from '../../des/task.ts';
import type { Machine } from '../../host/machine.ts';
import { ClusterError } from '../control.ts';
import type { ResourceApi } from '../dispatcher/protocol.ts';
import type { Executor, TaskController, TaskDependencies } from '../executor.ts';
import type { EncryptionKey, NetworkAttachment, NodeDescription, SwarmNode, Task, TlsInfo } from '../objects.ts';

/** swarmRequestTimeout */
const ATTACH_TIMEOUT: SimTime = 20 * SECOND;

interface Attachment {
  readonly containerId: string;
  taskId: string | undefined;
  result: NetworkAttachment | undefined;
  detached: boolean;
  readonly changed: WaitQueue;
}

/** The engine's executor, with attachment tasks taken out of its hands. */
export class AttachingExecutor implements Executor {
  readonly #engine: Executor;
  readonly #machine: Machine;
  /** By network and container. */
  readonly #attachments = new Map<string, Attachment>();

  constructor(engine: Executor, machine: Machine) {
    this.#engine = engine;
    this.#machine = machine;
  }

  get changed(): WaitQueue {
    return this.#engine.changed;
  }

  describe(tls: TlsInfo): NodeDescription {
    return this.#engine.describe(tls);
  }

  configure(node: SwarmNode): void {
    this.#engine.configure(node);
  }

  setNetworkKeys(keys: readonly EncryptionKey[]): void {
    this.#engine.setNetworkKeys(keys);
  }

  *reset(): Blocking<void> {
    this.#attachments.clear();
    yield* this.#engine.reset();
  }

  controller(task: Task, dependencies: TaskDependencies): TaskController {
    return task.Spec.NetworkAttachmentSpec === undefined
      ? this.#engine.controller(task, dependencies)
      : new AttachmentController(task, (containerId, result) => this.#deliver(task.ID, containerId, result));
  }

  /** Asks for an address and waits until the attachment has come to this node with it. */
  *attach(
    resources: ResourceApi,
    network: string,
    containerId: string,
    addresses: readonly string[],
  ): Blocking<NetworkAttachment> {
    const attachment: Attachment = {
      containerId,
      taskId: undefined,
      result: undefined,
      detached: false,
      changed: new WaitQueue(),
    };
    const key = keyOf(network, containerId);
    this.#attachments.set(key, attachment);
    const until = this.#machine.scheduler.now + ATTACH_TIMEOUT;
    attachment.taskId = yield* resources.attachNetwork(
      { Target: network, ...(addresses.length > 0 && { addresses }) },
      containerId,
    );
    while (attachment.result === undefined) {
      if (this.#machine.scheduler.now >= until) {
        this.#attachments.delete(key);
        throw new ClusterError(
          'system',
          'attaching to network failed, make sure your network options are correct and check manager logs: context deadline exceeded',
        );
      }
      yield { on: [attachment.changed], until };
    }
    return attachment.result;
  }

  *detach(resources: ResourceApi, network: string, containerId: string): Blocking<void> {
    const key = keyOf(network, containerId);
    const attachment = this.#attachments.get(key);
    this.#attachments.delete(key);
    if (attachment?.taskId !== undefined) yield* resources.detachNetwork(attachment.taskId);
  }

  /** Whether somebody waits for it. */
  #deliver(taskId: string, containerId: string, result: NetworkAttachment): boolean {
    for (const attachment of this.#attachments.values()) {
      if (attachment.containerId !== containerId || attachment.result !== undefined) continue;
      if (attachment.taskId !== undefined && attachment.taskId !== taskId) continue;
      attachment.result = result;
      attachment.changed.wake();
      return true;
    }
    return false;
  }
}

const keyOf = (network: string, containerId: string): string => `${network} ${containerId}`;

/** Runs an attachment: it is there as long as its container is. One that a daemon before this one asked for is over at once. */
class AttachmentController implements TaskController {
  readonly #task: Task;
  readonly #deliver: (containerId: string, result: NetworkAttachment) => boolean;
  readonly #ended = new WaitQueue();
  #over = true;

  constructor(task: Task, deliver: (containerId: string, result: NetworkAttachment) => boolean) {
    this.#task = task;
    this.#deliver = deliver;
  }

  // biome-ignore lint/correctness/useYield: nothing is to be prepared
  *prepare(): Blocking<void> {
    const [attachment] = this.#task.NetworksAttachments;
    const containerId = this.#task.Spec.NetworkAttachmentSpec?.ContainerID ?? '';
    this.#over = attachment === undefined || !this.#deliver(containerId, attachment);
  }

  *start(): Blocking<void> {}

  *wait(): Blocking<void> {
    while (!this.#over) yield { on: [this.#ended] };
  }

  // biome-ignore lint/correctness/useYield: the container goes its own way
  *shutdown(): Blocking<void> {
    this.#over = true;
    this.#ended.wake();
  }

  terminate(): Blocking<void> {
    return this.shutdown();
  }

  remove(): Blocking<void> {
    return this.shutdown();
  }

  *logs(): Blocking<void> {}

  status(): undefined {
    return undefined;
  }

  ports(): readonly [] {
    return [];
  }

  update(): void {}
}
