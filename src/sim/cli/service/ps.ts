// docker service ps
// Source: docker/cli v28.5.2 cli/command/service/ps.go.
// Not modelled: nothing.
import type { ServiceResource, TaskResource } from '../../engine/api/swarm-types.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { atLeast, type Leaf } from '../command.ts';
import { Failure } from '../failure.ts';
import { filtersQuery } from '../filters.ts';
import { nodeReference } from '../node/reference.ts';
import { printTasks, taskFlags } from '../task/print.ts';

export const ps: Leaf = {
  kind: 'leaf',
  name: 'ps',
  synopsis: '[OPTIONS] SERVICE [SERVICE...]',
  short: 'List the tasks of one or more services',
  args: atLeast(1),
  names: ['service'],
  flags: taskFlags,
  *run(client, options) {
    const { ids, missing } = yield* matching(client, options.args);
    const filters: string[] = ids.map((id) => `service=${id}`);
    for (const filter of options.list('filter')) {
      const [, node] = /^\s*node\s*=(.*)$/i.exec(filter) ?? [];
      filters.push(node === undefined ? filter : `node=${yield* nodeReference(client, node.trim())}`);
    }
    const tasks = yield* client.get<TaskResource[]>('/tasks', filtersQuery(filters));
    yield* printTasks(client, tasks, options, !options.bool('no-trunc') && !options.bool('quiet'));
    if (missing.length > 0) throw new Failure(missing.join('\n'));
    return 0;
  },
};

/** By whole id, by whole name, or by a beginning of an id that only one has. */
function* matching(client: Client, names: readonly string[]): Blocking<{ ids: string[]; missing: string[] }> {
  const list = (field: string) =>
    client.get<ServiceResource[]>('/services', filtersQuery(names.map((name) => `${field}=${name}`)));
  const byId = yield* list('id');
  const byName = yield* list('name');
  const ids: string[] = [];
  const missing: string[] = [];
  for (const name of names) {
    const exact = byId.find(({ ID }) => ID === name) ?? byName.find(({ Spec }) => Spec.Name === name);
    const found = exact === undefined ? byId.filter(({ ID }) => ID.startsWith(name)) : [exact];
    if (found.length > 1) throw new Failure(`multiple services found with provided prefix: ${name}`);
    const [service] = found;
    if (service === undefined) missing.push(`no such service: ${name}`);
    else ids.push(service.ID);
  }
  if (ids.length === 0) throw new Failure(missing.join('\n'));
  return { ids, missing };
}
