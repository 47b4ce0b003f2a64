// What a service's containers may use, how their health is checked, where their logs go: the rest of the engine's request.
// Source: docker/compose pkg/compose/create.go (getDeployResources, parseSecurityOpts, getRestartPolicy), convert.go ToMobyHealthCheck.
// Not modelled: block devices' limits, graphics processors, real-time scheduling.
import { parseNanoseconds } from '../../cli/container/durations.ts';
import { Failure, notSimulated } from '../../cli/failure.ts';
import { cut } from '../../cli/flags.ts';
import type { HealthConfig, HostConfig } from '../../engine/api/types.ts';
import { isMap, listOf, mapOf, mapValues, sortedEntries, textOf, textsOf, type ValueMap } from '../model/values.ts';

/** Members of a service that are a member of the host's configuration under another name. */
const numbers: Readonly<Record<string, keyof HostConfig>> = {
  cpu_period: 'CpuPeriod',
  cpu_quota: 'CpuQuota',
  cpu_shares: 'CpuShares',
  mem_limit: 'Memory',
  mem_reservation: 'MemoryReservation',
  memswap_limit: 'MemorySwap',
  mem_swappiness: 'MemorySwappiness',
  oom_score_adj: 'OomScoreAdj',
  pids_limit: 'PidsLimit',
  shm_size: 'ShmSize',
};
const texts: Readonly<Record<string, keyof HostConfig>> = {
  cgroup: 'CgroupnsMode',
  cgroup_parent: 'CgroupParent',
  cpuset: 'CpusetCpus',
  ipc: 'IpcMode',
  pid: 'PidMode',
  userns_mode: 'UsernsMode',
  uts: 'UTSMode' as keyof HostConfig,
};
const lists: Readonly<Record<string, keyof HostConfig>> = {
  device_cgroup_rules: 'DeviceCgroupRules',
  group_add: 'GroupAdd',
  volumes_from: 'VolumesFrom',
};

/** The members that a service sets. */
export function limitsOf(config: ValueMap): Partial<HostConfig> {
  const renamed = (names: Readonly<Record<string, keyof HostConfig>>, change: (value: ValueMap[string]) => unknown) =>
    Object.fromEntries(
      Object.entries(names).flatMap(([from, to]) => (config[from] === undefined ? [] : [[to, change(config[from])]])),
    );
  const { limits, reservations } = mapOf(mapOf(config.deploy).resources);
  const { cpus, memory, pids } = mapOf(limits);
  const own: Partial<HostConfig> = {
    ...renamed(numbers, (value) => Number(textOf(value))),
    ...renamed(texts, textOf),
    ...renamed(lists, textsOf),
  };
  return {
    ...own,
    ...(config.cpus !== undefined && { NanoCpus: nanoCpus(config.cpus) }),
    ...(config.init !== undefined && { Init: config.init === true }),
    ...(config.read_only === true && { ReadonlyRootfs: true }),
    ...(config.oom_kill_disable === true && { OomKillDisable: true }),
    ...('annotations' in config && { Annotations: mapValues(mapOf(config.annotations), textOf) }),
    ...('tmpfs' in config && { Tmpfs: Object.fromEntries(textsOf(config.tmpfs).map((each) => cut(each, ':'))) }),
    ...('security_opt' in config && { SecurityOpt: textsOf(config.security_opt).map(securityOption) }),
    ...('ulimits' in config && { Ulimits: sortedEntries(mapOf(config.ulimits)).map(ulimitOf) }),
    ...('devices' in config && { Devices: listOf(config.devices).map((each) => deviceOf(mapOf(each))) }),
    ...(isMap(config.logging) && { LogConfig: logConfig(config.logging) }),
    ...(memory !== undefined && { Memory: Number(textOf(memory)) }),
    ...(cpus !== undefined && { NanoCpus: nanoCpus(cpus) }),
    ...(typeof pids === 'number' && pids > 0 && { PidsLimit: pids }),
    ...(mapOf(reservations).memory !== undefined && { MemoryReservation: Number(textOf(mapOf(reservations).memory)) }),
  };
}

function nanoCpus(cpus: ValueMap[string]): number {
  return Math.trunc(Number(textOf(cpus)) * 1e9);
}

function ulimitOf([Name, limit]: [string, ValueMap[string]]) {
  if (!isMap(limit)) return { Name, Hard: Number(limit), Soft: Number(limit) };
  return { Name, Hard: Number(limit.hard), Soft: Number(limit.soft) };
}

function deviceOf({ source, target, permissions }: ValueMap) {
  return { PathOnHost: textOf(source), PathInContainer: textOf(target), CgroupPermissions: textOf(permissions) };
}

function logConfig({ driver, options }: ValueMap): HostConfig['LogConfig'] {
  return { Type: textOf(driver), Config: mapValues(mapOf(options), textOf) };
}

/** Profiles would have to be read and obeyed; switching protection off has no effect on what is simulated. */
function securityOption(option: string): string {
  const separator = option.includes('=') ? '=' : ':';
  const [name, value] = cut(option, separator);
  if (!option.includes(separator) && name !== 'no-new-privileges') {
    throw new Failure(`invalid security-opt: ${JSON.stringify(option)}`);
  }
  const isProfile = name === 'systempaths' || (name === 'seccomp' && value !== 'unconfined' && value !== 'builtin');
  if (isProfile || (name === 'apparmor' && !['unconfined', 'docker-default'].includes(value))) {
    throw notSimulated(`docker compose: security_opt ${name}`);
  }
  return option;
}

/** A service's check; undefined leaves the image's. */
export function healthOf(config: ValueMap): HealthConfig | undefined {
  if (!isMap(config.healthcheck)) return undefined;
  const check = config.healthcheck;
  if ('start_interval' in check && !('start_period' in check)) {
    throw new Failure('healthcheck.start_interval requires healthcheck.start_period to be set');
  }
  const span = (key: string): number => parseNanoseconds(textOf(check[key]) || '0');
  const test = check.disable === true ? ['NONE'] : textsOf(check.test);
  const spans = {
    Interval: 'interval',
    Timeout: 'timeout',
    StartPeriod: 'start_period',
    StartInterval: 'start_interval',
  };
  return {
    ...(test.length > 0 && { Test: test }),
    ...Object.fromEntries(Object.entries(spans).flatMap(([to, from]) => (span(from) > 0 ? [[to, span(from)]] : []))),
    ...(typeof check.retries === 'number' && check.retries > 0 && { Retries: check.retries }),
  };
}

/** `restart` of the service or of its deploy section. */
export function restartPolicyOf(config: ValueMap): HostConfig['RestartPolicy'] {
  const own = mapOf(mapOf(config.deploy).restart_policy);
  if (Object.keys(own).length > 0) {
    return { Name: policyName(textOf(own.condition)), MaximumRetryCount: Number(textOf(own.max_attempts) || '0') };
  }
  const [name, count] = cut(textOf(config.restart), ':');
  return { Name: policyName(name), MaximumRetryCount: /^\d+$/.test(count) ? Number(count) : 0 };
}

function policyName(condition: string): string {
  if (condition === 'none') return 'no';
  return condition === 'any' ? 'always' : condition;
}
