// HostConfig: every member that inspect shows, in its order and with its default, and what of it the simulator refuses.
// Source: moby api/types/container/hostconfig.go (order), daemon/daemon_unix.go adaptContainerSettings (defaults).
// Not modelled: security options, shared memory and most limits have no effect here; they are kept for inspect, not obeyed.
import { invalid, notSimulated } from '../api/errors.ts';
import type { HostConfigBody } from '../api/schemas.ts';
import type { HostConfig, MountSpec } from '../api/types.ts';
import type { DaemonConfig } from '../config.ts';
import { checkCapabilities } from './capabilities.ts';
import { verifyResources } from './resources.ts';
import { restartPolicyOf } from './restart-policy.ts';

export type FullHostConfig = HostConfig & Record<string, unknown>;

const MASKED_PATHS = [
  'asound',
  'acpi',
  'interrupts',
  'kcore',
  'keys',
  'latency_stats',
  'timer_list',
  'timer_stats',
  'sched_debug',
  'scsi',
];
const READONLY_PATHS = ['bus', 'fs', 'irq', 'sys', 'sysrq-trigger'];

/** config.DefaultShmSize: 64 MB, in bytes. */
const DEFAULT_SHM = 67_108_864;

/** Limits of block devices, none of them set. */
const blockIo = {
  BlkioWeight: 0,
  BlkioWeightDevice: [],
  BlkioDeviceReadBps: [],
  BlkioDeviceWriteBps: [],
  BlkioDeviceReadIOps: [],
  BlkioDeviceWriteIOps: [],
};

function defaults(): FullHostConfig {
  return {
    Binds: null,
    ContainerIDFile: '',
    LogConfig: { Type: 'json-file', Config: {} },
    NetworkMode: 'bridge',
    PortBindings: {},
    RestartPolicy: { Name: 'no', MaximumRetryCount: 0 },
    AutoRemove: false,
    VolumeDriver: '',
    VolumesFrom: null,
    ConsoleSize: [0, 0],
    CapAdd: null,
    CapDrop: null,
    CgroupnsMode: 'private',
    Dns: [],
    DnsOptions: [],
    DnsSearch: [],
    ExtraHosts: null,
    GroupAdd: null,
    IpcMode: 'private',
    Cgroup: '',
    Links: null,
    OomScoreAdj: 0,
    PidMode: '',
    Privileged: false,
    PublishAllPorts: false,
    ReadonlyRootfs: false,
    SecurityOpt: null,
    UTSMode: '',
    UsernsMode: '',
    ShmSize: DEFAULT_SHM,
    Runtime: 'runc',
    Isolation: '',
    CpuShares: 0,
    Memory: 0,
    NanoCpus: 0,
    CgroupParent: '',
    ...blockIo,
    CpuPeriod: 0,
    CpuQuota: 0,
    CpuRealtimePeriod: 0,
    CpuRealtimeRuntime: 0,
    CpusetCpus: '',
    CpusetMems: '',
    Devices: [],
    DeviceCgroupRules: null,
    DeviceRequests: null,
    MemoryReservation: 0,
    MemorySwap: 0,
    MemorySwappiness: null,
    OomKillDisable: null,
    PidsLimit: null,
    Ulimits: [],
    CpuCount: 0,
    CpuPercent: 0,
    IOMaximumIOps: 0,
    IOMaximumBandwidth: 0,
    MaskedPaths: MASKED_PATHS.map((name) => `/proc/${name}`),
    ReadonlyPaths: READONLY_PATHS.map((name) => `/proc/${name}`),
  };
}

/** Members that inspect leaves out when nobody set them, each with the one that it follows. */
const optional: readonly (readonly [string, string])[] = [
  ['ConsoleSize', 'Annotations'],
  ['SecurityOpt', 'Tmpfs'],
  ['ShmSize', 'Sysctls'],
  ['IOMaximumBandwidth', 'Mounts'],
  ['ReadonlyPaths', 'Init'],
];

/** A request's HostConfig made whole, its limits checked; `warnings` gets what the daemon says about them. */
export function fullHostConfig(
  body: HostConfigBody | null | undefined,
  config: DaemonConfig,
  warnings: string[],
): FullHostConfig {
  const whole = defaults();
  whole.LogConfig = logConfig(body, config);
  if (!body) return whole;
  checkNamespaces(body);
  const isSent = (key: string) => key in whole || optional.some(([, name]) => name === key);
  const sent = Object.entries(body).filter(
    ([key, value]) => isSent(key) && value !== undefined && value !== '' && value !== null,
  );
  Object.assign(whole, Object.fromEntries(sent));
  whole.PortBindings = Object.fromEntries(
    Object.entries(body.PortBindings ?? {}).map(([port, bindings]) => [port, bindings ?? []]),
  );
  if (whole.Mounts) whole.Mounts = whole.Mounts.map(shownMount);
  if (whole.NetworkMode === 'default') whole.NetworkMode = 'bridge';
  whole.RestartPolicy = restartPolicyOf(body.RestartPolicy, body.AutoRemove);
  whole.LogConfig = logConfig(body, config);
  whole.ShmSize ||= DEFAULT_SHM;
  if ((whole.PidsLimit ?? 0) <= 0) whole.PidsLimit = null;
  checkCapabilities(whole);
  warnings.push(...verifyResources(whole));
  checkModes(whole);
  // daemon/create_unix.go, daemon/create.go generateSecurityOpt
  if (whole.Privileged)
    Object.assign(whole, { SecurityOpt: ['label=disable'], MaskedPaths: null, ReadonlyPaths: null });
  checkNetworkFree(body);
  return inOrder(whole);
}

