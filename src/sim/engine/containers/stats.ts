// What a container uses: processor, memory, network, processes, as its cgroup and its interfaces count.
// Source: moby v28.5.2 daemon/{stats,stats_unix,stats_collector}.go.
// Not modelled: memory by process (each counts the same), block devices, throttling. A process that has ended takes its time with it.
import { formatRfc3339Nano } from '../../base/time.ts';
import { SECOND, type SimTime } from '../../des/scheduler.ts';
import type { Blocking } from '../../des/task.ts';
import type { HttpResponse } from '../../host/http.ts';
import { Channel } from '../api/channel.ts';
import type { CpuStats, InterfaceStats, StatsResponse } from '../api/types.ts';
import type { Daemon } from '../daemon.ts';
import { CPUS, MEMORY } from '../hardware.ts';
import type { Container } from './container.ts';
import { processesOf } from './shared-namespaces.ts';

/** daemon/stats_collector.go: how often it looks. */
const INTERVAL: SimTime = SECOND;
/** What one process counts for, in bytes: a busybox that sleeps, measured in its cgroup. */
const PROCESS_MEMORY = 425_984;
const NANOSECONDS_PER_MICROSECOND = 1000;

const NO_CPU: CpuStats = { cpu_usage: { total_usage: 0 } };

/** Nothing but who it is: of a container that does not run. */
function empty(container: Container): StatsResponse {
  const never = '0001-01-01T00:00:00Z';
  return {
    name: `/${container.name}`,
    id: container.id,
    read: never,
    preread: never,
    ...{ pids_stats: {}, memory_stats: {}, cpu_stats: NO_CPU, precpu_stats: NO_CPU },
  };
}

/** Counters at this moment; those of the processor before come from the sample before. */
export function sample(daemon: Daemon, container: Container, before?: StatsResponse): StatsResponse {
  const { running } = container;
  if (running === undefined) return empty(container);
  const processes = processesOf(container);
  const used = processes.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  const { Memory: limit, PidsLimit: pids } = container.hostConfig;
  const interfaces = networksOf(daemon, container);
  return {
    ...empty(container),
    read: formatRfc3339Nano(daemon.now()),
    preread: before?.read ?? empty(container).preread,
    pids_stats: { current: processes.length, ...(pids && pids > 0 && { limit: pids }) },
    cpu_stats: {
      cpu_usage: { total_usage: used * NANOSECONDS_PER_MICROSECOND },
      system_cpu_usage: daemon.machine.scheduler.now * CPUS * NANOSECONDS_PER_MICROSECOND,
      online_cpus: CPUS,
    },
    precpu_stats: before?.cpu_stats ?? NO_CPU,
    memory_stats: { usage: processes.length * PROCESS_MEMORY, stats: {}, limit: limit > 0 ? limit : MEMORY },
    ...(interfaces && { networks: interfaces }),
  };
}

/** Its sandbox's interfaces; who shares another container's network shows that one's, who uses the host's none. */
function networksOf(daemon: Daemon, container: Container): Record<string, InterfaceStats> | undefined {
  const owner = container.donorName === undefined ? container : daemon.containers.get(container.donorName);
  if (owner.networkMode === 'host' || owner.running === undefined) return undefined;
  const links = owner.running.enclosure.netns.net.links().filter(({ name }) => name !== 'lo');
  if (links.length === 0) return undefined;
  return Object.fromEntries(
    links.map(({ name, stats }) => [
      name,
      {
        rx_bytes: stats.rxBytes,
        ...{ rx_packets: stats.rxPackets, rx_errors: stats.rxErrors, rx_dropped: stats.rxDropped },
        tx_bytes: stats.txBytes,
        ...{ tx_packets: stats.txPackets, tx_errors: stats.txErrors, tx_dropped: stats.txDropped },
      },
    ]),
  );
}

function* pause(daemon: Daemon): Blocking<void> {
  const until = daemon.machine.scheduler.now + INTERVAL;
  while (daemon.machine.scheduler.now < until) yield { on: [], until };
}

/** One answer, about the second in which it was asked for; at once of a container that does not run. */
export function* statsOnce(daemon: Daemon, container: Container, oneShot: boolean): Blocking<HttpResponse> {
  const before = sample(daemon, container);
  if (!oneShot && container.running !== undefined) yield* pause(daemon);
  const body = oneShot || container.running === undefined ? before : sample(daemon, container, before);
  return { status: 200, body: `${JSON.stringify(body)}\n` };
}

/** An answer each second until the client has gone. */
export function statsStream(daemon: Daemon, container: Container): HttpResponse {
  const channel = new Channel();
  daemon.machine.startTask(
    (function* (): Blocking<void> {
      let last = sample(daemon, container);
      while (!channel.closed && !container.removed) {
        yield* channel.send({ channel: 'stdout', text: `${JSON.stringify(last)}\n` });
        yield* pause(daemon);
        last = sample(daemon, container, last);
      }
      channel.end();
    })(),
  );
  return { status: 200, stream: channel };
}
