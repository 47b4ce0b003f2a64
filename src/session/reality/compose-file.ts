// The containers of one host as a compose file: the other way to make them again.
import { stringify } from 'yaml';
import type { Container } from '../../sim/engine/containers/container.ts';
import type { Network } from '../../sim/engine/libnetwork/network.ts';
import { networkResource } from '../../sim/engine/networks/resource.ts';
import {
  chosenHostname,
  type Names,
  networksInOrder,
  ownLabels,
  processOf,
  publishings,
  securityOptions,
  sharedMode,
} from './container.ts';
import { span, without } from './words.ts';

type Yaml = Readonly<Record<string, unknown>>;

/** Networks that are an engine's own: a service is in one of them alone. */
const MODES = ['bridge', 'host', 'none'];

/** A mode that shares what another container has: by its service, so that Compose starts that one first. */
const shared = (mode: string, names: Names): string => sharedMode(mode, names).replace(/^container:/, 'service:');

/** Without what is empty, and with `$` written so that Compose leaves it alone. */
function tidy(members: Yaml): Yaml {
  const entries = Object.entries(members).filter(([, value]) => !isEmpty(value));
  return Object.fromEntries(entries.map(([key, value]) => [key, escaped(value)]));
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === 0 || value === false) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function escaped(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('$', '$$$$');
  if (Array.isArray(value)) return value.map(escaped);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, escaped(member)]));
}

function healthOf({ config, image }: Container): Yaml {
  const { Healthcheck: health } = config;
  if (health === undefined || JSON.stringify(health) === JSON.stringify(image.healthcheck)) return {};
  return tidy({
    test: health.Test,
    interval: span(health.Interval),
    timeout: span(health.Timeout),
    start_period: span(health.StartPeriod),
    retries: health.Retries,
  });
}

/** The service's place: one of the engine's own networks, another container's, or networks by name. */
function placeOf(container: Container, names: Names): Yaml {
  const mode = shared(container.hostConfig.NetworkMode, names);
  if (mode.startsWith('service:')) return { network_mode: mode };
  const networks = networksInOrder(container, names);
  const named = networks.filter((name) => !MODES.includes(name));
  if (named.length === 0) return { network_mode: networks[0] };
  const attachments = named.map((name) => {
    const attachment = [...container.attachments].find(([key]) => names.network(key) === name)?.[1];
    const settings = tidy({
      ipv4_address: attachment?.ipamConfig?.IPv4Address,
      ipv6_address: attachment?.ipamConfig?.IPv6Address,
      aliases: attachment?.aliases,
      mac_address: attachment?.macAddress,
      driver_opts: attachment?.driverOpts,
      gw_priority: attachment?.gwPriority,
    });
    return [name, settings];
  });
  return { networks: Object.fromEntries(attachments) };
}

