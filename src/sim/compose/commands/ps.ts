// docker compose ps
// Source: docker/compose cmd/compose/ps.go, cmd/formatter/container.go; pkg/compose/ps.go.
// Not modelled: sizes.

import { atLeast } from '../../cli/command.ts';
import { containerPath } from '../../cli/container/api-calls.ts';
import { Failure } from '../../cli/failure.ts';
import { cut, flag, type Options, quote } from '../../cli/flags.ts';
import { containerFormat, containerList } from '../../cli/formatter/container.ts';
import { type ElementView, formatList, joinLabels, type ListKind } from '../../cli/formatter/format.ts';
import { goTimeOf } from '../../cli/formatter/network.ts';
import { displayPorts } from '../../cli/formatter/ports.ts';
import { ellipsis, humanDuration, humanSize, truncateId } from '../../cli/formatter/units.ts';
import { Struct } from '../../cli/gotemplate/values.ts';
import type { ContainerInspect, ContainerSummary } from '../../engine/api/types.ts';
import { containerName, label, listContainers, serviceLabel } from '../backend/containers.ts';
import type { ComposeCommand } from '../command.ts';

const COMMAND_WIDTH = 20;
const MOUNT_WIDTH = 15;
const TABLE = 'table {{.Name}}\\t{{.Image}}\\t{{.Command}}\\t{{.Service}}\\t{{.RunningFor}}\\t{{.Status}}\\t{{.Ports}}';

const { ID, Image, Command, CreatedAt, RunningFor, Ports, State, Status, Size, Labels } = containerList.headers;
const list: ListKind = {
  type: '*formatter.ContainerContext',
  hasLabels: true,
  headers: Object.fromEntries(
    Object.entries({
      ...{ ID, Name: 'NAME', Project: 'PROJECT', Service: 'SERVICE', Image, Command, CreatedAt, RunningFor },
      ...{ Ports, State, Status, Size, Labels },
    }).map(([key, title]) => [key, title ?? '']),
  ),
};

export const ps: ComposeCommand = {
  kind: 'leaf',
  name: 'ps',
  synopsis: '[OPTIONS] [SERVICE...]',
  short: 'List containers',
  args: atLeast(0),
  services: 'all',
  flags: [
    flag(
      'string',
      'format',
      `Format output using a custom template:
'table':            Print output in table format with column headers (default)
'table TEMPLATE':   Print output in table format using the given Go template
'json':             Print in JSON format
'TEMPLATE':         Print output using the given Go template.
Refer to https://docs.docker.com/go/formatting/ for more information about formatting output with templates`,
      { default: 'table' },
    ),
    flag('string', 'filter', 'Filter services by a property (supported filters: status)'),
    flag(
      'stringArray',
      'status',
      'Filter services by status. Values: [paused | restarting | removing | running | dead | created | exited]',
    ),
    flag('bool', 'quiet', 'Only display IDs', { short: 'q' }),
    flag('bool', 'services', 'Display services'),
    flag('bool', 'orphans', 'Include orphaned services (not declared by project)', { default: 'true' }),
    flag('bool', 'all', 'Show all stopped containers (including those created by the run command)', { short: 'a' }),
    flag('bool', 'no-trunc', "Don't truncate output"),
  ],
  *run(invocation, options) {
    const { client } = invocation;
    const statuses = statusesOf(options);
    const { name, project } = yield* invocation.projectOrName(options.args);
    const services =
      options.args.length > 0 || options.bool('orphans') || !project ? options.args : [...project.services.keys()];
    const all = options.bool('all') || statuses.length > 0;
    const found = yield* listContainers(client, name, options.bool('all') ? 'included' : 'excluded', all, services);
    const containers = found
      .filter((each) => statuses.length === 0 || statuses.includes(each.State))
      .sort((a, b) => (containerName(a) < containerName(b) ? -1 : 1));
    if (options.bool('quiet')) {
      yield* client.sys.print(containers.map((each) => `${each.Id}\n`).join(''));
      return 0;
    }
    if (options.bool('services')) {
      yield* client.print([...new Set(containers.map(serviceLabel))].join('\n'));
      return 0;
    }
    const truncate = !options.bool('no-trunc');
    const views: ElementView[] = [];
    for (const each of containers) {
      const inspected = yield* client.get<ContainerInspect>(containerPath(each.Id, 'json'));
      views.push(view(each, inspected, truncate, client.sys.wallClock()));
    }
    const format = options.text('format');
    const real = format === 'table' || format === '' ? TABLE : containerFormat(format, false, false);
    yield* client.sys.print(formatList(real, list, views));
    return 0;
  },
};

function statusesOf(options: Options): string[] {
  const statuses = options.list('status');
  const filter = options.text('filter');
  if (filter === '') return statuses;
  const [key, value] = cut(filter, '=');
  if (!filter.includes('=')) throw new Failure('arguments to --filter should be in form KEY=VAL');
  if (key === 'source') throw new Failure('not implemented');
  if (key !== 'status') throw new Failure(`unknown filter ${key}`);
  return [...statuses, value];
}

function view(container: ContainerSummary, inspected: ContainerInspect, truncate: boolean, now: number): ElementView {
  const ports = [...container.Ports].sort((a, b) => a.PrivatePort - b.PrivatePort);
  const { State: state } = inspected;
  const mounts = container.Mounts.map(({ Name, Source }) => Name || Source);
  const publishers = ports.map(
    (port) =>
      new Struct(
        'api.PortPublisher',
        new Map<string, string | number>([
          ['URL', port.IP ?? ''],
          ['TargetPort', port.PrivatePort],
          ['PublishedPort', port.PublicPort ?? 0],
          ['Protocol', port.Type],
        ]),
      ),
  );
  return {
    labels: container.Labels,
    fields: {
      Command: quote(truncate ? ellipsis(container.Command, COMMAND_WIDTH) : container.Command),
      CreatedAt: goTimeOf(container.Created * 1000),
      ExitCode: state.Status === 'exited' || state.Status === 'dead' ? state.ExitCode : 0,
      Health: state.Status === 'running' ? String(state.Health?.Status ?? '') : '',
      ID: truncate ? truncateId(container.Id) : container.Id,
      Image: container.Image,
      Labels: joinLabels(container.Labels),
      LocalVolumes: String(container.Mounts.filter(({ Driver }) => Driver === 'local').length),
      Mounts: mounts.map((name) => (truncate ? ellipsis(name, MOUNT_WIDTH) : name)).join(','),
      Name: containerName(container),
      Names: container.Names.map((each) => each.slice(1)).join(','),
      Networks: Object.keys(container.NetworkSettings.Networks).join(','),
      Ports: displayPorts(ports),
      Project: container.Labels[label('project')] ?? '',
      Publishers: publishers,
      RunningFor: `${humanDuration(now / 1000 - container.Created)} ago`,
      Service: serviceLabel(container),
      Size: humanSize(0, 3),
      State: container.State,
      Status: container.Status,
    },
  };
}
