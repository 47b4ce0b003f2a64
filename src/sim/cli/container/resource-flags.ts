// Flags of `docker run` and `docker create` about resources, health, security and the process itself, and what they become in the
// engine's request. Source: docker/cli v28.5.2 cli/command/container/opts.go, opts/{opts,ulimit}.go; docker/go-units {size,ulimit}.go.
// Not modelled: see absent-flags.ts; the engine keeps what it does not obey for inspect.
import type { HealthConfig, HostConfig } from '../../engine/api/types.ts';
import { Failure, notSimulated } from '../failure.ts';
import { cut, type Flag, flag, type Options } from '../flags.ts';
import { parseNanoseconds } from './durations.ts';

const HEALTH = ['cmd', 'interval', 'retries', 'start-interval', 'start-period', 'timeout'] as const;

/** In the order of their names, as --help sorts them. */
export const resourceFlags: readonly Flag[] = [
  flag('map', 'annotation', 'Add an annotation to the container (passed through to the OCI runtime)'),
  flag('string', 'cgroup-parent', 'Optional parent cgroup for the container'),
  flag(
    'string',
    'cgroupns',
    `Cgroup namespace to use (host|private)
'host':    Run the container in the Docker host's cgroup namespace
'private': Run the container in its own private cgroup namespace
'':        Use the cgroup namespace as configured by the
           default-cgroupns-mode option on the daemon (default)`,
  ),
  flag('int', 'cpu-period', 'Limit CPU CFS (Completely Fair Scheduler) period'),
  flag('int', 'cpu-quota', 'Limit CPU CFS (Completely Fair Scheduler) quota'),
  flag('int', 'cpu-shares', 'CPU shares (relative weight)', { short: 'c' }),
  flag('decimal', 'cpus', 'Number of CPUs', { check: nanoCpus }),
  flag('string', 'cpuset-cpus', 'CPUs in which to allow execution (0-3, 0,1)'),
  flag('string', 'cpuset-mems', 'MEMs in which to allow execution (0-3, 0,1)'),
  flag('list', 'device', 'Add a host device to the container'),
  flag('list', 'device-cgroup-rule', 'Add a rule to the cgroup allowed devices list'),
  flag('list', 'group-add', 'Add additional groups to join'),
  flag('string', 'health-cmd', 'Command to run to check health'),
  flag('duration', 'health-interval', 'Time between running the check (ms|s|m|h) (default 0s)'),
  flag('int', 'health-retries', 'Consecutive failures needed to report unhealthy'),
  flag(
    'duration',
    'health-start-interval',
    'Time between running the check during the start period (ms|s|m|h) (default 0s)',
  ),
  flag(
    'duration',
    'health-start-period',
    'Start period for the container to initialize before starting health-retries countdown (ms|s|m|h) (default 0s)',
  ),
  flag('duration', 'health-timeout', 'Maximum time to allow one check to run (ms|s|m|h) (default 0s)'),
  flag('bool', 'init', 'Run an init inside the container that forwards signals and reaps processes'),
  flag('string', 'ipc', 'IPC mode to use'),
  flag('string', 'log-driver', 'Logging driver for the container'),
  flag('list', 'log-opt', 'Log driver options'),
  flag('bytes', 'memory', 'Memory limit', { short: 'm', check: ramInBytes }),
  flag('bytes', 'memory-reservation', 'Memory soft limit', { check: ramInBytes }),
  flag('bytes', 'memory-swap', "Swap limit equal to memory plus swap: '-1' to enable unlimited swap", {
    check: (value) => (value === '-1' ? value : ramInBytes(value)),
  }),
  flag('int', 'memory-swappiness', 'Tune container memory swappiness (0 to 100)', { default: '-1' }),
  flag('bool', 'no-healthcheck', 'Disable any container-specified HEALTHCHECK'),
  flag('bool', 'oom-kill-disable', 'Disable OOM Killer'),
  flag('int', 'oom-score-adj', "Tune host's OOM preferences (-1000 to 1000)"),
  flag('string', 'pid', 'PID namespace to use'),
  flag('string', 'uts', 'UTS namespace to use'),
  flag('int', 'pids-limit', 'Tune container pids limit (set -1 for unlimited)'),
  flag('bool', 'read-only', "Mount the container's root filesystem as read only"),
  flag('list', 'security-opt', 'Security Options'),
  flag('bytes', 'shm-size', 'Size of /dev/shm', { check: ramInBytes }),
  flag('list', 'tmpfs', 'Mount a tmpfs directory'),
  flag('ulimit', 'ulimit', 'Ulimit options (default [])', { check: checkUlimit }),
  flag('string', 'user', 'Username or UID (format: <name|uid>[:<group|gid>])', { short: 'u' }),
  flag('string', 'userns', 'User namespace to use'),
];

