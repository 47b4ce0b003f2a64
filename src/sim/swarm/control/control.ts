// The control API of the leader: one door for everything that the engine asks of a swarm's managers.
// Source: swarmkit manager/controlapi/*.go; terms are found as moby daemon/cluster/helpers.go finds them.
// Not modelled: filters on the managers' side (the engine filters lists).
import type { RandomStream } from '../../base/random.ts';
import type { Blocking } from '../../des/task.ts';
import type { ControlApi, JoinTokenRotation } from '../control.ts';
import type {
  Cluster,
  Config,
  NetworkSpec,
  NodeSpec,
  Secret,
  Service,
  ServiceSpec,
  SwarmNetwork,
  SwarmNode,
  SwarmSpec,
  TableName,
  Tables,
} from '../objects.ts';
import type { Store } from '../store/store.ts';
import { ClusterControl } from './cluster.ts';
import { findObject } from './find.ts';
import type { RaftMembers } from './members.ts';
import { NetworkControl } from './networks.ts';
import { NodeControl } from './nodes.ts';
import { FileControl } from './secrets.ts';
import { ServiceControl } from './services.ts';

export class LeaderControl implements ControlApi {
  readonly #store: Store;
  readonly #services: ServiceControl;
  readonly #networks: NetworkControl;
  readonly #nodes: NodeControl;
  readonly #secrets: FileControl;
  readonly #configs: FileControl;
  readonly #cluster: ClusterControl;

  constructor(store: Store, random: RandomStream, members: RaftMembers) {
    this.#store = store;
    this.#services = new ServiceControl(store, random);
    this.#networks = new NetworkControl(store, random);
    this.#nodes = new NodeControl(store, members);
    this.#secrets = new FileControl('secret', store, random);
    this.#configs = new FileControl('config', store, random);
    this.#cluster = new ClusterControl(store, random);
  }

  // biome-ignore lint/correctness/useYield: the leader has it at hand
  *find<T extends TableName>(table: T, term: string): Blocking<Tables[T]> {
    return this.#shown(table, findObject(table, [...this.#store.all(table)], term));
  }

  *list<T extends TableName>(table: T): Blocking<readonly Tables[T][]> {
    const objects = [...this.#store.all(table)].sort((a, b) => (a.ID < b.ID ? -1 : 1));
    return objects.map((object) => this.#shown(table, object));
  }

  createService(spec: ServiceSpec): Blocking<Service> {
    return this.#services.create(spec);
  }

  updateService(id: string, version: number, spec: ServiceSpec, rollback: boolean): Blocking<Service> {
    return this.#services.update(id, version, spec, rollback);
  }

  removeService(id: string): Blocking<void> {
    return this.#services.remove(id);
  }

  createNetwork(spec: NetworkSpec): Blocking<SwarmNetwork> {
    return this.#networks.create(spec);
  }

  removeNetwork(id: string): Blocking<void> {
    return this.#networks.remove(id);
  }

  updateNode(id: string, version: number, spec: NodeSpec): Blocking<SwarmNode> {
    return this.#nodes.update(id, version, spec);
  }

  removeNode(id: string, force: boolean): Blocking<void> {
    return this.#nodes.remove(id, force);
  }

  updateCluster(version: number, spec: SwarmSpec, rotation: JoinTokenRotation): Blocking<Cluster> {
    return this.#cluster.update(version, spec, rotation);
  }

  createSecret(spec: Secret['Spec']): Blocking<Secret> {
    return this.#secrets.create(spec);
  }

  updateSecret(id: string, version: number, spec: Secret['Spec']): Blocking<Secret> {
    return this.#secrets.update(id, version, spec);
  }

  removeSecret(id: string): Blocking<void> {
    return this.#secrets.remove(id);
  }

  createConfig(spec: Config['Spec']): Blocking<Config> {
    return this.#configs.create(spec);
  }

  updateConfig(id: string, version: number, spec: Config['Spec']): Blocking<Config> {
    return this.#configs.update(id, version, spec);
  }

  removeConfig(id: string): Blocking<void> {
    return this.#configs.remove(id);
  }

  #shown<T extends TableName>(table: T, object: Tables[T]): Tables[T] {
    if (table === 'node') return this.#nodes.withStatus(object as SwarmNode) as Tables[T];
    if (table === 'secret') return this.#secrets.shown(object as Secret) as Tables[T];
    return object;
  }
}
