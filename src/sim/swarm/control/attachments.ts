// Attachments of containers to attachable networks: tasks without a service, for the node that asks.
// Source: swarmkit manager/resourceapi/allocator.go.
// Not modelled: nothing.
import type { RandomStream } from '../../base/random.ts';
import type { Blocking } from '../../des/task.ts';
import type { ResourceApi } from '../dispatcher/protocol.ts';
import { SwarmError } from '../errors.ts';
import type { NetworkAttachmentConfig } from '../objects.ts';
import { newId } from '../store/identity.ts';
import type { Store } from '../store/store.ts';

/** The leader's resource API as one node sees it. */
export class NodeResources implements ResourceApi {
  readonly #store: Store;
  readonly #random: RandomStream;
  readonly #nodeId: string;

  constructor(store: Store, random: RandomStream, nodeId: string) {
    this.#store = store;
    this.#random = random;
    this.#nodeId = nodeId;
  }

  *attachNetwork(config: NetworkAttachmentConfig, containerId: string): Blocking<string> {
    const network = this.#store.get('network', config.Target) ?? this.#store.byName('network', config.Target);
    if (network === undefined) throw new SwarmError('NotFound', `network ${config.Target} not found`);
    if (network.Spec.Attachable !== true) {
      throw new SwarmError('PermissionDenied', `network ${config.Target} not manually attachable`);
    }
    const ID = newId(this.#random);
    yield* this.#store.update((tx) =>
      tx.create('task', {
        ID,
        Name: '',
        Labels: {},
        Spec: {
          NetworkAttachmentSpec: { ContainerID: containerId },
          Networks: [{ ...config, Target: network.ID }],
          ForceUpdate: 0,
          Runtime: 'attachment',
        },
        ServiceID: '',
        Slot: 0,
        NodeID: this.#nodeId,
        Status: { Timestamp: tx.now(), State: 'new', Message: 'created', PortStatus: {} },
        DesiredState: 'running',
        NetworksAttachments: [],
        serviceAnnotations: { Name: '', Labels: {} },
      }),
    );
    return ID;
  }

  *detachNetwork(attachmentId: string): Blocking<void> {
    yield* this.#store.update((tx) => {
      const task = tx.get('task', attachmentId);
      if (task === undefined) throw new SwarmError('NotFound', `attachment ${attachmentId} not found`);
      if (task.NodeID !== this.#nodeId) {
        throw new SwarmError('PermissionDenied', `attachment ${attachmentId} doesn't belong to this node`);
      }
      tx.delete('task', attachmentId);
    });
  }
}
