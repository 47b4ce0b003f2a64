// HostConfig: every member that inspect shows, with its default, and what of it the simulator refuses.
// Source: moby api/types/container/hostconfig.go (order), daemon/daemon_unix.go adaptContainerSettings (defaults).
// Not modelled: resource limits, mounts, devices and security options have no effect on networks; they are kept, not obeyed.
import { invalid, notSimulated } from '../api/errors.ts';
import type { HostConfigBody } from '../api/schemas.ts';
import type { HostConfig } from '../api/types.ts';
import { checkCapabilities } from './capabilities.ts';

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
    ShmSize: 67_108_864,
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

/** A request's HostConfig made whole. `default` is another name of `bridge`. */
export function fullHostConfig(body: HostConfigBody | null | undefined): FullHostConfig {
  const whole = defaults();
  if (!body) return whole;
  refuse(body);
  const sent = Object.entries(body).filter(
    ([key, value]) => value !== undefined && (key in whole ? value !== '' && value !== null : key === 'Sysctls'),
  );
  Object.assign(whole, Object.fromEntries(sent));
  whole.PortBindings = Object.fromEntries(
    Object.entries(body.PortBindings ?? {}).map(([port, bindings]) => [port, bindings ?? []]),
  );
  if (whole.NetworkMode === 'default') whole.NetworkMode = 'bridge';
  whole.RestartPolicy = restartPolicy(body);
  checkCapabilities(whole);
  // daemon/create_unix.go, daemon/create.go generateSecurityOpt
  if (whole.Privileged)
    Object.assign(whole, { SecurityOpt: ['label=disable'], MaskedPaths: null, ReadonlyPaths: null });
  checkNetworkFree(body);
  return whole;
}

function refuse(body: HostConfigBody): void {
  if (body.Binds?.length || body.Mounts?.length || body.VolumesFrom?.length)
    throw notSimulated('volumes and bind mounts');
  for (const [member, what] of [
    ['PidMode', 'sharing a pid namespace'],
    ['UTSMode', 'sharing a UTS namespace'],
  ] as const) {
    if (body[member]) throw notSimulated(what);
  }
}

/** api/types/container/hostconfig.go ValidateRestartPolicy */
function restartPolicy(body: HostConfigBody): HostConfig['RestartPolicy'] {
  const { Name = '', MaximumRetryCount = 0 } = body.RestartPolicy ?? {};
  const bad = (why: string) => invalid(`invalid restart policy: ${why}`);
  switch (Name) {
    case 'always':
    case 'unless-stopped':
    case 'no':
    case '':
      if (MaximumRetryCount !== 0) {
        const hint = MaximumRetryCount < 0 ? ' and cannot be negative' : '';
        throw bad(`maximum retry count can only be used with 'on-failure'${hint}`);
      }
      break;
    case 'on-failure':
      if (MaximumRetryCount < 0) throw bad('maximum retry count cannot be negative');
      break;
    default:
      throw bad(`unknown policy '${Name}'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'`);
  }
  if (body.AutoRemove && Name !== '' && Name !== 'no') {
    throw invalid("can't create 'AutoRemove' container with restart policy");
  }
  return { Name: Name === '' ? 'no' : Name, MaximumRetryCount };
}

/** What can be said of names and addresses without looking at the network. Source: moby opts/hosts.go ValidateExtraHost. */
function checkNetworkFree(body: HostConfigBody): void {
  for (const entry of body.ExtraHosts ?? []) {
    const at = entry.search(/[:=]/);
    if (at <= 0 || at === entry.length - 1) throw invalid(`bad format for add-host: ${JSON.stringify(entry)}`);
  }
}
