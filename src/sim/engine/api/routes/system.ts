// /_ping, /version, /info: what the daemon says of itself and its host.
// Source: moby api/server/router/system/system_routes.go, daemon/info.go; values of Engine 28.5.2 on a Debian host with Linux 6.1.
// Not modelled: authentication, build cache.
import { formatRfc3339Nano } from '../../../base/time.ts';
import type { HttpResponse } from '../../../host/http.ts';
import { swarmInfo, swarmStatus } from '../../cluster/resources.ts';
import { sizesOf } from '../../containers/changes.ts';
import { summaryOf } from '../../containers/list.ts';
import { usersOf } from '../../containers/mounts.ts';
import type { Daemon } from '../../daemon.ts';
import { CPUS, MEMORY } from '../../hardware.ts';
import { summaryOf as imageSummary } from '../../images/describe.ts';
import type { Image } from '../../images/image.ts';
import { driverNames } from '../../libnetwork/drivers/table.ts';
import { immediate, json, type Route } from '../route.ts';
import { API_VERSION, ENGINE_VERSION } from '../types.ts';

const MIN_API_VERSION = '1.24';
const GIT_COMMIT = '89c5e8f';
const GO_VERSION = 'go1.24.9';
const BUILD_TIME = '2025-11-05T14:20:36.000000000+00:00';

/** As uname(1) on the host names it. */
function kernelRelease(daemon: Daemon): string {
  return daemon.hostFile('/proc/sys/kernel/osrelease').trim();
}

function version(daemon: Daemon): Record<string, unknown> {
  const kernel = kernelRelease(daemon);
  return {
    Platform: { Name: 'Docker Engine - Community' },
    Components: [
      {
        Name: 'Engine',
        Version: ENGINE_VERSION,
        Details: {
          ApiVersion: API_VERSION,
          Arch: 'amd64',
          BuildTime: BUILD_TIME,
          Experimental: 'false',
          GitCommit: GIT_COMMIT,
          GoVersion: GO_VERSION,
          KernelVersion: kernel,
          MinAPIVersion: MIN_API_VERSION,
          Os: 'linux',
        },
      },
    ],
    Version: ENGINE_VERSION,
    ApiVersion: API_VERSION,
    MinAPIVersion: MIN_API_VERSION,
    GitCommit: GIT_COMMIT,
    GoVersion: GO_VERSION,
    Os: 'linux',
    Arch: 'amd64',
    KernelVersion: kernel,
    BuildTime: BUILD_TIME,
  };
}

/** What every simulated host has in common. */
const build = {
  Driver: 'overlay2',
  DriverStatus: [
    ['Backing Filesystem', 'extfs'],
    ['Supports d_type', 'true'],
    ['Using metacopy', 'false'],
    ['Native Overlay Diff', 'true'],
    ['userxattr', 'false'],
  ],
  Plugins: {
    Volume: ['local'],
    Network: driverNames,
    Authorization: null,
    Log: ['awslogs', 'fluentd', 'gelf', 'journald', 'json-file', 'local', 'splunk', 'syslog'],
  },
  MemoryLimit: true,
  SwapLimit: false,
  CpuCfsPeriod: true,
  CpuCfsQuota: true,
  CPUShares: true,
  CPUSet: true,
  PidsLimit: true,
  Debug: false,
  NFd: 0,
  OomKillDisable: false,
  NGoroutines: 0,
  LoggingDriver: 'json-file',
  CgroupDriver: 'cgroupfs',
  CgroupVersion: '2',
  NEventsListener: 0,
  OperatingSystem: 'Debian GNU/Linux 12 (bookworm)',
  OSVersion: '12',
  OSType: 'linux',
  Architecture: 'x86_64',
  IndexServerAddress: 'https://index.docker.io/v1/',
  RegistryConfig: { IndexConfigs: {}, InsecureRegistryCIDRs: ['::1/128', '127.0.0.0/8'], Mirrors: null },
  NCPU: CPUS,
  MemTotal: MEMORY,
  GenericResources: null,
  DockerRootDir: '/var/lib/docker',
  HttpProxy: '',
  HttpsProxy: '',
  NoProxy: '',
  Labels: [],
  ExperimentalBuild: false,
  ServerVersion: ENGINE_VERSION,
  Runtimes: { 'io.containerd.runc.v2': { path: 'runc' }, runc: { path: 'runc' } },
  DefaultRuntime: 'runc',
  Swarm: {
    NodeID: '',
    NodeAddr: '',
    LocalNodeState: 'inactive',
    ControlAvailable: false,
    Error: '',
    RemoteManagers: null,
  },
  LiveRestoreEnabled: false,
  Isolation: '',
  InitBinary: 'docker-init',
  ContainerdCommit: { ID: '' },
  RuncCommit: { ID: '' },
  InitCommit: { ID: '' },
  SecurityOptions: ['name=apparmor', 'name=seccomp,profile=builtin', 'name=cgroupns'],
  CDISpecDirs: ['/etc/cdi', '/var/run/cdi'],
  Warnings: ['WARNING: No swap limit support'],
};

