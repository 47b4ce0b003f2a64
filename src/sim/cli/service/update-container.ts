// What `docker service update` changes in a service's containers.
// Source: docker/cli v28.5.2 cli/command/service/update.go (updateEnvironment, updateMounts, updateDNSConfig, updateHosts …).
// Not modelled: credential specs.
import type { ContainerSpec, Mount } from '../../engine/api/swarm-types.ts';
import type { Client } from '../client.ts';
import { parseMount } from '../container/mounts.ts';
import { ulimitsOf } from '../container/resource-flags.ts';
import { Failure } from '../failure.ts';
import { cut, type Options } from '../flags.ts';
import { splitWords } from '../shlex.ts';
import { changedCapabilities } from './capabilities.ts';
import { anyChanged, changedHealthCheck, changedLabels, duration, given, hostLines } from './settings.ts';

export function changedContainer(client: Client, container: ContainerSpec, options: Options): ContainerSpec {
  const text = (flag: string, member: keyof ContainerSpec) => given(options, flag, member, () => options.text(flag));
  const bool = (flag: string, member: keyof ContainerSpec) => given(options, flag, member, () => options.bool(flag));
  const words = (flag: string, member: keyof ContainerSpec) =>
    given(options, flag, member, () => splitWords(options.text(flag)));
  const health = changedHealthCheck(options, container.Healthcheck);
  const dns = changedDns(container.DNSConfig, options);
  return {
    ...container,
    ...text('image', 'Image'),
    Labels: changedLabels(container.Labels, options.list('container-label-rm'), options.map('container-label-add')),
    ...words('entrypoint', 'Command'),
    ...words('args', 'Args'),
    ...text('hostname', 'Hostname'),
    Env: changedEnvironment(container.Env ?? [], options),
    ...text('workdir', 'Dir'),
    ...text('user', 'User'),
    ...(anyChanged(options, ['group-add', 'group-rm']) && {
      Groups: changedList(container.Groups, options, 'group').sort(),
    }),
    ...bool('init', 'Init'),
    ...text('stop-signal', 'StopSignal'),
    ...bool('tty', 'TTY'),
    ...bool('read-only', 'ReadOnly'),
    Mounts: changedMounts(client, container.Mounts ?? [], options),
    ...given(options, 'stop-grace-period', 'StopGracePeriod', () => duration(options, 'stop-grace-period')),
    ...(health && { Healthcheck: health }),
    ...(anyChanged(options, ['host-add', 'host-rm']) && { Hosts: changedHosts(container.Hosts ?? [], options) }),
    ...(dns && { DNSConfig: dns }),
    ...text('isolation', 'Isolation'),
    Sysctls: changedLabels(
      container.Sysctls,
      options.list('sysctl-rm').map((each) => cut(each, '=')[0]),
      options.map('sysctl-add'),
    ),
    ...(anyChanged(options, ['cap-add', 'cap-drop']) &&
      changedCapabilities(
        { CapabilityAdd: container.CapabilityAdd ?? [], CapabilityDrop: container.CapabilityDrop ?? [] },
        options.list('cap-add'),
        options.list('cap-drop'),
      )),
    Ulimits: changedUlimits(container.Ulimits ?? [], options),
    ...given(options, 'oom-score-adj', 'OomScoreAdj', () => options.int('oom-score-adj')),
  };
}

/** A list with `--NAME-add` put after it and `--NAME-rm` taken out. */
function changedList(before: readonly string[] | undefined, options: Options, name: string): string[] {
  const removed = options.list(`${name}-rm`);
  return [...(before ?? []), ...options.list(`${name}-add`)].filter((each) => !removed.includes(each));
}

function changedEnvironment(before: readonly string[], options: Options): string[] {
  const key = (variable: string): string => cut(variable, '=')[0];
  const removed = options.list('env-rm');
  const kept = before.filter((variable) => !removed.includes(key(variable)));
  const byKey = new Map([...kept, ...options.list('env-add')].map((variable) => [key(variable), variable]));
  return options.changed('env-add') ? [...byKey.values()] : kept;
}

function changedMounts(client: Client, before: readonly Mount[], options: Options): Mount[] {
  const byTarget = new Map<string, Mount>();
  for (const text of options.list('mount-add')) {
    const mount = parseMount(text, (path) => client.sys.resolve(path));
    if (byTarget.has(mount.Target)) throw new Failure('duplicate mount target');
    byTarget.set(mount.Target, mount as Mount);
  }
  for (const mount of before) if (!byTarget.has(mount.Target)) byTarget.set(mount.Target, mount);
  const removed = options.list('mount-rm');
  const place = ({ Source = '', Target }: Mount): string => `${Source}\0${Target}`;
  return [...byTarget.values()]
    .filter(({ Target }) => !removed.includes(Target))
    .sort((a, b) => (place(a) < place(b) ? -1 : 1));
}

function changedDns(before: ContainerSpec['DNSConfig'], options: Options): ContainerSpec['DNSConfig'] {
  const names = ['dns', 'dns-option', 'dns-search'];
  if (
    !anyChanged(
      options,
      names.flatMap((name) => [`${name}-add`, `${name}-rm`]),
    )
  )
    return before;
  const list = (old: readonly string[] | undefined, name: string) =>
    [...new Set(changedList(old, options, name))].sort();
  return {
    Nameservers: list(before?.Nameservers, 'dns'),
    Search: list(before?.Search, 'dns-search'),
    Options: list(before?.Options, 'dns-option'),
  };
}

/** `--host-rm name` takes a name from every line, `name:address` from lines with that address. */
function changedHosts(before: readonly string[], options: Options): string[] {
  const removed = options.list('host-rm').map((entry) => cut(entry, ':'));
  const kept = before.flatMap((line) => {
    const [address = '', ...names] = line.split(/\s+/).filter((word) => word !== '');
    const left = names.filter(
      (name) => !removed.some(([host, only]) => host === name && (only === '' || only === address)),
    );
    return left.length === 0 ? [] : [`${address} ${left.join(' ')}`];
  });
  return [...new Set([...kept, ...hostLines(options.list('host-add'))])];
}

function changedUlimits(
  before: NonNullable<ContainerSpec['Ulimits']>,
  options: Options,
): NonNullable<ContainerSpec['Ulimits']> {
  const removed = options.list('ulimit-rm').map((each) => cut(each, '=')[0]);
  const kept = before.filter(({ Name }) => !removed.includes(Name));
  const byName = new Map([...kept, ...ulimitsOf(options.list('ulimit-add'))].map((limit) => [limit.Name, limit]));
  return [...byName.values()].sort((a, b) => (a.Name < b.Name ? -1 : 1));
}
