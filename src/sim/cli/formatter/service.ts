// Services as lines of `docker service ls` and `docker stack services`.
// Source: docker/cli v28.5.2 cli/command/service/formatter.go.
// Not modelled: nothing.
import type { PortConfig, ServiceResource } from '../../engine/api/swarm-types.ts';
import { familiarName } from '../image/reference.ts';
import { type ElementView, formatList, type ListKind } from './format.ts';
import { naturalOrder } from './order.ts';
import { truncateId } from './units.ts';

const serviceList: ListKind = {
  type: '*service.serviceContext',
  headers: { ID: 'ID', Name: 'NAME', Mode: 'MODE', Replicas: 'REPLICAS', Image: 'IMAGE', Ports: 'PORTS' },
};

const TABLE = 'table {{.ID}}\\t{{.Name}}\\t{{.Mode}}\\t{{.Replicas}}\\t{{.Image}}\\t{{.Ports}}';
const RAW = [
  'id: {{.ID}}',
  'name: {{.Name}}',
  'mode: {{.Mode}}',
  'replicas: {{.Replicas}}',
  'image: {{.Image}}',
  'ports: {{.Ports}}',
  '',
].join('\\n');

function realFormat(format: string, quiet: boolean): string {
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

/** The whole list, by name. */
export function serviceLines(services: readonly ServiceResource[], format: string, quiet: boolean): string {
  const sorted = [...services].sort((a, b) => naturalOrder(a.Spec.Name, b.Spec.Name));
  return formatList(realFormat(format, quiet), serviceList, sorted.map(serviceView));
}

function serviceView(service: ServiceResource): ElementView {
  return {
    fields: {
      ID: truncateId(service.ID),
      Name: service.Spec.Name,
      Mode: modeName(service),
      Replicas: replicas(service),
      Image: familiarName((service.Spec.TaskTemplate.ContainerSpec?.Image ?? '').replace(/@sha256:[0-9a-f]{64}$/, '')),
      Ports: portsText(service.Endpoint.Ports ?? []),
    },
  };
}

function modeName({ Spec: { Mode } }: ServiceResource): string {
  if ('Global' in Mode) return 'global';
  if ('Replicated' in Mode) return 'replicated';
  return 'ReplicatedJob' in Mode ? 'replicated job' : 'global job';
}

function replicas({ Spec, ServiceStatus }: ServiceResource): string {
  const {
    RunningTasks: running,
    DesiredTasks: desired,
    CompletedTasks: completed,
  } = {
    ...{ RunningTasks: 0, DesiredTasks: 0, CompletedTasks: 0 },
    ...ServiceStatus,
  };
  const { Mode } = Spec;
  const count = `${running}/${desired}`;
  if ('ReplicatedJob' in Mode) return `${count} (${completed}/${Mode.ReplicatedJob.TotalCompletions} completed)`;
  if ('GlobalJob' in Mode) return `${count} (${completed}/${desired + completed} completed)`;
  const most = 'Replicated' in Mode ? (Spec.TaskTemplate.Placement?.MaxReplicas ?? 0) : 0;
  return most > 0 ? `${count} (max ${most} per node)` : count;
}

interface Range {
  readonly published: readonly [number, number];
  readonly target: readonly [number, number];
  readonly protocol: PortConfig['Protocol'];
}

/** Published ports, runs of them as ranges: `*:8080-8082->80-82/tcp`. */
function portsText(ports: readonly PortConfig[]): string {
  const sorted = ports
    .map((port) => ({ ...port, published: port.PublishedPort ?? 0 }))
    .sort((a, b) => (a.Protocol === b.Protocol ? a.published - b.published : a.Protocol < b.Protocol ? -1 : 1));
  const ranges: Range[] = [];
  for (const { Protocol, TargetPort, published, PublishMode } of sorted) {
    if (PublishMode !== 'ingress') continue;
    const last = ranges.at(-1);
    if (last && continues(last, Protocol, published, TargetPort)) {
      ranges[ranges.length - 1] = {
        published: [last.published[0], published],
        target: [last.target[0], TargetPort],
        protocol: Protocol,
      };
    } else ranges.push({ published: [published, published], target: [TargetPort, TargetPort], protocol: Protocol });
  }
  return ranges
    .filter(({ published }) => published[0] > 0)
    .map(({ published, target, protocol }) => `*:${span(published)}->${span(target)}/${protocol}`)
    .join(', ');
}

/** The next port belongs to the range. Differences wrap as unsigned numbers do: a smaller target never follows. */
function continues(last: Range, protocol: string, published: number, target: number): boolean {
  const step = target - last.target[1];
  const isRange = last.target[1] !== last.target[0];
  if (protocol !== last.protocol || published - last.published[1] > 1 || step < 0 || step > 1) return false;
  return !(isRange && target <= last.target[1]);
}

function span([first, last]: readonly [number, number]): string {
  return last > first ? `${first}-${last}` : String(first);
}
