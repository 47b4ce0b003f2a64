// Shapes of request bodies, as far as the simulator reads them. null and absence both mean Go's zero value.
// Source: moby api/types (structs of API 1.51).
// Not modelled: members that nothing here acts on; they are let through and, for containers, kept for inspect.
import * as v from 'valibot';

/** JSON objects alone: valibot takes arrays for objects too. `type` is the Go type that a complaint names. */
const plain = (type: string) =>
  v.custom<Record<string, unknown>>(
    (input) => typeof input === 'object' && input !== null && !Array.isArray(input),
    type,
  );
const mapOf = <S extends v.GenericSchema>(value: S) => v.pipe(plain('map[string]string'), v.record(v.string(), value));
const struct = <E extends v.ObjectEntries>(type: string, entries: E) => v.pipe(plain(type), v.object(entries));
const looseStruct = <E extends v.ObjectEntries>(type: string, entries: E) =>
  v.pipe(plain(type), v.looseObject(entries));

const text = v.nullish(v.string(), '');
const flag = v.nullish(v.boolean(), false);
const number = v.nullish(v.pipe(v.number(), v.integer()), 0);
const texts = v.nullish(v.array(v.string()));
const labels = v.nullish(mapOf(v.string()));

const ipamConfig = struct('network.IPAMConfig', {
  Subnet: text,
  IPRange: text,
  Gateway: text,
  AuxiliaryAddresses: labels,
});

export const networkCreate = struct('network.CreateRequest', {
  Name: text,
  Driver: text,
  Scope: text,
  EnableIPv4: v.nullish(v.boolean()),
  EnableIPv6: v.nullish(v.boolean()),
  IPAM: v.nullish(struct('network.IPAM', { Driver: text, Options: labels, Config: v.nullish(v.array(ipamConfig)) })),
  Internal: flag,
  Attachable: flag,
  Ingress: flag,
  ConfigOnly: flag,
  ConfigFrom: v.nullish(struct('network.ConfigReference', { Network: text })),
  Options: labels,
  Labels: labels,
});

export const endpointSettings = struct('network.EndpointSettings', {
  IPAMConfig: v.nullish(
    struct('network.EndpointIPAMConfig', { IPv4Address: text, IPv6Address: text, LinkLocalIPs: texts }),
  ),
  Links: texts,
  Aliases: texts,
  MacAddress: text,
  DriverOpts: labels,
  GwPriority: number,
});

export const networkConnect = struct('network.ConnectOptions', {
  Container: text,
  EndpointConfig: v.nullish(endpointSettings),
});
export const networkDisconnect = struct('network.DisconnectOptions', { Container: text, Force: flag });

const integer = v.nullish(v.pipe(v.number(), v.integer()));
/** What a container may use; a member that is absent is not changed. */
const resources = {
  CpuShares: integer,
  Memory: integer,
  NanoCpus: integer,
  CpuPeriod: integer,
  CpuQuota: integer,
  CpusetCpus: v.nullish(v.string()),
  CpusetMems: v.nullish(v.string()),
  MemoryReservation: integer,
  MemorySwap: integer,
  MemorySwappiness: integer,
  OomKillDisable: v.nullish(v.boolean()),
  PidsLimit: integer,
};
const restartPolicy = v.nullish(struct('container.RestartPolicy', { Name: text, MaximumRetryCount: number }));

const portBinding = struct('nat.PortBinding', { HostIp: text, HostPort: text });

const hostConfig = looseStruct('container.HostConfig', {
  NetworkMode: text,
  PortBindings: v.nullish(mapOf(v.nullish(v.array(portBinding)))),
  RestartPolicy: restartPolicy,
  AutoRemove: flag,
  Dns: texts,
  DnsOptions: texts,
  DnsSearch: texts,
  ExtraHosts: texts,
  Links: texts,
  Binds: texts,
  Mounts: v.nullish(v.array(looseStruct('mount.Mount', { Type: text, Source: text, Target: text, ReadOnly: flag }))),
  VolumeDriver: text,
  VolumesFrom: texts,
  CapAdd: texts,
  CapDrop: texts,
  Privileged: flag,
  PublishAllPorts: flag,
  Sysctls: labels,
  Tmpfs: labels,
  Devices: v.nullish(
    v.array(struct('container.DeviceMapping', { PathOnHost: text, PathInContainer: text, CgroupPermissions: text })),
  ),
  LogConfig: v.nullish(struct('container.LogConfig', { Type: text, Config: labels })),
  OomScoreAdj: number,
  ReadonlyRootfs: flag,
  ShmSize: number,
  Init: v.nullish(v.boolean()),
  ...resources,
});

export const containerUpdate = looseStruct('container.UpdateConfig', { ...resources, RestartPolicy: restartPolicy });

const healthcheck = struct('container.HealthConfig', {
  Test: texts,
  Interval: number,
  Timeout: number,
  StartPeriod: number,
  StartInterval: number,
  Retries: number,
});

export const containerCreate = looseStruct('container.CreateRequest', {
  Hostname: text,
  Domainname: text,
  User: text,
  AttachStdin: flag,
  AttachStdout: flag,
  AttachStderr: flag,
  ExposedPorts: v.nullish(mapOf(plain('struct {}'))),
  Tty: flag,
  OpenStdin: flag,
  StdinOnce: flag,
  Env: texts,
  Cmd: texts,
  Image: text,
  Volumes: v.nullish(mapOf(plain('struct {}'))),
  WorkingDir: text,
  Entrypoint: texts,
  MacAddress: text,
  Labels: labels,
  StopSignal: text,
  StopTimeout: v.nullish(v.pipe(v.number(), v.integer())),
  Healthcheck: v.nullish(healthcheck),
  HostConfig: v.nullish(hostConfig),
  NetworkingConfig: v.nullish(
    struct('network.NetworkingConfig', { EndpointsConfig: v.nullish(mapOf(v.nullish(endpointSettings))) }),
  ),
});

export const volumeCreate = struct('volume.CreateOptions', {
  Name: text,
  Driver: text,
  DriverOpts: labels,
  Labels: labels,
});

export const execCreate = struct('container.ExecOptions', {
  AttachStdin: flag,
  AttachStdout: flag,
  AttachStderr: flag,
  Tty: flag,
  Env: texts,
  Cmd: texts,
  WorkingDir: text,
  User: text,
  Privileged: flag,
});

export const execStart = struct('container.ExecStartOptions', {
  Detach: flag,
  Tty: flag,
  ConsoleSize: v.nullish(v.tuple([v.number(), v.number()])),
});

export type NetworkCreateBody = v.InferOutput<typeof networkCreate>;
export type EndpointSettingsBody = v.InferOutput<typeof endpointSettings>;
export type ContainerCreateBody = v.InferOutput<typeof containerCreate>;
export type ContainerUpdateBody = v.InferOutput<typeof containerUpdate>;
export type HealthcheckBody = v.InferOutput<typeof healthcheck>;
export type HostConfigBody = v.InferOutput<typeof hostConfig>;
export type ExecCreateBody = v.InferOutput<typeof execCreate>;
