// A container as the `docker run` that makes it again: what was asked for, without what its image says anyway.

import type { HealthConfig, HostConfig, MountSpec, PortBinding } from '../../sim/engine/api/types.ts';
import type { Container } from '../../sim/engine/containers/container.ts';
import { inspectContainer } from '../../sim/engine/containers/inspect.ts';
import { each, given, pairs, span, when, without } from './words.ts';

/** config.DefaultShmSize: 64 MB, in bytes. */
const DEFAULT_SHM = 67_108_864;

/** Names by which commands call what the engine knows by identifiers. */
export interface Names {
  readonly network: (nameOrId: string) => string;
  readonly container: (id: string) => string;
}

/** A mode that may name another container: `container:<name>`. */
export function sharedMode(mode: string, names: Names): string {
  return mode.startsWith('container:') ? `container:${names.container(mode.slice('container:'.length))}` : mode;
}

/** `8080:80`, `127.0.0.1:8080:80/udp`: what -p takes. */
export function publishings(bindings: Readonly<Record<string, readonly PortBinding[]>>): readonly string[] {
  return Object.entries(bindings).flatMap(([port, hosts]) =>
    hosts.map(({ HostIp, HostPort }) => {
      const address = HostIp.includes(':') ? `[${HostIp}]:` : HostIp === '' ? '' : `${HostIp}:`;
      const inside = port.replace(/\/tcp$/, '');
      return address === '' && HostPort === '' ? inside : `${address}${HostPort}:${inside}`;
    }),
  );
}

/** A mount of a container or of a service. */
type AnyMount = Pick<MountSpec, 'Type' | 'Source' | 'Target' | 'ReadOnly'>;

/** What --mount takes. */
export function mountText({ Type, Source, Target, ReadOnly }: AnyMount): string {
  return [`type=${Type}`, Source ? `source=${Source}` : '', `target=${Target}`, ReadOnly ? 'readonly' : '']
    .filter((part) => part !== '')
    .join(',');
}

function healthFlags(health: HealthConfig | undefined): readonly string[] {
  if (health === undefined) return [];
  const [how, ...words] = health.Test ?? [];
  if (how === 'NONE') return ['--no-healthcheck'];
  return [
    ...given('--health-cmd', how === undefined ? '' : words.join(' ')),
    ...given('--health-interval', span(health.Interval)),
    ...given('--health-timeout', span(health.Timeout)),
    ...given('--health-start-period', span(health.StartPeriod)),
    ...given('--health-start-interval', span(health.StartInterval)),
    ...given('--health-retries', health.Retries),
  ];
}

/** Limits, namespaces and privileges. */
function hostFlags(host: HostConfig, names: Names): readonly string[] {
  const { Name: policy, MaximumRetryCount: retries } = host.RestartPolicy;
  return [
    ...given('--restart', policy === 'no' ? '' : retries > 0 ? `${policy}:${retries}` : policy),
    ...when('--rm', host.AutoRemove),
    ...when('--privileged', host.Privileged),
    ...each('--cap-add', host.CapAdd),
    ...each('--cap-drop', host.CapDrop),
    ...each('--security-opt', securityOptions(host)),
    ...each('--group-add', host.GroupAdd),
    ...each('--dns', host.Dns),
    ...each('--dns-search', host.DnsSearch),
    ...each('--dns-option', host.DnsOptions),
    ...each('--add-host', host.ExtraHosts),
    ...pairs('--sysctl', host.Sysctls),
    ...when('--init', host.Init),
    ...when('--read-only', host.ReadonlyRootfs),
    ...given('--pid', sharedMode(host.PidMode, names)),
    ...given('--ipc', host.IpcMode === 'private' ? '' : sharedMode(host.IpcMode, names)),
    ...given('--uts', host.UTSMode),
    ...given('--userns', host.UsernsMode),
    ...given('--memory', host.Memory),
    ...given('--memory-reservation', host.MemoryReservation),
    ...given('--cpus', host.NanoCpus / 1e9),
    ...given('--cpu-shares', host.CpuShares),
    ...given('--cpuset-cpus', host.CpusetCpus),
    ...given('--pids-limit', host.PidsLimit),
    ...each(
      '--ulimit',
      host.Ulimits.map(({ Name, Soft, Hard }) => `${Name}=${Soft}:${Hard}`),
    ),
    ...given('--shm-size', host.ShmSize === DEFAULT_SHM ? 0 : host.ShmSize),
    ...(host.LogConfig.Type === 'json-file' ? [] : ['--log-driver', host.LogConfig.Type]),
    ...pairs('--log-opt', host.LogConfig.Config),
  ];
}

