// docker compose cp
// Source: docker/compose cmd/compose/cp.go; pkg/compose/cp.go.
// Not modelled: archives from standard input and to standard output.
import { exactly } from '../../cli/command.ts';
import { copyIn, copyOut, splitArgument } from '../../cli/container/cp.ts';
import { Failure, notSimulated } from '../../cli/failure.ts';
import { flag, type Options } from '../../cli/flags.ts';
import type { ContainerSummary } from '../../engine/api/types.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Backend } from '../backend/backend.ts';
import { containerName, listContainers, numberOf } from '../backend/containers.ts';
import { together } from '../backend/scope.ts';
import type { ComposeCommand, Invocation } from '../command.ts';

export const cp: ComposeCommand = {
  kind: 'leaf',
  name: 'cp',
  synopsis: '[OPTIONS] SERVICE:SRC_PATH DEST_PATH|-\n\tdocker compose cp [OPTIONS] SRC_PATH|- SERVICE:DEST_PATH',
  short: 'Copy files/folders between a service container and the local filesystem',
  args: exactly(2),
  complains: 'docker',
  services: 'first',
  flags: [
    flag('int', 'index', 'Index of the container if service has multiple replicas'),
    flag('bool', 'all', 'Include containers created by the run command'),
    flag('bool', 'follow-link', 'Always follow symbol link in SRC_PATH', { short: 'L' }),
    flag('bool', 'archive', 'Archive mode (copy all uid/gid information)', { short: 'a' }),
  ],
  *run(invocation, options) {
    const [source = '', destination = ''] = options.args;
    if (source === '') throw new Failure('source can not be empty');
    if (destination === '') throw new Failure('destination can not be empty');
    const project = (yield* invocation.projectName()).toLowerCase();
    const [from, to] = [splitArgument(source), splitArgument(destination)];
    const backend = invocation.backend();
    const work = (function* (): Blocking<void> {
      if (from.container !== '' && to.container !== '') throw new Failure('copying between services is not supported');
      if (from.container === '' && to.container === '') throw new Failure('unknown copy direction');
      if (source === '-' || destination === '-') throw notSimulated('docker compose cp -');
      const isOut = from.container !== '';
      const containers = yield* targets(invocation, project, isOut ? from.container : to.container, isOut, options);
      yield* together(containers.map((each) => copyOne(backend, each, from.path, to.path, isOut, options)));
    })();
    yield* backend.progress.during(work, 'Copying');
    return 0;
  },
};

/** Files come out of one container, and go into all of a service. */
function* targets(
  { client }: Invocation,
  project: string,
  service: string,
  isOut: boolean,
  options: Options,
): Blocking<readonly ContainerSummary[]> {
  const index = options.int('index');
  const oneOff = options.bool('all') && index <= 0 ? 'included' : 'excluded';
  const found = yield* listContainers(client, project, oneOff, true, [service]);
  const name = JSON.stringify(service);
  if (index > 0) {
    const own = found.filter((each) => numberOf(each) === index);
    if (own.length === 0) throw new Failure(`service ${name} is not running container #${index}`);
    return own.slice(0, 1);
  }
  if (found.length === 0) throw new Failure(`no container found for service ${name}`);
  return isOut ? found.slice(0, 1) : found;
}

function* copyOne(
  { client, progress }: Backend,
  container: ContainerSummary,
  from: string,
  to: string,
  isOut: boolean,
  options: Options,
): Blocking<void> {
  const id = containerName(container);
  const text = isOut ? `copy ${id}:${from} to ${to}` : `copy ${from} to ${id}:${to}`;
  const follow = options.bool('follow-link');
  yield* progress.event({ id, text, status: 'working', statusText: 'Copying' });
  if (isOut) yield* copyOut(client, container.Id, from, to, follow);
  else yield* copyIn(client, from, container.Id, to, follow);
  yield* progress.event({ id, text, status: 'done', statusText: 'Copied' });
}
