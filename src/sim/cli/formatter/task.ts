// One task as a line of `docker service ps`, `docker node ps` and `docker stack ps`.
// Source: docker/cli cli/command/task/formatter.go.
// Not modelled: nothing.
import { parseIso } from '../../base/time.ts';
import type { PortConfig, TaskResource } from '../../engine/api/swarm-types.ts';
import { quote } from '../flags.ts';
import { familiarName } from '../image/reference.ts';
import type { ElementView, ListKind } from './format.ts';
import { prettyPrint } from './pretty.ts';
import { ellipsis, humanDuration, truncateId } from './units.ts';

/** maxErrLength */
const ERROR_WIDTH = 30;

export const taskList: ListKind = {
  type: '*task.taskContext',
  headers: {
    ID: 'ID',
    Name: 'NAME',
    Image: 'IMAGE',
    Node: 'NODE',
    DesiredState: 'DESIRED STATE',
    CurrentState: 'CURRENT STATE',
    Error: 'ERROR',
    Ports: 'PORTS',
  },
};

const TABLE =
  'table {{.ID}}\\t{{.Name}}\\t{{.Image}}\\t{{.Node}}\\t{{.DesiredState}}\\t{{.CurrentState}}\\t{{.Error}}\\t{{.Ports}}';
const RAW = [
  'id: {{.ID}}',
  'name: {{.Name}}',
  'image: {{.Image}}',
  'node: {{.Node}}',
  'desired_state: {{.DesiredState}}',
  'current_state: {{.CurrentState}}',
  'error: {{.Error}}',
  'ports: {{.Ports}}',
  '',
].join('\\n');

/** The real format behind the words that --format takes. */
export function taskFormat(format: string, quiet: boolean): string {
  switch (format) {
    case '':
    case 'table':
      return quiet ? '{{.ID}}' : TABLE;
    case 'raw':
      return quiet ? 'id: {{.ID}}' : RAW;
    default:
      return format;
  }
}

/** A task with the names that its ids stand for. */
export interface NamedTask {
  readonly task: TaskResource;
  readonly name: string;
  readonly node: string;
}

/** `now` is in milliseconds since 1970. */
export function taskView({ task, name, node }: NamedTask, truncate: boolean, now: number): ElementView {
  const since = now - (parseIso(task.Status.Timestamp) ?? now);
  return {
    fields: {
      ID: truncate ? truncateId(task.ID) : task.ID,
      Name: name,
      Image: imageOf(task, truncate),
      Node: node,
      DesiredState: prettyPrint(task.DesiredState),
      CurrentState: `${prettyPrint(task.Status.State)} ${humanDuration(since / 1000).toLowerCase()} ago`,
      Error: errorOf(task, truncate),
      Ports: (task.Status.PortStatus.Ports ?? []).map(portText).join(','),
    },
  };
}

function imageOf(task: TaskResource, truncate: boolean): string {
  const image = task.Spec.ContainerSpec?.Image ?? '';
  return truncate ? familiarName(image.replace(/@sha256:[0-9a-f]{64}$/, '')) : image;
}

function errorOf(task: TaskResource, truncate: boolean): string {
  const error = task.Status.Err ?? '';
  if (error === '') return '';
  return quote(truncate ? ellipsis(error, ERROR_WIDTH) : error);
}

function portText(port: PortConfig): string {
  return `*:${port.PublishedPort ?? 0}->${port.TargetPort}/${port.Protocol}`;
}
