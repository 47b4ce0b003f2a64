// One container as a line of `docker ps`.
// Source: docker/cli cli/command/formatter/container.go.
// Not modelled: platforms of images, volumes.
import type { ContainerSummary, MountSummary } from '../../engine/api/types.ts';
import { quote } from '../flags.ts';
import { Nil } from '../gotemplate/values.ts';
import { familiarName } from '../image/reference.ts';
import { type ElementView, joinLabels, type ListKind } from './format.ts';
import { goTimeOf } from './network.ts';
import { displayPorts } from './ports.ts';
import { ellipsis, humanDuration, humanSize, truncateId } from './units.ts';

/** Commands are cut to this many characters unless --no-trunc. */
const COMMAND_WIDTH = 20;
const MOUNT_WIDTH = 15;

export const containerList: ListKind = {
  type: '*formatter.ContainerContext',
  hasLabels: true,
  headers: {
    ID: 'CONTAINER ID',
    Names: 'NAMES',
    Image: 'IMAGE',
    Command: 'COMMAND',
    CreatedAt: 'CREATED AT',
    RunningFor: 'CREATED',
    Ports: 'PORTS',
    State: 'STATE',
    Status: 'STATUS',
    Size: 'SIZE',
    Labels: 'LABELS',
    Mounts: 'MOUNTS',
    LocalVolumes: 'LOCAL VOLUMES',
    Networks: 'NETWORKS',
    Platform: 'PLATFORM',
  },
};

const TABLE = 'table {{.ID}}\\t{{.Image}}\\t{{.Command}}\\t{{.RunningFor}}\\t{{.Status}}\\t{{.Ports}}\\t{{.Names}}';
const RAW = [
  'container_id: {{.ID}}',
  'image: {{.Image}}',
  'command: {{.Command}}',
  'created_at: {{.CreatedAt}}',
  'state: {{- pad .State 1 0}}',
  'status: {{- pad .Status 1 0}}',
  'names: {{.Names}}',
  'labels: {{- pad .Labels 1 0}}',
  'ports: {{- pad .Ports 1 0}}',
  '',
].join('\n');

/** The real format behind the words that --format takes. */
export function containerFormat(format: string, quiet: boolean, size: boolean): string {
  switch (format) {
    case '':
    case 'table':
      return quiet ? '{{.ID}}' : `${TABLE}${size ? '\\t{{.Size}}' : ''}`;
    case 'raw':
      return quiet ? 'container_id: {{.ID}}' : `${RAW}${size ? 'size: {{.Size}}\\n' : ''}`;
    default:
      return quiet ? '{{.ID}}' : format;
  }
}

/** `now` is in milliseconds since 1970. */
export function containerView(container: ContainerSummary, truncate: boolean, now: number): ElementView {
  const labels = container.Labels ?? {};
  return {
    labels,
    fields: {
      ID: truncate ? truncateId(container.Id) : container.Id,
      Names: namesOf(container, truncate),
      Image: imageOf(container, truncate),
      Command: quote(truncate ? ellipsis(container.Command, COMMAND_WIDTH) : container.Command),
      CreatedAt: goTimeOf(container.Created * 1000),
      RunningFor: `${humanDuration(now / 1000 - container.Created)} ago`,
      Platform: new Nil('pointer', '*formatter.Platform'),
      Ports: displayPorts(container.Ports ?? []),
      State: container.State,
      Status: container.Status,
      Size: sizeOf(container),
      Labels: joinLabels(labels),
      Mounts: container.Mounts.map((mount) => mountName(mount, truncate)).join(','),
      LocalVolumes: String(container.Mounts.filter((mount) => mount.Driver === 'local').length),
      Networks: Object.keys(container.NetworkSettings?.Networks ?? {}).join(','),
    },
  };
}

function sizeOf({ SizeRw = 0, SizeRootFs = 0 }: ContainerSummary): string {
  const own = humanSize(SizeRw, 3);
  return SizeRootFs > 0 ? `${own} (virtual ${humanSize(SizeRootFs, 3)})` : own;
}

/** A volume's name or a path of the host. */
function mountName({ Name = '', Source }: MountSummary, truncate: boolean): string {
  const name = Name === '' ? Source : Name;
  return truncate ? ellipsis(name, MOUNT_WIDTH) : name;
}

function namesOf(container: ContainerSummary, truncate: boolean): string {
  const names = container.Names.map((name) => name.slice(1));
  const own = truncate ? names.find((name) => !name.includes('/')) : undefined;
  return own ?? names.join(',');
}

function imageOf(container: ContainerSummary, truncate: boolean): string {
  if (container.Image === '') return '<no image>';
  if (!truncate) return container.Image;
  if (truncateId(container.ImageID) === truncateId(container.Image)) return truncateId(container.ImageID);
  return familiarName(container.Image.replace(/@sha256:[0-9a-f]{64}$/, ''));
}
