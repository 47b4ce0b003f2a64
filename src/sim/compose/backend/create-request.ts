// A service as the engine's request for one of its containers.
// Source: docker/compose pkg/compose/create.go (getCreateConfigs, createEndpointSettings, defaultNetworkSettings,).
// Not modelled: what `refuseUnsimulated` names.

import { canonicalCapabilities } from '../../cli/container/request.ts';
import { Failure, notSimulated } from '../../cli/failure.ts';
import { cut } from '../../cli/flags.ts';
import { parseDuration } from '../../cli/formatter/duration.ts';
import type {
  ContainerCreateRequest,
  EndpointSettingsRequest,
  HostConfig,
  PortBinding,
} from '../../engine/api/types.ts';
import { joinedName, type Project } from '../model/project.ts';
import { dependenciesOf, environmentOf, networksByPriority, type Service, serviceHash } from '../model/service.ts';
import { listOf, mapOf, mapValues, sortedEntries, textOf, textsOf, type ValueMap } from '../model/values.ts';
import { label } from './containers.ts';
import { imageName } from './images.ts';
import { healthOf, limitsOf, restartPolicyOf } from './limits.ts';
import { networkName } from './networks.ts';

/** Members of a service that ask for what the simulated engine cannot do. */
const unsimulated = new Set([
  ...['blkio_config', 'cpu_count', 'cpu_percent', 'cpu_rt_period', 'cpu_rt_runtime', 'credential_spec', 'gpus'],
  ...['isolation', 'models', 'platform', 'provider', 'runtime', 'storage_opt', 'use_api_socket'],
]);

const PLATFORM = 'linux/amd64';

/** Throws for a service that asks for what the simulated engine cannot do. */
export function refuseUnsimulated(service: Service): void {
  for (const [key, value] of sortedEntries(service.config)) {
    const empty = value === false || value === null || (Array.isArray(value) && value.length === 0);
    // Every image here is of the one platform that hosts have.
    if (key === 'platform' && value === PLATFORM) continue;
    if (unsimulated.has(key) && !empty) throw notSimulated(`docker compose: ${key}`);
  }
  const { reservations } = mapOf(mapOf(service.config.deploy).resources);
  if ('devices' in mapOf(reservations)) throw notSimulated('docker compose: deploy.resources.reservations.devices');
}

export interface ContainerOptions {
  readonly labels?: Readonly<Record<string, string>>;
  readonly attachStdin?: boolean;
  readonly autoRemove?: boolean;
  /** Does it get the service's aliases? */
  readonly aliases: boolean;
}

export function containerNameOf(project: Project, service: Service, number: number): string {
  return textOf(service.config.container_name) || joinedName(project, service.name, number);
}

export function createRequest(
  project: Project,
  service: Service,
  number: number,
  links: readonly string[],
  mounts: Partial<HostConfig>,
  options: ContainerOptions,
): ContainerCreateRequest {
  const { config } = service;
  refuseUnsimulated(service);
  const stdin = config.stdin_open === true;
  const health = healthOf(config);
  const grace = parseDuration(textOf(config.stop_grace_period));
  return {
    Hostname: textOf(config.hostname),
    Domainname: textOf(config.domainname),
    User: textOf(config.user),
    AttachStdin: options.attachStdin ?? false,
    AttachStdout: true,
    AttachStderr: true,
    ExposedPorts: exposedPorts(config),
    Tty: config.tty === true,
    OpenStdin: stdin,
    StdinOnce: stdin && (options.attachStdin ?? false),
    Env: environmentOf(config),
    Cmd: Array.isArray(config.command) ? textsOf(config.command) : null,
    Image: imageName(project, service),
    WorkingDir: textOf(config.working_dir),
    Entrypoint: Array.isArray(config.entrypoint) ? textsOf(config.entrypoint) : null,
    Labels: labelsOf(service, number, options.labels ?? {}),
    ...(config.stop_signal !== undefined && { StopSignal: textOf(config.stop_signal) }),
    ...(grace !== undefined && 'stop_grace_period' in config && { StopTimeout: Math.trunc(grace) }),
    ...(health && { Healthcheck: health }),
    HostConfig: hostConfig(project, service, links, mounts, options),
    NetworkingConfig: { EndpointsConfig: endpoints(project, service, number, links, options.aliases) },
  };
}

function labelsOf(service: Service, number: number, more: Readonly<Record<string, string>>): Record<string, string> {
  const dependencies = dependenciesOf(service.config).map(
    ([name, { condition, restart }]) => `${name}:${condition}:${restart}`,
  );
  return {
    ...mapValues(mapOf(service.config.labels), textOf),
    ...service.ownLabels,
    ...more,
    [label('config-hash')]: serviceHash(service.config),
    ...(number > 0 && { [label('container-number')]: String(number) }),
    [label('depends_on')]: dependencies.join(','),
  };
}

