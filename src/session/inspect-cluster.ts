// What an inspector shows of a swarm: what the docker client would print, and what no command prints but one wants to see.
import { formatList } from '../sim/cli/formatter/format.ts';
import { nodeFormat, nodeList, nodeView } from '../sim/cli/formatter/node.ts';
import { naturalOrder } from '../sim/cli/formatter/order.ts';
import { taskFormat, taskList, taskView } from '../sim/cli/formatter/task.ts';
import { nodeResource, serviceResource, taskResource } from '../sim/engine/cluster/resources.ts';
import type { RaftMember } from '../sim/swarm/node/raft-member.ts';
import type { Service, SwarmNode, Task } from '../sim/swarm/objects.ts';
import type { Store } from '../sim/swarm/store/store.ts';
import type { Station } from '../sim/topology.ts';
import type { World } from '../sim/world.ts';
import { type Authority, authorities } from './cluster.ts';
import { nodeNames, taskName } from './cluster-words.ts';
import { gossipSections } from './inspect-gossip.ts';
import { balancerSections, netnsOf } from './inspect-netns.ts';
import { electionSection, raftSections } from './inspect-raft.ts';
import { placements } from './placement.ts';
import type { Inspection } from './protocol.ts';

type Section = Inspection['sections'][number];
type Fact = Inspection['facts'][number];

const section = (title: string, command: string, text: string): Section => ({ title, command, text });

// ---- a host

/** A host's part in its swarm; nothing for one that is in none. */
export function nodeSections(world: World, station: Station): readonly Section[] {
  const { engine, host } = station;
  const node = engine?.daemon.swarm.node;
  if (node === undefined) return [];
  const member = node.manager?.member;
  const { nodeId } = node.state.certificate;
  const tasks = node.tasks();
  return [
    ...(member === undefined ? [] : managerSections(world, member, nodeId)),
    ...(tasks.length === 0 ? [] : [section('Tasks of this node', '', taskStates(tasks, host.wallClock()))]),
    ...gossipSections(station),
  ];
}

/** The line under a host's name. */
export function nodeTitle({ engine }: Station): string | undefined {
  const node = engine?.daemon.swarm.node;
  if (node === undefined) return undefined;
  const member = node.manager?.member;
  if (member === undefined) return 'swarm worker';
  return member.leads ? 'swarm manager, leader' : 'swarm manager';
}

function managerSections(world: World, member: RaftMember, nodeId: string): readonly Section[] {
  const [cluster] = member.store.all('cluster');
  return [
    ...(member.isLeaderless ? [] : [section('Nodes', 'docker node ls', nodeTable(member, nodeId))]),
    ...raftSections(member),
    ...(cluster === undefined ? [] : [electionSection(world, cluster.ID, nodeId)]),
  ];
}

/** `docker node ls`, as asked of the node `self`. */
export function nodeTable(member: RaftMember, self: string): string {
  const [cluster] = member.store.all('cluster');
  const nodes = [...member.store.all('node')]
    .map((node): SwarmNode => {
      const ManagerStatus = member.statusOf(node.ID);
      return ManagerStatus === undefined ? node : { ...node, ManagerStatus };
    })
    .sort((a, b) => naturalOrder(a.Description.Hostname, b.Description.Hostname));
  const views = nodes.map((node) => nodeView(nodeResource(node), self, cluster?.TLSInfo.TrustRoot ?? ''));
  return formatList(nodeFormat('', false), nodeList, views);
}

/** Of a node's own tasks, without asking a manager. */
function taskStates(tasks: readonly Task[], now: number): string {
  const views = tasks.map((task) =>
    taskView(
      { task: taskResource(task), name: `${task.serviceAnnotations.Name}.${task.Slot || task.NodeID}`, node: '' },
      true,
      now,
    ),
  );
  return formatList(
    'table {{.Name}}\\t{{.Image}}\\t{{.DesiredState}}\\t{{.CurrentState}}\\t{{.Error}}',
    taskList,
    views,
  );
}

// ---- a service

/** A service as its swarm's best manager knows it. */
export function inspectService(world: World, cluster: string, id: string): Inspection | undefined {
  const authority = authorities(world).get(cluster);
  const service = authority?.store.get('service', id);
  if (authority === undefined || service === undefined) return undefined;
  const { store, host } = authority;
  const { Name: name, TaskTemplate } = service.Spec;
  const explained = placements(world, authority, store.tasksOfService(id));
  return {
    title: name,
    subtitle: `swarm service, ${modeText(service)}, of image ${(TaskTemplate.ContainerSpec?.Image ?? '').replace(/@.*/, '')}`,
    host,
    facts: serviceFacts(store, service),
    sections: [
      section('Tasks', `docker service ps ${name}`, taskTable(world, authority, store.tasksOfService(id))),
      ...(explained === '' ? [] : [section('Why each task is where it is', '', explained)]),
      ...serviceBalancers(world, service),
      section(
        'docker service inspect',
        `docker service inspect ${name}`,
        `${JSON.stringify([serviceResource(service)], undefined, 4)}\n`,
      ),
    ],
  };
}

function modeText({ Spec: { Mode } }: Service): string {
  if ('Replicated' in Mode) return `${Mode.Replicated.Replicas} replicas`;
  return 'Global' in Mode ? 'one task on every node' : 'a job';
}

function serviceFacts(store: Store, { ID, Endpoint, UpdateStatus }: Service): Fact[] {
  const name = (network: string): string => store.get('network', network)?.Spec.Name ?? network;
  return [
    { label: 'Id', value: ID.slice(0, 12) },
    ...(Endpoint.VirtualIPs ?? []).map(({ NetworkID, Addr }) => ({
      label: 'Virtual IP',
      value: `${Addr.replace(/\/.*/, '')} on ${name(NetworkID)}`,
    })),
    ...(Endpoint.Ports ?? []).map(({ PublishedPort, TargetPort, Protocol, PublishMode }) => ({
      label: 'Port',
      value: `${PublishedPort ?? 0} → ${TargetPort}/${Protocol} (${PublishMode})`,
    })),
    ...(UpdateStatus === undefined ? [] : [{ label: 'Update', value: UpdateStatus.State }]),
  ];
}

/** `docker service ps` of some tasks of one service. */
export function taskTable(world: World, { store, host }: Authority, among: readonly Task[]): string {
  const names = nodeNames(store);
  const now = world.stations.get(host)?.host.wallClock() ?? 0;
  const tasks = [...among].sort(
    (a, b) => naturalOrder(taskName(store, a), taskName(store, b)) || (a.CreatedAt > b.CreatedAt ? -1 : 1),
  );
  let previous = '';
  const views = tasks.map((task) => {
    const own = taskName(store, task);
    const name = own === previous ? ` \\_ ${own}` : own;
    previous = own;
    return taskView({ task: taskResource(task), name, node: names.get(task.NodeID) ?? '' }, true, now);
  });
  return formatList(taskFormat('', false), taskList, views);
}

/** The load balancers that lead to it, on every host that has one. */
function serviceBalancers(world: World, { Endpoint }: Service): readonly Section[] {
  const networks = new Set((Endpoint.VirtualIPs ?? []).map(({ NetworkID }) => NetworkID.slice(0, 9)));
  return [...world.stations].flatMap(([name, station]) =>
    netnsOf(station)
      .filter(({ file }) => file === 'ingress_sbox' || (file.startsWith('lb_') && networks.has(file.slice(3))))
      .flatMap(({ ns, file }) => balancerSections(ns, file, `on ${name}`).map((one) => ({ ...one, host: name }))),
  );
}
