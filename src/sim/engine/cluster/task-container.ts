// The container that a task becomes: what of the task's spec goes into `docker create`.
// Source: moby daemon/cluster/executor/container/container.go; template expansion as swarmkit template/{context,template}.go.
// Not modelled: generic resources, credential specs, cluster volumes, templates beyond the placeholders named here.
import * as v from 'valibot';
import type { NetworkAttachment, PortConfig, Task } from '../../swarm/objects.ts';
import { type ContainerCreateBody, containerCreate } from '../api/schemas.ts';
import { sortedMap } from '../api/sorted.ts';

/** Nanoseconds in a second. */
const SECOND_NS = 1e9;

export interface TaskHost {
  readonly nodeId: string;
  readonly hostname: string;
}

/** `<service>.<slot>.<task id>`, or with the node's id in place of the slot for global services. */
export function containerName(task: Task): string {
  if (task.serviceAnnotations.Name === '') return task.Name || task.ID;
  return `${taskName(task)}.${task.ID}`;
}

function taskName(task: Task): string {
  const slot = task.Slot !== 0 ? String(task.Slot) : task.NodeID;
  return `${task.serviceAnnotations.Name}.${slot}`;
}

/** `{{.Service.Name}}` and its kind. What is no known placeholder stays as it is. */
function expanded(text: string, task: Task, host: TaskHost): string {
  const values: Readonly<Record<string, string>> = {
    'Service.ID': task.ServiceID,
    'Service.Name': task.serviceAnnotations.Name,
    'Node.ID': host.nodeId,
    'Node.Hostname': host.hostname,
    'Task.ID': task.ID,
    'Task.Name': containerName(task),
    'Task.Slot': task.Slot !== 0 ? String(task.Slot) : host.nodeId,
  };
  return text.replace(/\{\{\s*\.([A-Za-z.]+)\s*\}\}/g, (whole, key: string) => values[key] ?? whole);
}

function labelsOf(task: Task): Record<string, string> {
  return sortedMap({
    ...task.Spec.ContainerSpec?.Labels,
    'com.docker.swarm.node.id': task.NodeID,
    'com.docker.swarm.service.id': task.ServiceID,
    'com.docker.swarm.service.name': task.serviceAnnotations.Name,
    'com.docker.swarm.task': '',
    'com.docker.swarm.task.id': task.ID,
    'com.docker.swarm.task.name': containerName(task),
  });
}

/** Ports that the task publishes on its node itself. */
export function hostPorts(task: Task): readonly PortConfig[] {
  return (task.endpoint?.Ports ?? []).filter(({ PublishMode }) => PublishMode === 'host');
}

function portBindings(task: Task): Record<string, { HostIp: string; HostPort: string }[]> {
  const bindings: Record<string, { HostIp: string; HostPort: string }[]> = {};
  for (const { TargetPort, Protocol, PublishedPort } of hostPorts(task)) {
    const key = `${TargetPort}/${Protocol}`;
    const one = { HostIp: '', HostPort: PublishedPort ? String(PublishedPort) : '' };
    bindings[key] = [...(bindings[key] ?? []), one];
  }
  return bindings;
}

/** An attachment's settings: the address that the manager has allocated. Aliases are names of the service, not of its tasks. */
function endpointConfig({ Addresses, DriverOpts }: NetworkAttachment) {
  const [address = ''] = Addresses;
  const [ip = ''] = address.split('/');
  return {
    IPAMConfig: ip === '' ? null : { IPv4Address: ip },
    DriverOpts: DriverOpts ?? null,
  };
}

/** The request as if it had come over the API. */
export function createBody(task: Task, host: TaskHost): ContainerCreateBody {
  const spec = task.Spec.ContainerSpec;
  const limits = task.Spec.Resources?.Limits;
  const logDriver = task.Spec.LogDriver;
  const networks = task.NetworksAttachments.map((attachment) => [
    attachment.Network.Spec.Name,
    endpointConfig(attachment),
  ]);
  const dns = spec?.DNSConfig;
  const request = {
    Image: spec?.Image ?? '',
    Hostname: expanded(spec?.Hostname ?? '', task, host),
    Env: (spec?.Env ?? []).map((variable) => expanded(variable, task, host)),
    User: spec?.User ?? '',
    WorkingDir: spec?.Dir ?? '',
    Tty: spec?.TTY ?? false,
    OpenStdin: spec?.OpenStdin ?? false,
    StopSignal: spec?.StopSignal ?? '',
    Entrypoint: spec?.Command ?? null,
    Cmd: spec?.Args ?? null,
    Labels: labelsOf(task),
    ...(spec?.StopGracePeriod === undefined ? {} : { StopTimeout: Math.round(spec.StopGracePeriod / SECOND_NS) }),
    ...(spec?.Healthcheck === undefined ? {} : { Healthcheck: spec.Healthcheck }),
    ExposedPorts: Object.fromEntries(hostPorts(task).map((port) => [`${port.TargetPort}/${port.Protocol}`, {}])),
    HostConfig: {
      NetworkMode: task.NetworksAttachments.find(({ Network }) => Network.Spec.Name === 'host') ? 'host' : 'default',
      PortBindings: portBindings(task),
      Init: spec?.Init ?? null,
      ReadonlyRootfs: spec?.ReadOnly ?? false,
      Dns: dns?.Nameservers ?? [],
      DnsSearch: dns?.Search ?? [],
      DnsOptions: dns?.Options ?? [],
      ExtraHosts: (spec?.Hosts ?? []).map(hostsEntry),
      Sysctls: spec?.Sysctls ?? {},
      CapAdd: spec?.CapabilityAdd ?? null,
      CapDrop: spec?.CapabilityDrop ?? null,
      GroupAdd: spec?.Groups ?? null,
      Ulimits: spec?.Ulimits ?? null,
      OomScoreAdj: spec?.OomScoreAdj ?? 0,
      ...(spec?.Privileges?.NoNewPrivileges ? { SecurityOpt: ['no-new-privileges'] } : {}),
      Mounts: (spec?.Mounts ?? []).map((mount) => ({
        ...mount,
        Source: expanded(mount.Source ?? '', task, host),
        Target: expanded(mount.Target, task, host),
      })),
      ...(logDriver === undefined ? {} : { LogConfig: { Type: logDriver.Name, Config: logDriver.Options ?? {} } }),
      ...(limits?.MemoryBytes ? { Memory: limits.MemoryBytes } : {}),
      ...(limits?.NanoCPUs ? { NanoCpus: limits.NanoCPUs } : {}),
      ...(limits?.Pids ? { PidsLimit: limits.Pids } : {}),
    },
    NetworkingConfig: { EndpointsConfig: Object.fromEntries(networks) },
  };
  return v.parse(containerCreate, request);
}

/** `1.2.3.4 name` of the swarm's API as `name:1.2.3.4`. */
function hostsEntry(entry: string): string {
  const [address = '', name = ''] = entry.split(/\s+/);
  return `${name}:${address}`;
}
