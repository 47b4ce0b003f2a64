// docker compose attach, stats, volumes and wait
// Source: docker/compose cmd/compose/{attach,stats,volumes,wait}.go; pkg/compose/{attach_service,volumes,wait}.go.
// Not modelled: nothing known.
import { atLeast, atMost } from '../../cli/command.ts';
import { waitForExit } from '../../cli/container/api-calls.ts';
import { attachTo } from '../../cli/container/attach.ts';
import { showStats } from '../../cli/container/stats.ts';
import { Failure } from '../../cli/failure.ts';
import { flag } from '../../cli/flags.ts';
import { formatList } from '../../cli/formatter/format.ts';
import { volumeFormat, volumeList, volumeView } from '../../cli/formatter/volume.ts';
import type { Blocking } from '../../host/sys.ts';
import { label, listContainers, oneContainer, serviceLabel } from '../backend/containers.ts';
import { together } from '../backend/scope.ts';
import { projectVolumes } from '../backend/volumes.ts';
import type { ComposeCommand } from '../command.ts';
import { takeDownAll } from './down.ts';

export const attach: ComposeCommand = {
  kind: 'leaf',
  name: 'attach',
  synopsis: '[OPTIONS] SERVICE',
  short: "Attach local standard input, output, and error streams to a service's running container",
  args: atLeast(1),
  services: 'first',
  flags: [
    flag('int', 'index', 'index of the container if service has multiple replicas.'),
    flag('string', 'detach-keys', 'Override the key sequence for detaching from a container.'),
    flag('bool', 'no-stdin', 'Do not attach STDIN'),
    flag('bool', 'sig-proxy', 'Proxy all received signals to the process', { default: 'true' }),
  ],
  *run(invocation, options) {
    const project = (yield* invocation.projectName()).toLowerCase();
    const target = yield* oneContainer(invocation.client, project, options.args[0] ?? '', options.int('index'));
    return yield* attachTo(invocation.client, target.Id, options);
  },
};

const FORMAT = `Format output using a custom template:
'table':            Print output in table format with column headers (default)
'table TEMPLATE':   Print output in table format using the given Go template
'json':             Print in JSON format
'TEMPLATE':         Print output using the given Go template.
Refer to `;
const FORMAT_END = ' for more information about formatting output with templates';

export const stats: ComposeCommand = {
  kind: 'leaf',
  name: 'stats',
  synopsis: '[OPTIONS] [SERVICE]',
  short: 'Display a live stream of container(s) resource usage statistics',
  args: atMost(1),
  services: 'first',
  flags: [
    flag('bool', 'all', 'Show all containers (default shows just running)', { short: 'a' }),
    flag('string', 'format', `${FORMAT}https://docs.docker.com/engine/cli/formatting/${FORMAT_END}`),
    flag('bool', 'no-stream', 'Disable streaming stats and only pull the first result'),
    flag('bool', 'no-trunc', 'Do not truncate output'),
  ],
  *run(invocation, options) {
    const project = yield* invocation.projectName();
    const [service] = options.args;
    const filters = [
      `label=${label('project')}=${project}`,
      ...(service === undefined ? [] : [`label=${label('service')}=${service}`]),
    ];
    return yield* showStats(invocation.client, options, [], filters);
  },
};

export const volumes: ComposeCommand = {
  kind: 'leaf',
  name: 'volumes',
  synopsis: '[OPTIONS] [SERVICE...]',
  short: 'List volumes',
  args: atLeast(0),
  services: 'all',
  flags: [
    flag('string', 'format', `${FORMAT}https://docs.docker.com/go/formatting/${FORMAT_END}`, { default: 'table' }),
    flag('bool', 'quiet', 'Only display volume names', { short: 'q' }),
  ],
  *run(invocation, options) {
    const { client } = invocation;
    const { name, project } = yield* invocation.projectOrName(options.args);
    const unknown = project && options.args.find((service) => !project.services.has(service));
    if (unknown !== undefined) throw new Failure(`no such service: ${unknown}`);
    const running = yield* listContainers(client, name, 'included', false);
    const mounted = running
      .filter((each) => options.args.includes(serviceLabel(each)))
      .flatMap(({ Mounts }) => Mounts.map((mount) => mount.Name));
    const found = (yield* projectVolumes(client, name)).filter(
      (volume) => options.args.length === 0 || mounted.includes(volume.Name),
    );
    if (options.bool('quiet')) yield* client.sys.print(found.map((volume) => `${volume.Name}\n`).join(''));
    else
      yield* client.sys.print(
        formatList(volumeFormat(options.text('format'), false), volumeList, found.map(volumeView)),
      );
    return 0;
  },
};

export const wait: ComposeCommand = {
  kind: 'leaf',
  name: 'wait',
  synopsis: 'SERVICE [SERVICE...] [OPTIONS]',
  short: 'Block until containers of all (or specified) services stop.',
  args: atLeast(1),
  complains: 'docker',
  services: 'all',
  flags: [flag('bool', 'down-project', 'Drops project when the first container stops')],
  *run(invocation, options) {
    const { client } = invocation;
    const { name } = yield* invocation.projectOrName();
    const containers = yield* listContainers(client, name, 'included', false, options.args);
    if (containers.length === 0) throw new Failure(`no containers for project ${JSON.stringify(name)}`);
    let status = 0;
    yield* together(containers.map(({ Id }) => waitForOne(Id)));
    if (options.bool('down-project')) yield* takeDownAll(invocation, name);
    return status;

    function* waitForOne(id: string): Blocking<void> {
      const { StatusCode } = yield* waitForExit(client, id, '');
      yield* client.print(`container ${JSON.stringify(id)} exited with status code ${StatusCode}`);
      status = StatusCode;
    }
  },
};
