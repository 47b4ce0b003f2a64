// docker system df
// Source: docker/cli v28.5.2 cli/command/system/df.go, cli/command/formatter/disk_usage.go.
// Not modelled: sizes of containers and volumes, which are 0; --verbose.
import { exactly, type Leaf } from '../command.ts';
import { flag } from '../flags.ts';
import { type ElementView, formatList, type ListKind } from '../formatter/format.ts';
import { listFormatFlag } from '../formatter/inspect.ts';
import { humanSize } from '../formatter/units.ts';

const usageList: ListKind = {
  type: '*formatter.diskUsageContext',
  headers: { Type: 'TYPE', TotalCount: 'TOTAL', Active: 'ACTIVE', Size: 'SIZE', Reclaimable: 'RECLAIMABLE' },
};

const TABLE = 'table {{.Type}}\\t{{.TotalCount}}\\t{{.Active}}\\t{{.Size}}\\t{{.Reclaimable}}';

/** GET /system/df */
interface DiskUsage {
  readonly LayersSize: number;
  readonly Images: readonly { readonly Containers: number; readonly Size: number }[];
  readonly Containers: readonly { readonly State: string }[];
  readonly Volumes: readonly { readonly UsageData: { readonly RefCount: number } }[];
}

function view(type: string, total: number, active: number, size: number, unused: number, share = true): ElementView {
  const percent = share && size > 0 ? ` (${Math.trunc((unused * 100) / size)}%)` : '';
  const fields = { Type: type, TotalCount: String(total), Active: String(active), Size: humanSize(size) };
  return { labels: {}, fields: { ...fields, Reclaimable: `${humanSize(unused)}${percent}` } };
}

export const df: Leaf = {
  kind: 'leaf',
  name: 'df',
  synopsis: '[OPTIONS]',
  short: 'Show docker disk usage',
  args: exactly(0),
  flags: [
    listFormatFlag,
    flag('bool', 'verbose', 'Show detailed information on space usage', { short: 'v', onlySimulated: [] }),
  ],
  *run(client, options) {
    const usage = yield* client.get<DiskUsage>('/system/df');
    const used = usage.Images.filter((image) => image.Containers > 0);
    const inUse = used.reduce((sum, image) => sum + image.Size, 0);
    const running = usage.Containers.filter(({ State }) => ['running', 'paused', 'restarting'].includes(State));
    const volumes = usage.Volumes.filter(({ UsageData }) => UsageData.RefCount > 0);
    const views = [
      view('Images', usage.Images.length, used.length, usage.LayersSize, usage.LayersSize - inUse),
      view('Containers', usage.Containers.length, running.length, 0, 0),
      view('Local Volumes', usage.Volumes.length, volumes.length, 0, 0),
      view('Build Cache', 0, 0, 0, 0, false),
    ];
    const format = options.text('format');
    yield* client.sys.print(formatList(format === '' || format === 'table' ? TABLE : format, usageList, views));
    return 0;
  },
};
