// What an inspector shows of a swarm: what the docker client would print, and what no command prints but one wants to see.
import { formatList } from '../sim/cli/formatter/format.ts';
import { nodeFormat, nodeList, nodeView } from '../sim/cli/formatter/node.ts';
import { naturalOrder } from '../sim/cli/formatter/order.ts';
import { taskFormat, taskList, taskView } from '../sim/cli/formatter/task.ts';
import { nodeResource, serviceResource, taskResource } from '../sim/engine/cluster/resources.ts';
import type { RaftMember } from '../sim/swarm/node/raft-member.ts';
import type { Service, SwarmNode, Task } from '../sim/swarm/objects.ts';
import type { Explanation } from '../sim/swarm/scheduler/explanation.ts';
import type { StoreAction } from '../sim/swarm/store/actions.ts';
import type { Store } from '../sim/swarm/store/store.ts';
import type { Station } from '../sim/topology.ts';
import type { World } from '../sim/world.ts';
import { type Authority, authorities } from './cluster.ts';
import { columns } from './columns.ts';
import { gossipSections } from './inspect-gossip.ts';
import { balancerSections, netnsOf } from './inspect-netns.ts';
import type { Inspection } from './protocol.ts';

type Section = Inspection['sections'][number];
type Fact = Inspection['facts'][number];

/** How many entries of the raft log are shown. */
const LOG_TAIL = 15;

const section = (title: string, command: string, text: string): Section => ({ title, command, text });

// ---- a host

/** A host's part in its swarm; nothing for one that is in none. */
export function nodeSections(station: Station): readonly Section[] {
  const { engine, host } = station;
  const node = engine?.daemon.swarm.node;
  if (node === undefined) return [];
  const member = node.manager?.member;
  const { nodeId } = node.state.certificate;
  const tasks = node.tasks();
  return [
    ...(member === undefined ? [] : managerSections(member, nodeId)),
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

function managerSections(member: RaftMember, nodeId: string): readonly Section[] {
  const names = nodeNames(member.store);
  return [
    ...(member.isLeaderless ? [] : [section('Nodes', 'docker node ls', nodeTable(member, nodeId))]),
    section('Raft: members', '', membersText(member, names)),
    section(`Raft: the last ${LOG_TAIL} entries of the log`, '', logText(member, names)),
  ];
}

const nodeNames = (store: Store): ReadonlyMap<string, string> =>
  new Map([...store.all('node')].map(({ ID, Description }) => [ID, Description.Hostname]));

function nodeTable(member: RaftMember, self: string): string {
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

/** Who is in the group, and how far each member's log is known to agree: only a leader knows that of others. */
function membersText(member: RaftMember, names: ReadonlyMap<string, string>): string {
  const { role, term, commit, applied, matches } = member.state();
  const leader = member.leader();
  const rows = member.members().map(({ id, nodeId, addr }) => {
    const match = matches.find((one) => one.nodeId === nodeId)?.match;
    const status = member.statusOf(nodeId);
    const is = id === member.raftId ? role : nodeId === leader?.nodeId ? 'leader' : 'follower';
    return [
      names.get(nodeId) ?? nodeId,
      addr,
      is,
      status?.Reachability ?? 'unknown',
      match === undefined ? '' : String(match),
    ];
  });
  const here = `role ${role}, term ${term}, committed ${commit}, applied ${applied}`;
  return `${here}\n\n${columns([['MEMBER', 'ADDRESS', 'ROLE', 'REACHABILITY', 'MATCH'], ...rows])}\n`;
}

function logText(member: RaftMember, names: ReadonlyMap<string, string>): string {
  const { entries, commit } = member.state();
  const rows = entries.slice(-LOG_TAIL).map((entry) => {
    const what =
      entry.kind === 'empty'
        ? 'a leader begins its term'
        : entry.kind === 'members'
          ? `${entry.change.action} member ${names.get(entry.change.member.nodeId) ?? entry.change.member.addr}`
          : entry.data.actions.map((action) => actionText(member.store, action)).join('; ');
    return [String(entry.index), String(entry.term), entry.index <= commit ? 'yes' : 'no', what];
  });
  return `${columns([['INDEX', 'TERM', 'COMMITTED', 'WHAT'], ...rows])}\n`;
}

function actionText(store: Store, action: StoreAction): string {
  if (action.kind === 'delete') return `delete ${action.table} ${action.id.slice(0, 12)}`;
  const { kind, table, object } = action;
  if (table === 'task')
    return `${kind} task ${taskName(store, object)}: ${object.Status.State} → ${object.DesiredState}`;
  if (table === 'node') return `${kind} node ${object.Description.Hostname}: ${object.Status.State}`;
  return `${kind} ${table} ${object.Spec.Name}`;
}

function taskName(store: Store, task: Task): string {
  const service = store.get('service', task.ServiceID)?.Spec.Name ?? task.serviceAnnotations.Name;
  if (service === '') return task.ID.slice(0, 12);
  return `${service}.${task.Slot !== 0 ? task.Slot : task.NodeID}`;
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
  const explained = explanations(world, authority, id);
  return {
    title: name,
    subtitle: `swarm service, ${modeText(service)}, of image ${(TaskTemplate.ContainerSpec?.Image ?? '').replace(/@.*/, '')}`,
    host,
    facts: serviceFacts(store, service),
    sections: [
      section('Tasks', `docker service ps ${name}`, taskTable(world, authority, id)),
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

function taskTable(world: World, { store, host }: Authority, service: string): string {
  const names = nodeNames(store);
  const now = world.stations.get(host)?.host.wallClock() ?? 0;
  const tasks = [...store.tasksOfService(service)].sort(
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

/** What the scheduler saw when it chose: only a leader remembers. */
function explanations(world: World, { store, host }: Authority, service: string): string {
  const leader = world.stations.get(host)?.engine?.daemon.swarm.node?.manager?.leader;
  if (leader === undefined) return '';
  const names = nodeNames(store);
  return store
    .tasksOfService(service)
    .filter(({ DesiredState }) => DesiredState === 'running')
    .flatMap((task) => {
      const found = leader.explain(task.ID);
      return found === undefined ? [] : [`${taskName(store, task)} ${explanationText(found, names)}`];
    })
    .join('\n');
}

function explanationText({ nodeId, candidates, text }: Explanation, names: ReadonlyMap<string, string>): string {
  const chosen = nodeId === undefined ? `on no node: ${text}` : `on ${names.get(nodeId) ?? nodeId}`;
  const rows = candidates.map(({ hostname, tasksOfService, tasks, failures, excludedBy }) => [
    `  ${hostname}`,
    String(tasksOfService),
    String(tasks),
    String(failures),
    excludedBy ?? '',
  ]);
  return `${chosen}\n${columns([['  NODE', 'OF THIS SERVICE', 'TASKS', 'FAILURES', 'HELD BACK BY'], ...rows])}\n`;
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
