// docker compose logs
// Source: docker/compose cmd/compose/logs.go; pkg/compose/logs.go.
// Not modelled: containers that start while logs are followed.

import { atLeast } from '../../cli/command.ts';
import { containerPath } from '../../cli/container/api-calls.ts';
import { timestamp } from '../../cli/container/logs.ts';
import { Failure } from '../../cli/failure.ts';
import { flag, type Options } from '../../cli/flags.ts';
import type { ContainerSummary } from '../../engine/api/types.ts';
import type { Blocking } from '../../host/sys.ts';
import { listContainers, numberOf, shortName } from '../backend/containers.ts';
import { LogWriter } from '../backend/log-writer.ts';
import { together } from '../backend/scope.ts';
import type { ComposeCommand, Invocation } from '../command.ts';
import { separatorOf } from '../model/locate.ts';
import type { Project } from '../model/project.ts';

const EXAMPLES = '(e.g. 2013-01-02T13:23:37Z) or relative (e.g. 42m for 42 minutes)';

export const logs: ComposeCommand = {
  kind: 'leaf',
  name: 'logs',
  synopsis: '[OPTIONS] [SERVICE...]',
  short: 'View output from containers',
  args: atLeast(0),
  services: 'all',
  flags: [
    flag('bool', 'follow', 'Follow log output', { short: 'f' }),
    flag('int', 'index', 'index of the container if service has multiple replicas'),
    flag('string', 'since', `Show logs since timestamp ${EXAMPLES}`),
    flag('string', 'until', `Show logs before a timestamp ${EXAMPLES}`),
    flag('bool', 'no-color', 'Produce monochrome output'),
    flag('bool', 'no-log-prefix', "Don't print prefix in logs"),
    flag('bool', 'timestamps', 'Show timestamps', { short: 't' }),
    flag('string', 'tail', 'Number of lines to show from the end of the logs for each container', {
      short: 'n',
      default: 'all',
    }),
  ],
  *run(invocation, options) {
    const { client } = invocation;
    const index = options.int('index');
    if (index > 0 && options.args.length !== 1) throw new Failure('--index requires one service to be selected');
    const { name, project } = yield* invocation.projectOrName(options.args);
    const attached = project ? [...project.services.values()].filter(({ config }) => config.attach !== false) : [];
    const services = options.args.length > 0 ? options.args : attached.map((service) => service.name);
    const found = yield* listContainers(client, name, 'excluded', true, services);
    const containers = index > 0 ? found.filter((each) => numberOf(each) === index) : found;
    if (index > 0 && containers.length === 0) {
      throw new Failure(`service ${JSON.stringify(services[0])} is not running container #${index}`);
    }
    const color = !options.bool('no-color') && client.stdout !== undefined;
    const log = new LogWriter(client, color, !options.bool('no-log-prefix'), false);
    const query = logQuery(invocation, options);
    const named = { name, separator: project?.separator ?? separatorOf(invocation.globals, client.sys.env) };
    yield* together(containers.map((each) => copyLog(invocation, named, each, log, query)));
    return 0;
  },
};

function logQuery({ client }: Invocation, options: Options): Record<string, string> {
  const now = client.sys.wallClock();
  return {
    stdout: '1',
    stderr: '1',
    tail: options.text('tail'),
    ...(options.bool('follow') && { follow: '1' }),
    ...(options.bool('timestamps') && { timestamps: '1' }),
    ...(options.changed('since') && { since: timestamp('since', options.text('since'), now) }),
    ...(options.changed('until') && { until: timestamp('until', options.text('until'), now) }),
  };
}

function* copyLog(
  { client }: Invocation,
  project: Pick<Project, 'name' | 'separator'>,
  container: ContainerSummary,
  log: LogWriter,
  query: Record<string, string>,
): Blocking<void> {
  const { stream, body } = yield* client.send('GET', containerPath(container.Id, 'logs'), { query });
  yield* log.copy(shortName(project, container), stream, body, true);
}