function exposedPorts(config: ValueMap): Record<string, Record<string, never>> {
  const ports = [
    ...textsOf(config.expose).map((port) => (port.includes('/') ? port : `${port}/tcp`)),
    ...listOf(config.ports).map(portKey),
  ];
  return Object.fromEntries(ports.map((port) => [port, {}]));
}

function portKey(port: ValueMap[string]): string {
  const { target, protocol } = mapOf(port);
  return `${textOf(target)}/${textOf(protocol)}`;
}

function portBindings(config: ValueMap): Record<string, PortBinding[]> {
  const bindings: Record<string, PortBinding[]> = {};
  for (const port of listOf(config.ports)) {
    const key = portKey(port);
    const { host_ip, published } = mapOf(port);
    bindings[key] = [...(bindings[key] ?? []), { HostIp: textOf(host_ip), HostPort: textOf(published) }];
  }
  return bindings;
}

function hostConfig(
  project: Project,
  service: Service,
  links: readonly string[],
  mounts: Partial<HostConfig>,
  options: ContainerOptions,
): Partial<HostConfig> {
  const { config } = service;
  const orNull = (key: string): string[] | null => (key in config ? textsOf(config[key]) : null);
  return {
    NetworkMode: networkMode(project, config),
    PortBindings: portBindings(config),
    RestartPolicy: restartPolicyOf(config),
    AutoRemove: options.autoRemove ?? false,
    CapAdd: canonicalCapabilities(orNull('cap_add')),
    CapDrop: canonicalCapabilities(orNull('cap_drop')),
    Dns: textsOf(config.dns),
    DnsOptions: textsOf(config.dns_opt),
    DnsSearch: textsOf(config.dns_search),
    ExtraHosts: textsOf(config.extra_hosts).map((entry) => cut(entry, '=').join(':')),
    Links: links.length > 0 ? [...links] : null,
    Privileged: config.privileged === true,
    ...limitsOf(config),
    ...mounts,
    ...('sysctls' in config && { Sysctls: mapValues(mapOf(config.sysctls), textOf) }),
  };
}

function networkMode(project: Project, config: ValueMap): string {
  const mode = textOf(config.network_mode);
  if (mode !== '') return mode;
  const [primary] = networksByPriority(config);
  return primary === undefined ? 'none' : networkName(project.networks.get(primary) ?? {});
}

function endpoints(
  project: Project,
  service: Service,
  number: number,
  links: readonly string[],
  withAliases: boolean,
): Record<string, EndpointSettingsRequest> {
  const { config } = service;
  if (textOf(config.network_mode) !== '') return {};
  const [primary] = networksByPriority(config);
  const entries = networksByPriority(config).map((key): [string, EndpointSettingsRequest] => {
    const own = mapOf(config.networks)[key];
    const settings = endpoint(containerNameOf(project, service, number), service, mapOf(own), links, withAliases);
    const mac = macAddress(config, mapOf(own), key, key === primary);
    const addresses = own === null || own === undefined ? {} : { IPAMConfig: addressesOf(mapOf(own)) };
    return [networkName(project.networks.get(key) ?? {}), { ...settings, ...addresses, MacAddress: mac }];
  });
  return Object.fromEntries(entries);
}

function endpoint(
  name: string,
  service: Service,
  own: ValueMap,
  links: readonly string[],
  withAliases: boolean,
): EndpointSettingsRequest {
  const options = mapValues(mapOf(own.driver_opts), textOf);
  const interfaceName = textOf(own.interface_name);
  if (interfaceName !== '') options['com.docker.network.endpoint.ifname'] = interfaceName;
  return {
    IPAMConfig: null,
    Links: links.length > 0 ? [...links] : null,
    Aliases: [name, ...(withAliases ? [service.name, ...textsOf(own.aliases)] : [])],
    DriverOpts: Object.keys(options).length > 0 ? options : null,
    GwPriority: typeof own.gw_priority === 'number' ? own.gw_priority : 0,
  };
}

function addressesOf(own: ValueMap) {
  return {
    ...(own.ipv4_address !== undefined && { IPv4Address: textOf(own.ipv4_address) }),
    ...(own.ipv6_address !== undefined && { IPv6Address: textOf(own.ipv6_address) }),
    ...(own.link_local_ips !== undefined && { LinkLocalIPs: textsOf(own.link_local_ips) }),
  };
}

/** The service's own address goes to its primary network. */
function macAddress(config: ValueMap, own: ValueMap, key: string, primary: boolean): string {
  const [ofService, ofNetwork] = [textOf(config.mac_address), textOf(own.mac_address)];
  if (primary && ofService !== '' && ofNetwork !== '' && ofService !== ofNetwork) {
    throw new Failure(`the service-level mac_address should have the same value as network ${key}`);
  }
  return ofNetwork || (primary ? ofService : '');
}
