// What a service mounts, as the engine's request: binds where those will do, mounts otherwise; configs and secrets that are files.
// Source: docker/compose pkg/compose/create.go (buildContainerVolumes, buildContainerMountOptions, buildMount, buildContainerSecretMounts).
// Not modelled: images and clusters as mounts, parts of volumes, labels of a mount's volume, recursive read-only binds.
import { Failure, notSimulated } from '../../cli/failure.ts';
import type { HostConfig, MountSpec } from '../../engine/api/types.ts';
import type { Project } from '../model/project.ts';
import type { Service } from '../model/service.ts';
import { isMap, listOf, mapOf, textOf, type ValueMap } from '../model/values.ts';

/** A volume that nobody named, in the container that is replaced. */
export interface Inherited {
  readonly target: string;
  readonly name: string;
  readonly readOnly: boolean;
}

export interface RequestedMounts {
  readonly hostConfig: Pick<HostConfig, 'Binds'> & Partial<HostConfig>;
  /** What is odd about them. */
  readonly warnings: readonly string[];
}

export function mountsOf(
  project: Project,
  service: Service,
  inherited: readonly Inherited[],
  exists: (path: string) => boolean,
): RequestedMounts {
  const warnings: string[] = [];
  const binds: string[] = [];
  const mounts = new Map<string, MountSpec>();
  for (const each of listOf(service.config.volumes)) {
    const mount = mapOf(each);
    const target = textOf(mount.target);
    const before = inherited.find((one) => one.target === target && textOf(mount.source) === '');
    const bind = before ? undefined : bindText(project, mount);
    if (bind !== undefined) binds.push(bind);
    else mounts.set(target, before ? inheritedSpec(before) : specOf(mount, warnings));
  }
  const taken = (target: string) =>
    mounts.has(target) || listOf(service.config.volumes).some((each) => mapOf(each).target === target);
  for (const kind of ['secrets', 'configs'] as const) {
    for (const spec of fileSpecs(project, service, kind, exists, warnings)) {
      if (!taken(spec.Target)) mounts.set(spec.Target, spec);
    }
  }
  return {
    hostConfig: { Binds: binds.length > 0 ? binds : null, ...(mounts.size > 0 && { Mounts: [...mounts.values()] }) },
    warnings,
  };
}

/** `/host:/path:rw`, unless only a mount can say what is wanted. */
function bindText(project: Project, mount: ValueMap): string | undefined {
  const { type, bind, volume } = mount;
  const [source, target] = [textOf(mount.source), textOf(mount.target)];
  const options = [mount.read_only === true ? 'ro' : 'rw'];
  if (type === 'bind') {
    const { create_host_path: create, propagation, recursive, selinux } = mapOf(bind);
    const isAdvanced = isMap(bind) && (create !== true || propagation !== undefined || recursive !== undefined);
    if (isAdvanced) return undefined;
    if (selinux !== undefined) options.push(textOf(selinux));
    return `${source}:${target}:${options.join(',')}`;
  }
  const named = project.volumes.get(source);
  if (type !== 'volume' || !named) return undefined;
  const { labels, subpath, nocopy } = mapOf(volume);
  if (labels !== undefined || subpath !== undefined)
    throw notSimulated('docker compose: volume.labels and volume.subpath');
  return nocopy === true ? undefined : `${textOf(named.name)}:${target}:${options.join(',')}`;
}

function specOf(mount: ValueMap, warnings: string[]): MountSpec {
  const type = textOf(mount.type);
  for (const section of ['bind', 'volume', 'tmpfs', 'image']) {
    if (section !== type && section in mount)
      warnings.push(`mount of type \`${type}\` should not define \`${section}\` option`);
  }
  const { propagation, create_host_path: create, recursive } = mapOf(mount.bind);
  if (recursive !== undefined) throw notSimulated('docker compose: bind.recursive');
  return {
    Type: type,
    ...(mount.source !== undefined && { Source: textOf(mount.source) }),
    Target: textOf(mount.target),
    ...(mount.read_only === true && { ReadOnly: true }),
    ...(mount.consistency !== undefined && { Consistency: textOf(mount.consistency) }),
    ...(type === 'bind' &&
      isMap(mount.bind) && {
        BindOptions: {
          ...(propagation !== undefined && { Propagation: textOf(propagation) }),
          ...(create === true && { CreateMountpoint: true }),
        },
      }),
    ...(type === 'volume' &&
      isMap(mount.volume) && { VolumeOptions: mount.volume.nocopy === true ? { NoCopy: true } : {} }),
    ...(type === 'tmpfs' && isMap(mount.tmpfs) && { TmpfsOptions: tmpfsOptions(mount.tmpfs) }),
  };
}

function tmpfsOptions({ size, mode }: ValueMap) {
  return {
    ...(size !== undefined && { SizeBytes: Number(textOf(size)) }),
    ...(mode !== undefined && { Mode: Number(mode) }),
  };
}

function inheritedSpec({ target, name, readOnly }: Inherited): MountSpec {
  return { Type: 'volume', Source: name, Target: target, ...(readOnly && { ReadOnly: true }) };
}

/** Configs and secrets that are files on the host. The others are copied in before the container starts. */
function fileSpecs(
  project: Project,
  service: Service,
  kind: 'secrets' | 'configs',
  exists: (path: string) => boolean,
  warnings: string[],
): MountSpec[] {
  const one = kind === 'secrets' ? 'secret' : 'config';
  return listOf(service.config[kind]).flatMap((each): MountSpec[] => {
    const use = mapOf(each);
    const defined = project[kind].get(textOf(use.source)) ?? {};
    if (defined.external === true) throw new Failure(`unsupported external ${one} ${textOf(defined.name)}`);
    for (const member of ['driver', 'template_driver']) {
      if (member in defined) throw new Failure(`Docker Compose does not support ${kind}.*.${member}`);
    }
    if ('environment' in defined || 'content' in defined) return [];
    if ('uid' in use || 'gid' in use || 'mode' in use) {
      const what = kind === 'secrets' ? 'secrets' : 'config';
      warnings.push(`${what} \`uid\`, \`gid\` and \`mode\` are not supported, they will be ignored`);
    }
    const file = textOf(defined.file);
    if (kind === 'secrets' && !exists(file)) warnings.push(`secret file ${textOf(defined.name)} does not exist`);
    const options = kind === 'secrets' ? { BindOptions: {} } : {};
    return [{ Type: 'bind', Source: file, Target: fileTarget(use, one), ReadOnly: true, ...options }];
  });
}

/** Where a config or secret appears in the container. */
export function fileTarget(use: ValueMap, kind: 'secret' | 'config'): string {
  const directory = kind === 'secret' ? '/run/secrets/' : '/';
  const target = textOf(use.target) || textOf(use.source);
  return target.startsWith('/') ? target : directory + target;
}
