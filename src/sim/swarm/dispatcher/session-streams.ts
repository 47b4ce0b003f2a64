// The streams of sessions: each node hears of itself, of the managers, the network keys and the root CA, whenever one of them changes.
// Source: swarmkit manager/dispatcher/dispatcher.go (Session).
// Not modelled: nothing that a user could see.
import type { SwarmError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import type { ManagersView } from './dispatcher.ts';
import type { MessagePipe } from './pipe.ts';
import type { SessionMessage } from './protocol.ts';

interface Stream {
  readonly sessionId: string;
  readonly pipe: MessagePipe<SessionMessage>;
}

export class SessionStreams {
  readonly #store: Store;
  readonly #managers: ManagersView;
  readonly #streams = new Map<string, Stream>();

  constructor(store: Store, managers: ManagersView) {
    this.#store = store;
    this.#managers = managers;
  }

  open(nodeId: string, sessionId: string, pipe: MessagePipe<SessionMessage>): void {
    this.#streams.get(nodeId)?.pipe.end();
    this.#streams.set(nodeId, { sessionId, pipe });
    this.send(nodeId);
  }

  close(nodeId: string, pipe: MessagePipe<SessionMessage>): void {
    if (this.#streams.get(nodeId)?.pipe === pipe) this.#streams.delete(nodeId);
  }

  send(nodeId: string): void {
    const stream = this.#streams.get(nodeId);
    if (stream === undefined) return;
    const [cluster] = this.#store.all('cluster');
    stream.pipe.write({
      sessionId: stream.sessionId,
      node: this.#store.get('node', nodeId),
      managers: this.#managers.managers(),
      networkKeys: cluster?.encryptionKeys ?? [],
      rootCa: cluster?.TLSInfo.TrustRoot ?? '',
    });
  }

  sendAll(): void {
    for (const nodeId of this.#streams.keys()) this.send(nodeId);
  }

  endAll(error: SwarmError): void {
    for (const { pipe } of this.#streams.values()) pipe.end(error);
    this.#streams.clear();
  }
}
