// Columns of `docker stats`.
// Source: docker/cli v28.5.2 cli/command/container/{formatter_stats,stats_helpers}.go.
// Not modelled: Windows, cgroups of version 1, block devices (nothing is read or written here).
import type { StatsResponse } from '../../engine/api/types.ts';
import type { ElementView, ListKind } from './format.ts';
import { bytesSize, humanSize, truncateId } from './units.ts';

export const statsList: ListKind = {
  type: '*container.statsContext',
  headers: {
    Container: 'CONTAINER',
    Name: 'NAME',
    ID: 'CONTAINER ID',
    CPUPerc: 'CPU %',
    MemUsage: 'MEM USAGE / LIMIT',
    MemPerc: 'MEM %',
    NetIO: 'NET I/O',
    BlockIO: 'BLOCK I/O',
    PIDs: 'PIDS',
  },
};

const TABLE =
  'table {{.ID}}\\t{{.Name}}\\t{{.CPUPerc}}\\t{{.MemUsage}}\\t{{.MemPerc}}\\t{{.NetIO}}\\t{{.BlockIO}}\\t{{.PIDs}}';

export function statsFormat(format: string): string {
  return format === '' || format === 'table' ? TABLE : format;
}

/** One container's line; `asked` is what the user called it. */
export function statsView(asked: string, stats: StatsResponse, truncate: boolean): ElementView {
  const { usage = 0, limit = 0 } = stats.memory_stats;
  const interfaces = Object.values(stats.networks ?? {});
  const received = interfaces.reduce((sum, each) => sum + each.rx_bytes, 0);
  const sent = interfaces.reduce((sum, each) => sum + each.tx_bytes, 0);
  return {
    fields: {
      Container: asked,
      Name: stats.name.length > 1 ? stats.name.slice(1) : '--',
      ID: truncate ? truncateId(stats.id) : stats.id,
      CPUPerc: `${cpuPercent(stats).toFixed(2)}%`,
      MemUsage: `${bytesSize(usage)} / ${bytesSize(limit)}`,
      MemPerc: `${(limit === 0 ? 0 : (usage / limit) * 100).toFixed(2)}%`,
      NetIO: `${humanSize(received, 3)} / ${humanSize(sent, 3)}`,
      BlockIO: '0B / 0B',
      PIDs: String(stats.pids_stats.current ?? 0),
    },
  };
}

/** The share of one processor between two samples. */
function cpuPercent({ cpu_stats: now, precpu_stats: before }: StatsResponse): number {
  const own = now.cpu_usage.total_usage - before.cpu_usage.total_usage;
  const all = (now.system_cpu_usage ?? 0) - (before.system_cpu_usage ?? 0);
  return own > 0 && all > 0 ? (own / all) * (now.online_cpus ?? 0) * 100 : 0;
}