function serviceOf(container: Container, names: Names): Yaml {
  const { config, hostConfig: host, image, name } = container;
  const { entrypoint, words } = processOf(container);
  const { Name: policy, MaximumRetryCount: retries } = host.RestartPolicy;
  const published = Object.keys(host.PortBindings);
  return {
    ...tidy({
      image: config.Image,
      container_name: name,
      hostname: chosenHostname(container),
      domainname: config.Domainname,
      entrypoint: entrypoint === undefined ? undefined : [entrypoint],
      command: words,
      environment: without(config.Env, image.env),
      working_dir: config.WorkingDir === image.workingDir ? '' : config.WorkingDir,
      user: config.User === image.user ? '' : config.User,
      stdin_open: config.OpenStdin,
      tty: config.Tty,
      ports: publishings(host.PortBindings),
      expose: without(Object.keys(config.ExposedPorts), [...image.exposedPorts, ...published]),
      volumes: [
        ...(host.Binds ?? []),
        ...without(Object.keys(config.Volumes ?? {}), image.volumes),
        ...(host.Mounts ?? []).map(({ Type, Source, Target, ReadOnly }) =>
          tidy({ type: Type, source: Source, target: Target, read_only: ReadOnly }),
        ),
      ],
      tmpfs: Object.entries(host.Tmpfs ?? {}).map(([path, options]) => (options === '' ? path : `${path}:${options}`)),
      volumes_from: (host.VolumesFrom ?? []).map((from) => names.container(from.replace(/:r[ow]$/, ''))),
      restart: policy === 'no' ? '' : retries > 0 ? `${policy}:${retries}` : policy,
      privileged: host.Privileged,
      cap_add: host.CapAdd,
      cap_drop: host.CapDrop,
      security_opt: securityOptions(host),
      group_add: host.GroupAdd,
      dns: host.Dns,
      dns_search: host.DnsSearch,
      dns_opt: host.DnsOptions,
      extra_hosts: host.ExtraHosts,
      sysctls: host.Sysctls,
      init: host.Init,
      read_only: host.ReadonlyRootfs,
      pid: shared(host.PidMode, names),
      ipc: host.IpcMode === 'private' ? '' : shared(host.IpcMode, names),
      uts: host.UTSMode,
      mem_limit: host.Memory,
      mem_reservation: host.MemoryReservation,
      cpus: host.NanoCpus / 1e9,
      cpu_shares: host.CpuShares,
      pids_limit: host.PidsLimit,
      ulimits: Object.fromEntries(host.Ulimits.map(({ Name, Soft, Hard }) => [Name, { soft: Soft, hard: Hard }])),
      stop_signal: config.StopSignal === image.stopSignal ? '' : config.StopSignal,
      healthcheck: healthOf(container),
      labels: ownLabels(container),
    }),
    ...placeOf(container, names),
  };
}

function networkOf(network: Network): Yaml {
  const { Name, Driver, EnableIPv6, IPAM, Internal, Attachable, Options, Labels } = networkResource(network, false);
  const configured = network.settings.ipamConfigs.length > 0;
  const config = (IPAM.Config ?? [])
    .filter(({ Subnet }) => configured || !Subnet?.includes(':'))
    .map(({ Subnet, IPRange, Gateway, AuxiliaryAddresses }) =>
      tidy({ subnet: Subnet, ip_range: IPRange, gateway: Gateway, aux_addresses: AuxiliaryAddresses }),
    );
  return tidy({
    name: Name,
    driver: Driver,
    driver_opts: Options,
    internal: Internal,
    attachable: Attachable,
    enable_ipv6: EnableIPv6,
    ipam: IPAM.Driver === 'default' ? { config } : { driver: IPAM.Driver, config },
    labels: Labels,
  });
}

/** Named volumes that a container uses. */
function volumesOf({ hostConfig }: Container): readonly string[] {
  const bound = (hostConfig.Binds ?? []).map((bind) => bind.split(':')[0] ?? '');
  const mounted = (hostConfig.Mounts ?? []).map((mount) => (mount.Type === 'volume' ? (mount.Source ?? '') : ''));
  return [...bound, ...mounted].filter((source) => source !== '' && !source.startsWith('/'));
}

/** The compose file of a project that is these containers, with the networks that they are on. */
export function composeFile(
  project: string,
  containers: readonly Container[],
  networks: readonly Network[],
  names: Names,
): string {
  const used = new Set(containers.flatMap((container) => networksInOrder(container, names)));
  const own = networks.filter((network) => used.has(network.name));
  const known = new Set([...own.map((network) => network.name), ...MODES]);
  const foreign = [...used].filter((name) => !known.has(name) && !name.startsWith('container:'));
  const volumes = new Set(containers.flatMap(volumesOf));
  const services = containers.map((container) => [container.name, serviceOf(container, names)]);
  const file = tidyTop({
    name: project,
    services: Object.fromEntries(services),
    networks: Object.fromEntries([
      ...own.map((network) => [network.name, networkOf(network)]),
      ...foreign.map((name) => [name, { name, external: true }]),
    ]),
    volumes: Object.fromEntries([...volumes].map((name) => [name, { name }])),
  });
  return stringify(file, { lineWidth: 100 });
}

const tidyTop = (members: Yaml): Yaml =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => !isEmpty(value)));
