// What a container may use: checked against what the host can limit, and changed while it exists.
// Source: moby v28.5.2 daemon/daemon_unix.go verifyPlatformContainerResources, container/container_unix.go UpdateContainer.
// Not modelled: obeying the limits, except the number of processes; block devices and real-time scheduling.
import { ApiError, conflict, invalid, withPrefix } from '../api/errors.ts';
import type { ContainerUpdateBody } from '../api/schemas.ts';
import type { HostConfig, Resources } from '../api/types.ts';
import type { Daemon } from '../daemon.ts';
import type { Container } from './container.ts';
import { containerEvent } from './container-events.ts';
import { restartPolicyOf } from './restart-policy.ts';

/** daemon_unix.go linuxMinMemory: 6 MB, in bytes. */
const MIN_MEMORY = 6 * 1024 * 1024;
/** Processors of a simulated host. */
export const HOST_CPUS = 2;
const NANO = 1_000_000_000;

/** Checks and adjusts limits in place; answers warnings. The host has cgroup v2 without swap accounting. */
export function verifyResources(resources: Partial<Resources>, isUpdate = false): string[] {
  const warnings: string[] = [];
  verifyMemory(resources, isUpdate, warnings);
  verifyCpu(resources);
  return warnings;
}

function verifyMemory(resources: Partial<Resources>, isUpdate: boolean, warnings: string[]): void {
  const { Memory: memory = 0, MemoryReservation: reservation = 0, MemorySwappiness: swappiness } = resources;
  if (memory !== 0 && memory < MIN_MEMORY) throw invalid('Minimum memory limit allowed is 6MB');
  if (memory > 0 && resources.MemorySwap !== -1) {
    warnings.push(
      'Your kernel does not support swap limit capabilities or the cgroup is not mounted. Memory limited without swap.',
    );
    resources.MemorySwap = -1;
  }
  if (memory === 0 && (resources.MemorySwap ?? 0) > 0 && !isUpdate) {
    throw invalid('You should always set the Memory limit when using Memoryswap limit, see usage');
  }
  if (swappiness !== null && swappiness !== undefined) {
    if (swappiness !== -1) {
      warnings.push(
        'Your kernel does not support memory swappiness capabilities or the cgroup is not mounted. Memory swappiness discarded.',
      );
    }
    resources.MemorySwappiness = null;
  }
  if (reservation > 0 && reservation < MIN_MEMORY) throw invalid('Minimum memory reservation allowed is 6MB');
  if (memory > 0 && reservation > 0 && memory < reservation) {
    throw invalid('Minimum memory limit can not be less than memory reservation limit, see usage');
  }
  if (resources.OomKillDisable) {
    warnings.push('Your kernel does not support OomKillDisable. OomKillDisable discarded.');
  }
  if (resources.OomKillDisable !== undefined) resources.OomKillDisable = null;
}

function verifyCpu(resources: Partial<Resources>): void {
  const {
    NanoCpus: cpus = 0,
    CpuPeriod: period = 0,
    CpuQuota: quota = 0,
    CpusetCpus: set,
    CpusetMems: mems,
  } = resources;
  if (cpus > 0 && period > 0) throw invalid('Conflicting options: Nano CPUs and CPU Period cannot both be set');
  if (cpus > 0 && quota > 0) throw invalid('Conflicting options: Nano CPUs and CPU Quota cannot both be set');
  if (cpus < 0 || cpus > HOST_CPUS * NANO) {
    throw invalid(`range of CPUs is from 0.01 to ${HOST_CPUS}.00, as there are only ${HOST_CPUS} CPUs available`);
  }
  if (period !== 0 && (period < 1000 || period > 1_000_000)) {
    throw invalid('CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)');
  }
  if (quota > 0 && quota < 1000) throw invalid('CPU cfs quota can not be less than 1ms (i.e. 1000)');
  const last = HOST_CPUS - 1;
  if (set && !within(set, last)) {
    throw invalid(`Requested CPUs are not available - requested ${set}, available: 0-${last}`);
  }
  if (mems && !within(mems, 0)) {
    throw invalid(`Requested memory nodes are not available - requested ${mems}, available: 0`);
  }
}

/** Whether a list such as `0-2,4` names numbers up to `last` only. */
function within(list: string, last: number): boolean {
  return list.split(',').every((part) => part.split('-').every((number) => Number(number) <= last));
}

const keptWhenZero: readonly (keyof Resources)[] = ['PidsLimit'];

/** `docker update`: changes what the request names; answers warnings. */
export function updateContainer(daemon: Daemon, container: Container, body: ContainerUpdateBody): string[] {
  const { RestartPolicy: policy, ...rest } = body;
  const asked: Partial<Resources> = Object.fromEntries(
    Object.entries(rest).filter(([, value]) => value !== null && value !== undefined),
  );
  const warnings = verifyResources(asked, true);
  try {
    applyUpdate(container.hostConfig, asked);
    if (policy?.Name) {
      const isNone = policy.Name === 'no';
      if (container.hostConfig.AutoRemove && !isNone) {
        throw conflict('Restart policy cannot be updated because AutoRemove is enabled for the container');
      }
      container.hostConfig.RestartPolicy = restartPolicyOf(policy, false);
    }
  } catch (error) {
    throw error instanceof ApiError ? withPrefix(`Cannot update container ${container.id}: `, error) : error;
  }
  const limit = container.hostConfig.PidsLimit;
  if (asked.PidsLimit !== undefined) container.running?.enclosure.limitTasks(limit && limit > 0 ? limit : undefined);
  containerEvent(daemon, container, 'update');
  return warnings;
}

function applyUpdate(current: HostConfig, asked: Partial<Resources>): void {
  const clash = (what: string, set: string) =>
    conflict(`Conflicting options: ${what} cannot be updated as ${set} has already been set`);
  if ((asked.NanoCpus ?? 0) > 0 && current.CpuPeriod > 0) throw clash('Nano CPUs', 'CPU Period');
  if ((asked.NanoCpus ?? 0) > 0 && current.CpuQuota > 0) throw clash('Nano CPUs', 'CPU Quota');
  if ((asked.CpuPeriod ?? 0) > 0 && current.NanoCpus > 0) throw clash('CPU Period', 'NanoCPUs');
  if ((asked.CpuQuota ?? 0) > 0 && current.NanoCpus > 0) throw clash('CPU Quota', 'NanoCPUs');
  if ((asked.Memory ?? 0) > current.MemorySwap && !asked.MemorySwap && (asked.Memory ?? 0) > 0) {
    throw conflict(
      'Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time',
    );
  }
  const changed = Object.entries(asked).filter(
    ([member, value]) =>
      keptWhenZero.some((each) => each === member) || (value !== 0 && value !== '' && value !== null),
  );
  Object.assign(current, Object.fromEntries(changed));
}
