// docker compose rm
// Source: docker/compose cmd/compose/remove.go; pkg/compose/remove.go.
// Not modelled: nothing known.

import { atLeast } from '../../cli/command.ts';
import { containerPath } from '../../cli/container/api-calls.ts';
import { flag } from '../../cli/flags.ts';
import type { ContainerInspect, ContainerSummary } from '../../engine/api/types.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Backend } from '../backend/backend.ts';
import { containerName, listContainers, progressName, serviceLabel } from '../backend/containers.ts';
import { event } from '../backend/progress.ts';
import { ask } from '../backend/prompt.ts';
import { together } from '../backend/scope.ts';
import { stopServices } from '../backend/stop.ts';
import type { ComposeCommand } from '../command.ts';

export const rm: ComposeCommand = {
  kind: 'leaf',
  name: 'rm',
  synopsis: '[OPTIONS] [SERVICE...]',
  short: 'Removes stopped service containers',
  long: [
    'Removes stopped service containers',
    '',
    'By default, anonymous volumes attached to containers will not be removed. You',
    'can override this with -v. To list all volumes, use "docker volume ls".',
    '',
    'Any data which is not in a volume will be lost.',
  ].join('\n'),
  args: atLeast(0),
  services: 'all',
  flags: [
    flag('bool', 'force', "Don't ask to confirm removal", { short: 'f' }),
    flag('bool', 'stop', 'Stop the containers, if required, before removing', { short: 's' }),
    flag('bool', 'volumes', 'Remove any anonymous volumes attached to containers', { short: 'v' }),
    flag('bool', 'all', 'Deprecated - no effect', { short: 'a', hidden: true }),
  ],
  *run(invocation, options) {
    const { client } = invocation;
    const backend = invocation.backend();
    const { name, project } = yield* invocation.projectOrName(options.args);
    if (options.bool('stop')) {
      const target = project ?? (yield* invocation.projectOrActual());
      yield* backend.progress.during(stopServices(backend, target, options.args, undefined), 'Stopping');
    }
    const containers = yield* listContainers(client, name, 'excluded', true, options.args);
    const stopped: ContainerSummary[] = [];
    for (const each of containers) {
      if (project && !project.services.has(serviceLabel(each))) continue;
      const { State } = yield* client.get<ContainerInspect>(containerPath(each.Id, 'json'));
      if (!State.Running) stopped.push(each);
    }
    if (stopped.length === 0) {
      yield* client.warn('No stopped containers');
      return 0;
    }
    const question = `Going to remove ${stopped.map(containerName).join(', ')}`;
    const force = options.bool('force');
    if (force) yield* client.print(question);
    else if (!(yield* ask(client, question))) return 0;
    yield* backend.progress.during(
      together(stopped.map((each) => remove(backend, each, force, options.bool('volumes')))),
      'Removing',
    );
    return 0;
  },
};

function* remove(backend: Backend, container: ContainerSummary, force: boolean, volumes: boolean): Blocking<void> {
  yield* event(backend.progress, progressName(container), 'working', 'Removing');
  yield* backend.client.send('DELETE', containerPath(container.Id), {
    query: { ...(force && { force: '1' }), ...(volumes && { v: '1' }) },
  });
  yield* event(backend.progress, progressName(container), 'done', 'Removed');
}