/** The part of HostConfig that comes of these flags: those that were given. */
export function resourcesOf(options: Options): Partial<HostConfig> {
  const number = (name: string, member: keyof HostConfig) => options.changed(name) && { [member]: options.int(name) };
  const text = (name: string, member: keyof HostConfig) => options.changed(name) && { [member]: options.text(name) };
  const list = (name: string, member: keyof HostConfig) => options.changed(name) && { [member]: options.list(name) };
  checkModes(options);
  return {
    ...(options.changed('cidfile') && { ContainerIDFile: options.text('cidfile') }),
    ...logging(options),
    ...(options.changed('annotation') && { Annotations: options.map('annotation') }),
    ...text('cgroupns', 'CgroupnsMode'),
    ...list('group-add', 'GroupAdd'),
    ...text('ipc', 'IpcMode'),
    ...number('oom-score-adj', 'OomScoreAdj'),
    ...text('pid', 'PidMode'),
    ...text('uts', 'UTSMode'),
    ...(options.bool('read-only') && { ReadonlyRootfs: true }),
    ...(options.changed('security-opt') && { SecurityOpt: options.list('security-opt').map(securityOption) }),
    ...(options.changed('tmpfs') && { Tmpfs: Object.fromEntries(options.list('tmpfs').map((each) => cut(each, ':'))) }),
    ...text('userns', 'UsernsMode'),
    ...number('shm-size', 'ShmSize'),
    ...number('cpu-shares', 'CpuShares'),
    ...number('memory', 'Memory'),
    ...number('cpus', 'NanoCpus'),
    ...text('cgroup-parent', 'CgroupParent'),
    ...number('cpu-period', 'CpuPeriod'),
    ...number('cpu-quota', 'CpuQuota'),
    ...text('cpuset-cpus', 'CpusetCpus'),
    ...text('cpuset-mems', 'CpusetMems'),
    ...(options.changed('device') && { Devices: options.list('device').map(deviceOf) }),
    ...list('device-cgroup-rule', 'DeviceCgroupRules'),
    ...number('memory-reservation', 'MemoryReservation'),
    ...number('memory-swap', 'MemorySwap'),
    ...(options.int('memory-swappiness') >= 0 && number('memory-swappiness', 'MemorySwappiness')),
    ...(options.changed('oom-kill-disable') && { OomKillDisable: options.bool('oom-kill-disable') }),
    ...number('pids-limit', 'PidsLimit'),
    ...(options.changed('ulimit') && { Ulimits: ulimitsOf(options.list('ulimit')) }),
    ...(options.changed('init') && { Init: options.bool('init') }),
  };
}

/** What --health-* and --no-healthcheck make of the container's check; undefined leaves the image's. */
export function healthOf(options: Options): HealthConfig | undefined {
  const given = HEALTH.filter((name) => !['', '0'].includes(options.text(`health-${name}`)));
  if (options.bool('no-healthcheck')) {
    if (given.length > 0) throw new Failure('--no-healthcheck conflicts with --health-* options');
    return { Test: ['NONE'] };
  }
  if (given.length === 0) return undefined;
  const span = (name: string): number => {
    const nanoseconds = parseNanoseconds(options.text(`health-${name}`) || '0');
    if (nanoseconds < 0) throw new Failure(`--health-${name} cannot be negative`);
    return nanoseconds;
  };
  const command = options.text('health-cmd');
  const [interval, timeout, period] = [span('interval'), span('timeout'), span('start-period')];
  const startInterval = span('start-interval');
  if (options.int('health-retries') < 0) throw new Failure('--health-retries cannot be negative');
  return {
    ...(command !== '' && { Test: ['CMD-SHELL', command] }),
    ...(interval > 0 && { Interval: interval }),
    ...(timeout > 0 && { Timeout: timeout }),
    ...(period > 0 && { StartPeriod: period }),
    ...(startInterval > 0 && { StartInterval: startInterval }),
    ...(options.int('health-retries') > 0 && { Retries: options.int('health-retries') }),
  };
}

function checkModes(options: Options): void {
  if (!['', 'host', 'private'].includes(options.text('cgroupns'))) throw new Failure('--cgroupns: invalid CGROUP mode');
  if (!/^(|host|container:.+)$/.test(options.text('pid'))) throw new Failure('--pid: invalid PID mode');
  if (!['', 'host'].includes(options.text('uts'))) throw new Failure('--uts: invalid UTS mode');
  if (!['', 'host'].includes(options.text('userns'))) throw new Failure('--userns: invalid USER mode');
  const swappiness = options.int('memory-swappiness');
  if (swappiness < -1 || swappiness > 100) {
    throw new Failure(`invalid value: ${swappiness}. Valid memory swappiness range is 0-100`);
  }
}

