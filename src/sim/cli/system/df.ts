// docker system df
// Source: docker/cli v28.5.2 cli/command/system/df.go, cli/command/formatter/disk_usage.go.
// Not modelled: templates over all of it with --verbose; the build cache, which stays empty.
import type { ContainerSummary, ImageSummary } from '../../engine/api/types.ts';
import { exactly, type Leaf } from '../command.ts';
import { notSimulated } from '../failure.ts';
import { flag } from '../flags.ts';
import { containerList, containerView } from '../formatter/container.ts';
import { type ElementView, formatList, type ListKind } from '../formatter/format.ts';
import { imageList, imageViews } from '../formatter/image.ts';
import { listFormatFlag } from '../formatter/inspect.ts';
import { humanSize } from '../formatter/units.ts';

const usageList: ListKind = {
  type: '*formatter.diskUsageContext',
  headers: { Type: 'TYPE', TotalCount: 'TOTAL', Active: 'ACTIVE', Size: 'SIZE', Reclaimable: 'RECLAIMABLE' },
};

const volumeList: ListKind = {
  type: '*formatter.volumeContext',
  headers: { Name: 'VOLUME NAME', Links: 'LINKS', Size: 'SIZE' },
};

const cacheList: ListKind = {
  type: '*formatter.buildCacheContext',
  headers: {
    ID: 'CACHE ID',
    CacheType: 'CACHE TYPE',
    Size: 'SIZE',
    CreatedSince: 'CREATED',
    LastUsedSince: 'LAST USED',
    UsageCount: 'USAGE',
    Shared: 'SHARED',
  },
};

const columns = (names: string): string => `table ${names.replace(/\w+/g, '{{.$&}}').replaceAll(' ', '\\t')}`;

const TABLE = columns('Type TotalCount Active Size Reclaimable');
const IMAGES = columns('Repository Tag ID CreatedSince Size SharedSize UniqueSize Containers');
const CONTAINERS = columns('ID Image Command LocalVolumes Size RunningFor Status Names');
const VOLUMES = columns('Name Links Size');
const CACHE = columns('ID CacheType Size CreatedSince LastUsedSince UsageCount Shared');

/** GET /system/df */
interface DiskUsage {
  readonly LayersSize: number;
  readonly Images: readonly ImageSummary[];
  readonly Containers: readonly ContainerSummary[];
  readonly Volumes: readonly {
    readonly Name: string;
    readonly UsageData: { readonly RefCount: number; readonly Size: number };
  }[];
}

function view(type: string, total: number, active: number, size: number, unused: number, share = true): ElementView {
  const percent = share && size > 0 ? ` (${Math.trunc((unused * 100) / size)}%)` : '';
  const fields = { Type: type, TotalCount: String(total), Active: String(active), Size: humanSize(size) };
  return { labels: {}, fields: { ...fields, Reclaimable: `${humanSize(unused)}${percent}` } };
}

const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0);

function summary(usage: DiskUsage, format: string): string {
  const used = usage.Images.filter((image) => image.Containers > 0);
  // What images in use share with others is not counted: it would be won by none.
  const inUse = sum(used.map((image) => image.Size - image.SharedSize));
  const isActive = ({ State }: ContainerSummary): boolean => ['running', 'paused', 'restarting'].includes(State);
  const bytes = (containers: readonly ContainerSummary[]): number => sum(containers.map(({ SizeRw = 0 }) => SizeRw));
  const stopped = usage.Containers.filter((container) => !isActive(container));
  const volumes = usage.Volumes.map(({ UsageData }) => UsageData);
  const idle = volumes.filter(({ RefCount }) => RefCount === 0);
  const views = [
    view('Images', usage.Images.length, used.length, usage.LayersSize, usage.LayersSize - inUse),
    view(
      'Containers',
      usage.Containers.length,
      usage.Containers.length - stopped.length,
      bytes(usage.Containers),
      bytes(stopped),
    ),
    view(
      'Local Volumes',
      volumes.length,
      volumes.length - idle.length,
      sum(volumes.map(({ Size }) => Size)),
      sum(idle.map(({ Size }) => Size)),
    ),
    view('Build Cache', 0, 0, 0, 0, false),
  ];
  return formatList(format === '' || format === 'table' ? TABLE : format, usageList, views);
}

/** Every object with its size, kind by kind. */
function details(usage: DiskUsage, now: number): string {
  const images = usage.Images.flatMap((image) => imageViews(image, true, now).slice(0, 1));
  const containers = usage.Containers.map((container) => containerView({ ...container, SizeRootFs: 0 }, true, now));
  const volumes = usage.Volumes.map(
    ({ Name, UsageData }): ElementView => ({
      fields: { Name, Links: String(UsageData.RefCount), Size: humanSize(UsageData.Size) },
    }),
  );
  return [
    `Images space usage:\n\n${formatList(IMAGES, imageList, images)}`,
    `\nContainers space usage:\n\n${formatList(CONTAINERS, containerList, containers)}`,
    `\nLocal Volumes space usage:\n\n${formatList(VOLUMES, volumeList, volumes)}`,
    `\nBuild cache usage: 0B\n\n${formatList(CACHE, cacheList, [])}`,
  ].join('');
}

export const df: Leaf = {
  kind: 'leaf',
  name: 'df',
  synopsis: '[OPTIONS]',
  short: 'Show docker disk usage',
  args: exactly(0),
  flags: [listFormatFlag, flag('bool', 'verbose', 'Show detailed information on space usage', { short: 'v' })],
  *run(client, options) {
    const format = options.text('format');
    const isTable = format === '' || format === 'table';
    if (options.bool('verbose') && !isTable) throw notSimulated('docker system df --verbose with --format');
    const usage = yield* client.get<DiskUsage>('/system/df');
    const text = options.bool('verbose') ? details(usage, client.sys.wallClock()) : summary(usage, format);
    yield* client.sys.print(text);
    return 0;
  },
};