function info(daemon: Daemon): Record<string, unknown> {
  const containers = daemon.containers.all();
  const started = containers.filter((container) => container.running !== undefined);
  const paused = started.filter((container) => container.paused).length;
  return {
    ID: daemon.id,
    Containers: containers.length,
    ContainersRunning: started.length - paused,
    ContainersPaused: paused,
    ContainersStopped: containers.length - started.length,
    Images: daemon.images.images().length,
    ...build,
    Labels: daemon.config.labels,
    LiveRestoreEnabled: daemon.config.liveRestore,
    Debug: daemon.config.debug,
    LoggingDriver: daemon.config.logDriver,
    IPv4Forwarding: daemon.machine.kernel.rootNs.net.sysctl('ipv4/ip_forward') === '1',
    KernelVersion: kernelRelease(daemon),
    SystemTime: formatRfc3339Nano(daemon.now()),
    Name: daemon.machine.enclosure.hostname,
  };
}

/** Bytes of the layers that other images have too. */
function sharedBytes(daemon: Daemon, image: Image): number {
  const others = daemon.images.images().filter((other) => other !== image);
  const isShared = (id: string): boolean => others.some((other) => other.layers.some((layer) => layer.id === id));
  return image.layers.reduce((sum, { id, size }) => sum + (isShared(id) ? size : 0), 0);
}

/** What takes space. */
function diskUsage(daemon: Daemon): Record<string, unknown> {
  const containers = daemon.containers.all();
  const shown = daemon.images.images().filter((image) => !daemon.images.isIntermediate(image));
  const layers = new Map(daemon.images.images().flatMap((image) => image.layers.map(({ id, size }) => [id, size])));
  const images = shown.map((image) => ({
    ...imageSummary(daemon, image),
    ...{
      SharedSize: sharedBytes(daemon, image),
      Containers: containers.filter((container) => container.image === image).length,
    },
  }));
  return {
    LayersSize: [...layers.values()].reduce((sum, size) => sum + size, 0),
    Images: images,
    Containers: containers.map((container) => ({ ...summaryOf(daemon, container), ...sizesOf(daemon, container) })),
    Volumes: daemon.volumes.all().map((volume) => ({
      ...{ Name: volume.name, Driver: 'local', Mountpoint: volume.mountpoint, Scope: 'local' },
      UsageData: { RefCount: usersOf(daemon, volume).length, Size: daemon.volumes.bytesIn(volume) },
    })),
    BuildCache: null,
  };
}

function ping(daemon: Daemon): HttpResponse {
  return { status: 200, headers: { Swarm: swarmStatus(daemon.swarm) } };
}

export const systemRoutes: readonly Route[] = [
  immediate('GET', '/_ping', 'Is the daemon there?', (call) => ({ ...ping(call.daemon), body: 'OK' })),
  immediate('HEAD', '/_ping', 'Is the daemon there?', (call) => ping(call.daemon)),
  immediate('GET', '/version', 'Versions', (call) => json(200, version(call.daemon))),
  immediate('GET', '/system/df', 'What takes space', (call) => json(200, diskUsage(call.daemon))),
  {
    method: 'GET',
    pattern: '/info',
    summary: 'The daemon and its host',
    *handle(call) {
      const Swarm = yield* swarmInfo(call.daemon.swarm);
      return json(200, { ...info(call.daemon), Swarm, Warnings: [...build.Warnings, ...(Swarm.Warnings ?? [])] });
    },
  },
];
