// The swarms of a world as a picture needs them: what each host is in its swarm, and what the managers' stores hold.

import type { JoinTokens } from '../sim/scenario/commands.ts';
import type { RaftMember } from '../sim/swarm/node/raft-member.ts';
import type { Task as SwarmTask } from '../sim/swarm/objects.ts';
import { compareStates, type Service, type SwarmNetwork } from '../sim/swarm/objects.ts';
import type { Store } from '../sim/swarm/store/store.ts';
import type { Station } from '../sim/topology.ts';
import type { World } from '../sim/world.ts';
import type { ClusterView, NodeView, ServiceView, SpanView, TaskView } from './protocol.ts';

/** A manager's store, with how much it is worth: that of a leader, of the newest term, most. */
export interface Authority {
  readonly host: string;
  readonly store: Store;
  readonly member: RaftMember;
  readonly leads: boolean;
  readonly term: number;
}

const swarmOf = (station: Station) => (station.power.state === 'on' ? station.engine?.daemon.swarm : undefined);

/** The best store of each swarm, by the swarm's id. A swarm whose managers are all gone has none. */
export function authorities(world: World): ReadonlyMap<string, Authority> {
  const best = new Map<string, Authority>();
  for (const [host, station] of world.stations) {
    const member = swarmOf(station)?.node?.manager?.member;
    if (member === undefined) continue;
    const [cluster] = member.store.all('cluster');
    if (cluster === undefined) continue;
    const one = { host, store: member.store, member, leads: member.leads, term: member.state().term };
    const other = best.get(cluster.ID);
    if (other === undefined || worth(one) > worth(other)) best.set(cluster.ID, one);
  }
  return best;
}

/** Leaders first, newer terms before older ones, then who knows more. */
const worth = ({ leads, term, store }: Authority): number => (leads ? 1e12 : 0) + term * 1e6 + store.index;

/** What the swarms look like, as text that changes whenever a picture of them does. */
export function clusterKey(world: World): string {
  const parts: string[] = [];
  for (const [name, station] of world.stations) {
    const swarm = swarmOf(station);
    const local = swarm?.local();
    if (swarm === undefined || local === undefined || local.state === 'inactive') continue;
    const member = swarm.node?.manager?.member;
    const raft = member && `${member.store.index} ${member.state().term} ${member.leader()?.id} ${member.leads}`;
    parts.push(`${name} ${local.state} ${local.nodeId} ${swarm.role()} ${raft} ${member && reachable(station)}`);
  }
  return parts.join('\n');
}

function reachable(station: Station): string {
  const member = swarmOf(station)?.node?.manager?.member;
  return member === undefined
    ? ''
    : member
        .members()
        .map(({ nodeId }) => member.statusOf(nodeId)?.Reachability)
        .join();
}

/** What a host is in its swarm; undefined for one that is in none. */
export function nodeView(station: Station, stores: ReadonlyMap<string, Authority>): NodeView | undefined {
  const swarm = swarmOf(station);
  const local = swarm?.local();
  if (swarm === undefined || local === undefined || local.state === 'inactive') return undefined;
  const member = swarm.node?.manager?.member;
  const known = [...stores].find(([, { store }]) => store.get('node', local.nodeId) !== undefined);
  const object = known?.[1].store.get('node', local.nodeId);
  return {
    id: local.nodeId,
    cluster: known?.[0],
    role: swarm.role() ?? 'worker',
    leads: member?.leads ?? false,
    hasLeader: member === undefined || member.leader() !== undefined,
    locked: local.state === 'locked',
    dataPath: local.dataPathAddr,
    availability: object?.Spec.Availability,
    state: object?.Status.State,
    reachability: known?.[1].member.statusOf(local.nodeId)?.Reachability,
  };
}

/** The swarms, each as its best manager knows it. */
export function clusterViews(world: World, stores: ReadonlyMap<string, Authority>): readonly ClusterView[] {
  const hosts = new Map<string, string>();
  for (const [name, station] of world.stations) {
    const id = station.engine?.daemon.swarm.local().nodeId;
    if (id !== undefined && id !== '') hosts.set(id, name);
  }
  return [...stores].map(([id, { store, member, leads }]) => ({
    id,
    hasLeader: leads,
    tokens: tokensOf(store),
    nodes: store.count('node'),
    managers: member.members().length,
    services: [...store.all('service')].map((service) => serviceView(store, service)),
    tasks: [...store.all('task')].flatMap((task) => (isShown(task) ? [taskView(task, hosts)] : [])),
    networks: [...store.all('network')].filter(({ DriverState }) => DriverState.Name === 'overlay').map(spanView),
  }));
}

/** What a newcomer to a store's swarm needs. */
export function tokensOf(store: Store): JoinTokens {
  const [cluster] = store.all('cluster');
  return { worker: cluster?.JoinTokens.Worker ?? '', manager: cluster?.JoinTokens.Manager ?? '' };
}

/** Tasks of services that are or shall be; those of the past are history. */
function isShown(task: SwarmTask): boolean {
  return task.ServiceID !== '' && compareStates(task.DesiredState, 'running') <= 0;
}

function taskView(task: SwarmTask, hosts: ReadonlyMap<string, string>): TaskView {
  return {
    id: task.ID,
    service: task.ServiceID,
    slot: task.Slot,
    host: hosts.get(task.NodeID),
    state: task.Status.State,
    desired: task.DesiredState,
    error: task.Status.Err ?? '',
    container: task.Status.ContainerStatus?.ContainerID ?? '',
  };
}

function serviceView(store: Store, service: Service): ServiceView {
  const { Spec, Endpoint } = service;
  const { Mode } = Spec;
  const tasks = store.tasksOfService(service.ID);
  return {
    id: service.ID,
    name: Spec.Name,
    image: (Spec.TaskTemplate.ContainerSpec?.Image ?? '').replace(/@sha256:.*/, ''),
    wanted: 'Replicated' in Mode ? Mode.Replicated.Replicas : undefined,
    running: tasks.filter(({ Status, DesiredState }) => Status.State === 'running' && DesiredState === 'running')
      .length,
    addresses: (Endpoint.VirtualIPs ?? []).map(({ NetworkID, Addr }) => ({
      network: store.get('network', NetworkID)?.Spec.Name ?? NetworkID,
      address: Addr.replace(/\/.*/, ''),
    })),
    ports: (Endpoint.Ports ?? []).map(
      ({ PublishedPort, TargetPort, Protocol, PublishMode }) =>
        `${PublishMode === 'ingress' ? '*:' : ''}${PublishedPort ?? 0}→${TargetPort}/${Protocol}`,
    ),
    update: service.UpdateStatus?.State,
  };
}

function spanView(network: SwarmNetwork): SpanView {
  const options = network.DriverState.Options ?? {};
  return {
    id: network.ID,
    name: network.Spec.Name,
    ingress: network.Spec.Ingress ?? false,
    attachable: network.Spec.Attachable ?? false,
    encrypted: 'encrypted' in (network.Spec.DriverConfiguration?.Options ?? {}),
    subnets: network.IPAMOptions.Configs.flatMap(({ Subnet }) => Subnet ?? []),
    vni: options['com.docker.network.driver.overlay.vxlanid_list'] ?? '',
  };
}