/** Drivers that keep logs here; the others send them away. */
const logDrivers = ['json-file', 'local', 'none'];
const otherLogDrivers = ['awslogs', 'fluentd', 'gcplogs', 'gelf', 'journald', 'splunk', 'syslog'];

/** The daemon's own driver and options, unless the container names another driver. */
function logConfig(body: HostConfigBody | null | undefined, config: DaemonConfig): HostConfig['LogConfig'] {
  const asked = body?.LogConfig;
  const type = asked?.Type || config.logDriver;
  if (otherLogDrivers.includes(type)) throw notSimulated(`log driver ${type}`);
  if (!logDrivers.includes(type)) throw invalid(`logger: no log driver named '${type}' is registered`);
  return { Type: type, Config: { ...(type === config.logDriver && config.logOptions), ...asked?.Config } };
}

/** daemon_unix.go verifyPlatformContainerSettings */
function checkModes({
  IpcMode: ipc,
  OomScoreAdj: score,
  CgroupnsMode: cgroupns,
  ShmSize: shm,
  Tmpfs: tmpfs,
}: HostConfig): void {
  if (!['', 'none', 'private', 'shareable', 'host'].includes(ipc) && !ipc.startsWith('container:')) {
    throw invalid(`invalid IPC mode: ${ipc}`);
  }
  if (shm < 0) throw invalid('SHM size can not be less than 0');
  if (score < -1000 || score > 1000) throw invalid(`Invalid value ${score}, range for oom score adj is [-1000, 1000]`);
  for (const target of Object.keys(tmpfs ?? {})) {
    if (!target.startsWith('/')) throw invalid(`invalid mount path: '${target}' mount path must be absolute`);
    if (target === '/') throw invalid("invalid specification: destination can't be '/'");
  }
  if (!['', 'private', 'host'].includes(cgroupns)) throw invalid(`invalid cgroup namespace mode: ${cgroupns}`);
}

/** api/types/mount/mount.go: the order of its members, without the empty ones. */
function shownMount(mount: MountSpec): MountSpec {
  const { Type, Source, Target, ReadOnly, Consistency, BindOptions, VolumeOptions, TmpfsOptions } = mount;
  return {
    Type,
    ...(Source !== '' && Source !== undefined && { Source }),
    Target,
    ...(ReadOnly === true && { ReadOnly }),
    ...(Consistency !== undefined && { Consistency }),
    ...(BindOptions !== undefined && { BindOptions }),
    ...(VolumeOptions !== undefined && { VolumeOptions }),
    ...(TmpfsOptions !== undefined && { TmpfsOptions }),
  };
}

/** Puts the optional members where Go's encoder prints them. */
function inOrder(whole: FullHostConfig): FullHostConfig {
  const names = Object.keys(whole).filter((name) => !optional.some(([, member]) => member === name));
  for (const name of names) {
    move(whole, name);
    for (const [after, member] of optional) if (after === name) move(whole, member);
  }
  return whole;
}

/** Makes a member the last one. */
function move(whole: FullHostConfig, name: string): void {
  const value = whole[name];
  if (value === undefined) return;
  Reflect.deleteProperty(whole, name);
  Object.assign(whole, { [name]: value });
}

/** Whose pid and UTS namespaces a container may have. Source: runconfig/hostconfig_unix.go. */
function checkNamespaces({ PidMode, UTSMode }: HostConfigBody): void {
  if (!/^(|host|container:.+)$/.test(String(PidMode ?? ''))) throw invalid(`invalid PID mode: ${PidMode}`);
  if (!['', 'host'].includes(String(UTSMode ?? ''))) throw invalid(`invalid UTS mode: ${UTSMode}`);
}

/** What can be said of names and addresses without looking at the network. Source: moby opts/hosts.go ValidateExtraHost. */
function checkNetworkFree(body: HostConfigBody): void {
  for (const entry of body.ExtraHosts ?? []) {
    const at = entry.search(/[:=]/);
    if (at <= 0 || at === entry.length - 1) throw invalid(`bad format for add-host: ${JSON.stringify(entry)}`);
  }
}
