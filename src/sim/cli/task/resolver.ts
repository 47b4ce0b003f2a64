// Names for the ids that tasks carry.
// Source: docker/cli cli/command/idresolver/idresolver.go.
// Not modelled: nothing.
import type { NodeResource, ServiceResource } from '../../engine/api/swarm-types.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { Failure } from '../failure.ts';

export class IdResolver {
  readonly #client: Client;
  readonly #resolves: boolean;
  readonly #names = new Map<string, string>();

  /** With `resolves` false every id stays what it is (--no-resolve). */
  constructor(client: Client, resolves: boolean) {
    this.#client = client;
    this.#resolves = resolves;
  }

  *node(id: string): Blocking<string> {
    const client = this.#client;
    return yield* this.#name(id, function* () {
      const node = yield* client.get<NodeResource>(`/nodes/${id}`);
      return node.Spec.Name || node.Description.Hostname || id;
    });
  }

  *service(id: string): Blocking<string> {
    const client = this.#client;
    return yield* this.#name(id, function* () {
      return (yield* client.get<ServiceResource>(`/services/${id}`)).Spec.Name;
    });
  }

  /** What cannot be found any more keeps its id. */
  *#name(id: string, find: () => Blocking<string>): Blocking<string> {
    if (!this.#resolves || id === '') return id;
    const known = this.#names.get(id);
    if (known !== undefined) return known;
    let name = id;
    try {
      name = yield* find();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
    }
    this.#names.set(id, name);
    return name;
  }
}
