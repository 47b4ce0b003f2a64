// Shapes of request bodies, as far as the simulator reads them. null and absence both mean Go's zero value.
// Source: moby api/types (structs of API 1.51).
// Not modelled: members that nothing here acts on; they are let through and, for containers, kept for inspect.
import * as v from 'valibot';

const text = v.nullish(v.string(), '');
const flag = v.nullish(v.boolean(), false);
const number = v.nullish(v.pipe(v.number(), v.integer()), 0);
const texts = v.nullish(v.array(v.string()));
const labels = v.nullish(v.record(v.string(), v.string()));

const ipamConfig = v.object({ Subnet: text, IPRange: text, Gateway: text, AuxiliaryAddresses: labels });

export const networkCreate = v.object({
  Name: text,
  Driver: text,
  Scope: text,
  EnableIPv4: v.nullish(v.boolean()),
  EnableIPv6: v.nullish(v.boolean()),
  IPAM: v.nullish(v.object({ Driver: text, Options: labels, Config: v.nullish(v.array(ipamConfig)) })),
  Internal: flag,
  Attachable: flag,
  Ingress: flag,
  ConfigOnly: flag,
  ConfigFrom: v.nullish(v.object({ Network: text })),
  Options: labels,
  Labels: labels,
});

export const endpointSettings = v.object({
  IPAMConfig: v.nullish(v.object({ IPv4Address: text, IPv6Address: text, LinkLocalIPs: texts })),
  Links: texts,
  Aliases: texts,
  MacAddress: text,
  DriverOpts: labels,
  GwPriority: number,
});

export const networkConnect = v.object({ Container: text, EndpointConfig: v.nullish(endpointSettings) });
export const networkDisconnect = v.object({ Container: text, Force: flag });

const portBinding = v.object({ HostIp: text, HostPort: text });

const hostConfig = v.looseObject({
  NetworkMode: text,
  PortBindings: v.nullish(v.record(v.string(), v.nullish(v.array(portBinding)))),
  RestartPolicy: v.nullish(v.object({ Name: text, MaximumRetryCount: number })),
  AutoRemove: flag,
  Dns: texts,
  DnsOptions: texts,
  DnsSearch: texts,
  ExtraHosts: texts,
  Links: texts,
  Binds: texts,
  Mounts: v.nullish(v.array(v.unknown())),
  VolumesFrom: texts,
  Privileged: flag,
  PublishAllPorts: flag,
  Sysctls: labels,
});

export const containerCreate = v.looseObject({
  Hostname: text,
  Domainname: text,
  User: text,
  AttachStdin: flag,
  AttachStdout: flag,
  AttachStderr: flag,
  ExposedPorts: v.nullish(v.record(v.string(), v.looseObject({}))),
  Tty: flag,
  OpenStdin: flag,
  StdinOnce: flag,
  Env: texts,
  Cmd: texts,
  Image: text,
  Volumes: v.nullish(v.record(v.string(), v.looseObject({}))),
  WorkingDir: text,
  Entrypoint: texts,
  MacAddress: text,
  Labels: labels,
  StopSignal: text,
  StopTimeout: v.nullish(v.pipe(v.number(), v.integer())),
  HostConfig: v.nullish(hostConfig),
  NetworkingConfig: v.nullish(
    v.object({ EndpointsConfig: v.nullish(v.record(v.string(), v.nullish(endpointSettings))) }),
  ),
});

export const execCreate = v.object({
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

export const execStart = v.object({
  Detach: flag,
  Tty: flag,
  ConsoleSize: v.nullish(v.tuple([v.number(), v.number()])),
});

export type NetworkCreateBody = v.InferOutput<typeof networkCreate>;
export type EndpointSettingsBody = v.InferOutput<typeof endpointSettings>;
export type ContainerCreateBody = v.InferOutput<typeof containerCreate>;
export type HostConfigBody = v.InferOutput<typeof hostConfig>;
export type ExecCreateBody = v.InferOutput<typeof execCreate>;