function logging(options: Options): Partial<HostConfig> {
  if (!options.changed('log-driver') && !options.changed('log-opt')) return {};
  const driver = options.text('log-driver');
  if (driver === 'none' && options.changed('log-opt')) throw new Failure('invalid logging opts for driver none');
  for (const option of options.list('log-opt')) {
    if (!option.includes('=')) throw new Failure(`invalid value for log-opt: ${option}`);
  }
  return { LogConfig: { Type: driver, Config: options.map('log-opt') } };
}

/** Profiles would have to be read and obeyed; switching protection off has no effect on what is simulated. */
function securityOption(option: string): string {
  const [name, value] = cut(option.replace(/^(\w+):/, '$1='), '=');
  const profile = name === 'seccomp' || name === 'apparmor';
  if (profile && !['unconfined', 'builtin', 'docker-default'].includes(value)) {
    throw notSimulated(`--security-opt ${name} profiles`);
  }
  if (value === '' && name !== 'no-new-privileges')
    throw new Failure(`invalid --security-opt: ${JSON.stringify(option)}`);
  return option;
}

/** `/dev/net/tun[:/dev/tun[:rwm]]` */
function deviceOf(text: string): { PathOnHost: string; PathInContainer: string; CgroupPermissions: string } {
  const [source = '', second, third] = text.split(':');
  const permissions = /^[rwm]{1,3}$/;
  if (source === '' || text.split(':').length > 3) throw new Failure(`invalid device specification: ${text}`);
  if (third === undefined && second !== undefined && permissions.test(second)) {
    return { PathOnHost: source, PathInContainer: source, CgroupPermissions: second };
  }
  return { PathOnHost: source, PathInContainer: second || source, CgroupPermissions: third ?? 'rwm' };
}

/** go-units RAMInBytes: `512m` is 536870912. */
export function ramInBytes(value: string): string {
  const match = /^(\d+(?:\.\d+)?) ?([kmgtp]?)i?b?$/i.exec(value);
  if (match === null) throw new Failure(`invalid size: '${value}'`);
  const power = ' kmgtp'.indexOf((match[2] || ' ').toLowerCase());
  return String(Math.trunc(Number(match[1]) * 1024 ** power));
}

/** opts.ParseCPUs: a number of CPUs in billionths. */
export function nanoCpus(value: string): string {
  if (!/^\d*\.?\d+$|^\d+\.$/.test(value)) throw new Failure(`failed to parse ${value} as a rational number`);
  const [, fraction = ''] = value.split('.');
  if (fraction.replace(/0+$/, '').length > 9) throw new Failure('value is too precise');
  return String(Math.round(Number(value) * 1e9));
}

const ULIMITS = 'core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack'.split(
  ' ',
);

export function checkUlimit(value: string): string {
  const [name, limits] = cut(value, '=');
  if (!value.includes('=')) throw new Failure(`invalid ulimit argument: ${value}`);
  if (!ULIMITS.includes(name)) throw new Failure(`invalid ulimit type: ${name}`);
  const [soft = '', hard = soft, ...more] = limits.split(':');
  if (more.length > 0)
    throw new Failure(`too many limit value arguments - ${limits}, can only have up to two, \`soft[:hard]\``);
  for (const number of [soft, hard]) {
    if (!/^-?\d+$/.test(number))
      throw new Failure(`strconv.ParseInt: parsing ${JSON.stringify(number)}: invalid syntax`);
  }
  if (Number(hard) !== -1 && (Number(soft) === -1 || Number(soft) > Number(hard))) {
    throw new Failure(
      Number(soft) === -1
        ? `ulimit soft limit must be less than or equal to hard limit: soft: -1 (unlimited), hard: ${hard}`
        : `ulimit soft limit must be less than or equal to hard limit: ${soft} > ${hard}`,
    );
  }
  return value;
}

/** One of each name, the last given, sorted. */
export function ulimitsOf(values: readonly string[]): { Name: string; Hard: number; Soft: number }[] {
  const byName = new Map(values.map((value) => cut(value, '=')));
  return [...byName]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([Name, limits]) => {
      const [soft = '', hard = soft] = limits.split(':');
      return { Name, Hard: Number(hard), Soft: Number(soft) };
    });
}
