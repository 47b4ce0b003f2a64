// What a term that somebody typed means: a full id, else a full name, else the beginning of one id.
// Source: moby daemon/cluster/helpers.go. Its refusals are the daemon's own, not gRPC's.
// Not modelled: nothing.
import { ClusterError } from '../control.ts';
import type { TableName, Tables } from '../objects.ts';

/** The name by which people know an object. Tasks are named after their slot. */
function nameOf<T extends TableName>(table: T, object: Tables[T]): string {
  if (table === 'node') return (object as Tables['node']).Description.Hostname;
  if (table === 'task') return taskName(object as Tables['task']);
  return (object.Spec as { readonly Name?: string }).Name ?? '';
}

/** naming.Task: `web.1.<id>`, for a node's task `web.<node>.<id>`. */
export function taskName(task: Tables['task']): string {
  if (task.Name !== '') return task.Name;
  return `${task.serviceAnnotations.Name}.${task.Slot === 0 ? task.NodeID : task.Slot}.${task.ID}`;
}

/** The one object of a table that a term means. Throws ClusterError when there is none, or several. */
export function findObject<T extends TableName>(table: T, objects: readonly Tables[T][], term: string): Tables[T] {
  const whole = objects.find((object) => object.ID === term);
  if (whole !== undefined) return whole;
  const named = objects.filter((object) => nameOf(table, object).toLowerCase() === term.toLowerCase());
  const found = named.length > 0 ? named : objects.filter((object) => object.ID.startsWith(term));
  const [first] = found;
  if (first === undefined) throw new ClusterError('not-found', `${table} ${term} not found`);
  if (found.length > 1) {
    throw new ClusterError('invalid', `${table} ${term} is ambiguous (${found.length} matches found)`);
  }
  return first;
}
