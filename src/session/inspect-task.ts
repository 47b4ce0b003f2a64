// What an inspector shows of one task of a swarm: what the docker client would print, its life so far, why it is where it is.
import { taskResource } from '../sim/engine/cluster/resources.ts';
import type { Task } from '../sim/swarm/objects.ts';
import type { World } from '../sim/world.ts';
import { type Authority, authorities } from './cluster.ts';
import { nodeNames, taskName } from './cluster-words.ts';
import { happeningSection, virtualTime } from './happenings.ts';
import { taskTable } from './inspect-cluster.ts';
import { placements } from './placement.ts';
import type { Happening, Inspection } from './protocol.ts';

const SAD: readonly string[] = ['failed', 'rejected', 'orphaned'];

/** A task as its swarm's best manager knows it. */
export function inspectTask(world: World, cluster: string, id: string): Inspection | undefined {
  const authority = authorities(world).get(cluster);
  const task = authority?.store.get('task', id);
  if (authority === undefined || task === undefined) return undefined;
  const { store, host } = authority;
  const service = store.get('service', task.ServiceID)?.Spec.Name ?? '';
  const name = taskName(store, task);
  const node = nodeNames(store).get(task.NodeID);
  const why = placements(world, authority, [task]);
  // A global service has one place for a task on each node, others one for each slot.
  const same = store
    .tasksOfService(task.ServiceID)
    .filter((one) => one.Slot === task.Slot && (task.Slot !== 0 || one.NodeID === task.NodeID));
  return {
    title: name,
    subtitle:
      node === undefined ? `task of service ${service}, on no node yet` : `task of service ${service}, on ${node}`,
    host,
    facts: [
      { label: 'Id', value: task.ID.slice(0, 12) },
      { label: 'State', value: stateWords(task) },
      { label: 'Container', value: task.Status.ContainerStatus?.ContainerID.slice(0, 12) || 'none yet' },
      ...task.NetworksAttachments.map(({ Network, Addresses }) => ({
        label: 'Address',
        value: `${Addresses.map((one) => one.replace(/\/.*/, '')).join(', ')} on ${Network.Spec.Name}`,
      })),
    ],
    sections: [
      happeningSection('Its life so far', lifeOf(world, authority, task)),
      ...(why === '' ? [] : [{ title: 'Why it is where it is', command: '', text: why }]),
      {
        title: 'History of its place',
        command: `docker service ps --filter name=${name} ${service}`,
        text: taskTable(world, authority, same),
      },
      {
        title: 'docker inspect',
        command: `docker inspect ${task.ID.slice(0, 12)}`,
        text: `${JSON.stringify([taskResource(task)], undefined, 4)}\n`,
      },
    ],
  };
}

function stateWords({ Status, DesiredState }: Task): string {
  const wanted = Status.State === DesiredState ? '' : `, shall be ${DesiredState}`;
  return `${Status.State}${wanted}${Status.Err === undefined ? '' : `: ${Status.Err}`}`;
}

/** Each state that the managers' log tells of, with the words of who reported it. */
function lifeOf(world: World, { store, member }: Authority, { ID }: Task): readonly Happening[] {
  const names = nodeNames(store);
  const life: Happening[] = [];
  let [state, desired] = ['', ''];
  for (const entry of member.state().entries) {
    if (entry.kind !== 'data') continue;
    for (const action of entry.data.actions) {
      if (action.kind === 'delete' || action.table !== 'task' || action.object.ID !== ID) continue;
      const { Status, DesiredState, NodeID, UpdatedAt } = action.object;
      const seen = `${Status.State} ${Status.Err ?? ''} ${Status.Message}`;
      if (seen !== state) {
        const words = [`${Status.State}: ${Status.Message}`, ...(Status.Err === undefined ? [] : [Status.Err])];
        const tone = Status.State === 'running' ? 'good' : SAD.includes(Status.State) ? 'bad' : 'plain';
        const time = virtualTime(world, Status.Timestamp);
        life.push({ time, who: names.get(NodeID) ?? '', text: words.join(': '), tone });
      }
      if (desired !== '' && DesiredState !== desired) {
        const text = `a manager wants it to be ${DesiredState}`;
        life.push({ time: virtualTime(world, UpdatedAt), who: names.get(NodeID) ?? '', text, tone: 'plain' });
      }
      [state, desired] = [seen, DesiredState];
    }
  }
  return life.sort((a, b) => a.time - b.time);
}
