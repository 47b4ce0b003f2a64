// Tasks as lists show them: by name, the newest of a slot first, older ones set in below it.
// Source: docker/cli cli/command/task/print.go.
// Not modelled: nothing.
import type { TaskResource } from '../../engine/api/swarm-types.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import type { Options } from '../flags.ts';
import { flag } from '../flags.ts';
import { formatList } from '../formatter/format.ts';
import { naturalOrder } from '../formatter/order.ts';
import { type NamedTask, taskFormat, taskList, taskView } from '../formatter/task.ts';
import { IdResolver } from './resolver.ts';

/** Flags that every list of tasks has. */
export const taskFlags = [
  flag('filter', 'filter', 'Filter output based on conditions provided', { short: 'f' }),
  flag('string', 'format', 'Pretty-print tasks using a Go template'),
  flag('bool', 'no-resolve', 'Do not map IDs to Names'),
  flag('bool', 'no-trunc', 'Do not truncate output'),
  flag('bool', 'quiet', 'Only display task IDs', { short: 'q' }),
];

/** `truncate` false shows whole ids, as --no-trunc does. */
export function* printTasks(
  client: Client,
  tasks: readonly TaskResource[],
  options: Options,
  truncate = !options.bool('no-trunc'),
): Blocking<void> {
  const resolver = new IdResolver(client, !options.bool('no-resolve'));
  const format = taskFormat(options.text('format'), options.bool('quiet'));
  const named: NamedTask[] = [];
  for (const task of tasks) {
    named.push({ task, name: yield* nameOf(task, resolver), node: yield* resolver.node(task.NodeID ?? '') });
  }
  named.sort((a, b) => naturalOrder(a.name, b.name) || newestFirst(a.task, b.task));
  const now = client.sys.wallClock();
  let previous = '';
  const views = named.map((one) => {
    const isOlder = format.startsWith('table') && one.name === previous;
    previous = one.name;
    return taskView(isOlder ? { ...one, name: ` \\_ ${one.name}` } : one, truncate, now);
  });
  yield* client.sys.print(formatList(format, taskList, views));
}

function* nameOf(task: TaskResource, resolver: IdResolver): Blocking<string> {
  if (task.ServiceID === undefined) return task.Name || task.ID;
  const service = yield* resolver.service(task.ServiceID);
  return `${service}.${task.Slot ?? task.NodeID ?? ''}`;
}

function newestFirst(a: TaskResource, b: TaskResource): number {
  return a.CreatedAt > b.CreatedAt ? -1 : a.CreatedAt < b.CreatedAt ? 1 : 0;
}