function storageFlags(container: Container): readonly string[] {
  const { config, hostConfig, image } = container;
  return [
    ...each('--volume', hostConfig.Binds),
    ...each('--volume', without(Object.keys(config.Volumes ?? {}), image.volumes)),
    ...each('--mount', (hostConfig.Mounts ?? []).map(mountText)),
    ...each('--volumes-from', hostConfig.VolumesFrom),
    ...each(
      '--tmpfs',
      Object.entries(hostConfig.Tmpfs ?? {}).map(([path, options]) => (options === '' ? path : `${path}:${options}`)),
    ),
  ];
}

/** A command's words: those that take the place of the image's. */
export function processOf({ config, image }: Container): {
  readonly entrypoint: string | undefined;
  readonly words: readonly string[];
} {
  const same = (a: readonly string[] | null, b: readonly string[] | null): boolean =>
    (a ?? []).length === (b ?? []).length && (a ?? []).every((word, i) => word === b?.[i]);
  const command = config.Cmd ?? [];
  if (same(config.Entrypoint, image.entrypoint)) {
    return { entrypoint: undefined, words: same(command, image.cmd) ? [] : command };
  }
  const [first = '', ...rest] = config.Entrypoint ?? [];
  return { entrypoint: first, words: [...rest, ...command] };
}

/** Its host name where somebody chose one. */
export function chosenHostname({ id, config, hostConfig }: Container): string {
  const own = hostConfig.NetworkMode !== 'host' && !hostConfig.NetworkMode.startsWith('container:');
  return own && hostConfig.UTSMode === '' && config.Hostname !== id.slice(0, 12) ? config.Hostname : '';
}

/** Security options that somebody chose: privileges bring one of their own. */
export function securityOptions({ Privileged, SecurityOpt }: HostConfig): readonly string[] {
  return without(SecurityOpt, Privileged ? ['label=disable'] : []);
}

/** Labels that it did not get from its image. */
export function ownLabels({ config, image }: Container): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(config.Labels).filter(([key, value]) => image.labels[key] !== value));
}

/** Networks by the name of each, that of the mode first: the order in which its interfaces came. */
export function networksInOrder(container: Container, names: Names): readonly string[] {
  const { NetworkMode: mode } = container.hostConfig;
  const first = names.network(mode === 'default' ? 'bridge' : mode);
  return [first, ...[...container.attachments.keys()].map(names.network).filter((name) => name !== first)];
}

function firstNetwork(container: Container, names: Names): readonly string[] {
  const { hostConfig, attachments } = container;
  const [name = 'bridge'] = networksInOrder(container, names);
  const shared = sharedMode(hostConfig.NetworkMode, names);
  if (shared.startsWith('container:')) return ['--network', shared];
  const attachment = [...attachments].find(([key]) => names.network(key) === name)?.[1];
  const legacy = (hostConfig.Links ?? []).map((link) => {
    const [child = '', alias = ''] = link.split(':');
    return `${child.slice(1)}:${alias.split('/').at(-1)}`;
  });
  const extra = Object.entries(attachment?.driverOpts ?? {}).map(([key, value]) => `driver-opt=${key}=${value}`);
  if (attachment !== undefined && attachment.gwPriority !== 0) extra.push(`gw-priority=${attachment.gwPriority}`);
  return [
    ...(name === 'bridge' && extra.length === 0
      ? []
      : ['--network', extra.length === 0 ? name : [`name=${name}`, ...extra].join(',')]),
    ...given('--ip', attachment?.ipamConfig?.IPv4Address),
    ...given('--ip6', attachment?.ipamConfig?.IPv6Address),
    ...given('--mac-address', attachment?.macAddress),
    ...each('--network-alias', attachment?.aliases),
    ...each('--link', attachment?.links ?? legacy),
  ];
}

