// Names of a swarm's things, as the docker client writes them.
import type { Task } from '../sim/swarm/objects.ts';
import type { Store } from '../sim/swarm/store/store.ts';

/** Host names by node id. */
export const nodeNames = (store: Store): ReadonlyMap<string, string> =>
  new Map([...store.all('node')].map(({ ID, Description }) => [ID, Description.Hostname]));

/** `web.2`; of a global service `agent.` and the node's id. */
export function taskName(store: Store, task: Task): string {
  const service = store.get('service', task.ServiceID)?.Spec.Name ?? task.serviceAnnotations.Name;
  if (service === '') return task.ID.slice(0, 12);
  return `${service}.${task.Slot !== 0 ? task.Slot : task.NodeID}`;
}