/** `docker network connect` for its other networks. */
function furtherNetworks(container: Container, names: Names): readonly (readonly string[])[] {
  const [, ...others] = networksInOrder(container, names);
  return others.flatMap((name) => {
    const attachment = [...container.attachments].find(([key]) => names.network(key) === name)?.[1];
    if (attachment === undefined) return [];
    const { ipamConfig, aliases, links, driverOpts, gwPriority } = attachment;
    return [
      [
        ...['docker', 'network', 'connect'],
        ...given('--ip', ipamConfig?.IPv4Address),
        ...given('--ip6', ipamConfig?.IPv6Address),
        ...each('--alias', aliases),
        ...each('--link', links),
        ...pairs('--driver-opt', driverOpts),
        ...given('--gw-priority', gwPriority),
        name,
        container.name,
      ],
    ];
  });
}

/** What was asked of a container beside its name, networks and published ports, without what its image says anyway. */
export function settingFlags(
  container: Container,
  labels: Readonly<Record<string, string>>,
  names: Names,
): readonly string[] {
  const { config, hostConfig, image } = container;
  const published = Object.keys(hostConfig.PortBindings);
  return [
    ...when('--publish-all', hostConfig.PublishAllPorts),
    ...each('--expose', without(Object.keys(config.ExposedPorts), [...image.exposedPorts, ...published])),
    ...each('--env', without(config.Env, image.env)),
    ...storageFlags(container),
    ...when('--interactive', config.OpenStdin),
    ...when('--tty', config.Tty),
    ...given('--user', config.User === image.user ? '' : config.User),
    ...given('--workdir', config.WorkingDir === image.workingDir ? '' : config.WorkingDir),
    ...given('--stop-signal', config.StopSignal === image.stopSignal ? '' : config.StopSignal),
    ...given('--stop-timeout', config.StopTimeout),
    ...healthFlags(
      JSON.stringify(config.Healthcheck) === JSON.stringify(image.healthcheck) ? undefined : config.Healthcheck,
    ),
    ...hostFlags(hostConfig, names),
    ...pairs('--label', labels),
  ];
}

/** What comes last on the line of a `docker run`: the image, and what it runs where that is not what it runs anyway. */
export function imageAndCommand(container: Container): readonly string[] {
  const { entrypoint, words } = processOf(container);
  const { Image } = inspectContainer(container).Config;
  return [...(entrypoint === undefined ? [] : ['--entrypoint', entrypoint]), Image, ...words];
}

/** The commands that make a container again and bring it to the state that it is in. */
export function containerCommands(container: Container, names: Names): readonly (readonly string[])[] {
  const { config, hostConfig, name, status } = container;
  const starts = status === 'running' || status === 'paused' || status === 'restarting';
  const command = [
    ...(starts ? ['docker', 'run', '--detach'] : ['docker', 'create']),
    ...['--name', name],
    ...given('--hostname', chosenHostname(container)),
    ...given('--domainname', config.Domainname),
    ...firstNetwork(container, names),
    ...each('--publish', publishings(hostConfig.PortBindings)),
    ...settingFlags(container, ownLabels(container), names),
    ...imageAndCommand(container),
  ];
  return [command, ...furtherNetworks(container, names), ...(status === 'paused' ? [['docker', 'pause', name]] : [])];
}
