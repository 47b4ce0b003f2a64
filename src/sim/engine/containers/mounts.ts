// What is mounted in a container: volumes, directories of the host, file systems in memory.
// Source: moby v28.5.2 daemon/{volumes,volumes_unix,mounts,create_unix}.go, volume/mounts/{linux_parser,mounts}.go.
// Not modelled: propagation, SELinux labels, images as mounts, sizes of file systems in memory.
import { copyTree } from '../../host/copy-tree.ts';
import type { FileSystem } from '../../host/fs.ts';
import { ApiError, invalid, notSimulated, withPrefix } from '../api/errors.ts';
import type { HostConfig, MountSpec } from '../api/types.ts';
import type { Daemon } from '../daemon.ts';
import { ANONYMOUS, type Volume } from '../volumes/store.ts';
import type { Container } from './container.ts';

/** One mount, as inspect shows it. */
export interface MountPoint {
  readonly Type: 'bind' | 'volume' | 'tmpfs';
  /** Of a volume. */
  readonly Name?: string;
  readonly Source: string;
  readonly Destination: string;
  readonly Driver?: string;
  readonly Mode: string;
  readonly RW: boolean;
  readonly Propagation: string;
}

/** A mount, and whether an empty volume gets what the image has there. */
export interface Mount {
  readonly point: MountPoint;
  readonly copies: boolean;
}

const MODES = [
  'rw',
  'ro',
  'z',
  'Z',
  'shared',
  'slave',
  'private',
  'rshared',
  'rslave',
  'rprivate',
  'nocopy',
  'consistent',
  'cached',
  'delegated',
];

/** What a container that is being created will have mounted; makes the volumes that there are not yet. */
export function mountsOf(daemon: Daemon, hostConfig: HostConfig, anonymous: readonly string[]): Map<string, Mount> {
  const mounts = new Map<string, Mount>();
  for (const from of hostConfig.VolumesFrom ?? []) inherit(daemon, mounts, from);
  const own = new Set<string>();
  const add = (mount: Mount): void => {
    const { Destination: target } = mount.point;
    if (own.has(target) || hostConfig.Tmpfs?.[target] !== undefined) throw invalid(`Duplicate mount point: ${target}`);
    own.add(target);
    mounts.set(target, mount);
  };
  for (const bind of hostConfig.Binds ?? []) add(parseBind(daemon, bind, hostConfig.VolumeDriver));
  for (const spec of hostConfig.Mounts ?? []) add(parseSpec(daemon, spec));
  for (const target of anonymous) {
    checkTarget(target, `'${target}'`);
    if (!mounts.has(target)) mounts.set(target, volumeMount(daemon, '', '', target, '', true, true));
  }
  return mounts;
}

/** Those of another container: `--volumes-from c1:ro`. */
function inherit(daemon: Daemon, mounts: Map<string, Mount>, from: string): void {
  const [name = '', mode = 'rw'] = from.split(':');
  if (name === '') throw invalid('volumes-from specification cannot be an empty string');
  checkMode(mode);
  let donor: Container;
  try {
    donor = daemon.containers.get(name);
  } catch (error) {
    throw error instanceof ApiError ? invalid(error.message) : error;
  }
  for (const [target, { point }] of donor.mounts) {
    mounts.set(target, { point: { ...point, RW: point.RW && isWritable(mode) }, copies: false });
  }
}

/** `/host:/path:ro` or `name:/path`. */
function parseBind(daemon: Daemon, bind: string, driver: string): Mount {
  const parts = bind.split(':');
  const [source = '', target = '', mode = ''] = parts;
  const wrong = `invalid volume specification: '${bind}'`;
  if (source === '' || parts.length > 3 || (parts.length === 2 && checksAsMode(target))) throw invalid(wrong);
  checkMode(mode);
  checkTarget(target, `'${bind}'`, `${wrong}: `);
  const isReadWrite = isWritable(mode);
  if (!source.startsWith('/')) {
    return volumeMount(daemon, source, driver, clean(target), mode, isReadWrite, !mode.split(',').includes('nocopy'));
  }
  return bindMount(clean(source), clean(target), mode, isReadWrite);
}

/** `--mount`: here a source that does not exist is an error. */
function parseSpec(daemon: Daemon, spec: MountSpec): Mount {
  const { Type: type, Source: source = '', Target: target = '', ReadOnly: readOnly = false } = spec;
  const wrong = (why: string) => invalid(`invalid mount config for type "${type}": ${why}`);
  if (target === '') throw wrong('field Target must not be empty');
  if (!target.startsWith('/')) throw wrong(`invalid mount path: '${target}' mount path must be absolute`);
  if (clean(target) === '/') throw wrong("invalid specification: destination can't be '/'");
  switch (type) {
    case 'bind':
      if (source === '') throw wrong('field Source must not be empty');
      if (!source.startsWith('/')) throw wrong(`invalid mount path: '${source}' mount path must be absolute`);
      if (!isSet(spec.BindOptions, 'CreateMountpoint') && daemon.machine.enclosure.fs.stat(source) === undefined) {
        throw wrong(`bind source path does not exist: ${source}`);
      }
      return bindMount(clean(source), clean(target), '', !readOnly);
    case 'volume':
      return volumeMount(daemon, source, '', clean(target), '', !readOnly, !isSet(spec.VolumeOptions, 'NoCopy'));
    case 'tmpfs':
      if (source !== '') throw wrong('field Source must not be specified');
      return {
        point: { Type: 'tmpfs', Source: '', Destination: clean(target), Mode: '', RW: !readOnly, Propagation: '' },
        copies: false,
      };
    default:
      throw notSimulated(`mounts of type ${type}`);
  }
}

function isSet(options: unknown, name: string): boolean {
  return typeof options === 'object' && options !== null && Reflect.get(options, name) === true;
}

function bindMount(source: string, target: string, mode: string, RW: boolean): Mount {
  const propagation = mode.split(',').find((each) => /^r?(shared|slave|private)$/.test(each)) ?? 'rprivate';
  return {
    point: { Type: 'bind', Source: source, Destination: target, Mode: mode, RW, Propagation: propagation },
    copies: false,
  };
}

function volumeMount(
  daemon: Daemon,
  name: string,
  driver: string,
  target: string,
  mode: string,
  RW: boolean,
  copies: boolean,
): Mount {
  const isAnonymous = name === '';
  const labels = isAnonymous ? { [ANONYMOUS]: '' } : null;
  const volume = makeVolume(daemon, isAnonymous ? daemon.newId('volume names') : name, driver, labels);
  return {
    point: {
      ...{ Type: 'volume', Name: volume.name, Source: volume.mountpoint, Destination: target, Driver: 'local' },
      ...{ Mode: mode || (isAnonymous ? '' : 'z'), RW, Propagation: '' },
    },
    copies,
  };
}

function makeVolume(daemon: Daemon, name: string, driver: string, labels: Record<string, string> | null): Volume {
  const { volume, isNew } = daemon.volumes.create({ name, driver, options: null, labels });
  if (isNew) daemon.events.publish('volume', 'create', volume.name, { driver: 'local' });
  return volume;
}

/** Puts everything in place for a start. Throws what the runtime says when it cannot. */
export function mountAll(daemon: Daemon, container: Container, fs: FileSystem): void {
  const host = daemon.machine.enclosure.fs;
  for (const target of Object.keys(container.hostConfig.Tmpfs ?? {})) fs.mountTmpfs(clean(target));
  const inOrder = [...container.mounts.values()].sort((a, b) => depth(a) - depth(b));
  for (const { point, copies } of inOrder) {
    const { Type: type, Source: source, Destination: target, RW } = point;
    if (type === 'tmpfs') {
      fs.mountTmpfs(target);
      continue;
    }
    if (type === 'bind' && host.stat(source) === undefined) host.makeDirectory(source, true);
    if (copies) fillVolume(fs, target, host, source);
    // What is at the target is made as the source needs it.
    if (fs.stat(target) === undefined && host.stat(source)?.type === 'directory') fs.makeDirectory(target, true);
    if (fs.bind(target, host, source, !RW) !== undefined) throw mountError(source, target);
    if (point.Name !== undefined) {
      daemon.events.publish('volume', 'mount', point.Name, {
        ...{ driver: 'local', container: container.id, destination: target },
        ...{ 'read/write': String(RW), propagation: point.Propagation },
      });
    }
  }
  for (const { PathOnHost: source, PathInContainer: target } of container.hostConfig.Devices) {
    if (host.stat(source) !== undefined && fs.bind(target, host, source, false) === undefined) continue;
    throw invalid(
      `error gathering device information while adding custom device ${JSON.stringify(source)}: no such file or directory`,
    );
  }
  fs.setReadOnly(container.hostConfig.ReadonlyRootfs);
}

/** What stopping does with volumes: it says that they are free. */
export function unmountAll(daemon: Daemon, container: Container): void {
  for (const { point } of container.mounts.values()) {
    if (point.Name === undefined) continue;
    daemon.events.publish('volume', 'unmount', point.Name, { driver: 'local', container: container.id });
  }
}

/** Removes the volumes that nobody named and nobody else has. */
export function removeAnonymous(daemon: Daemon, container: Container): void {
  for (const { point } of container.mounts.values()) {
    const volume = point.Name === undefined ? undefined : daemon.volumes.find(point.Name);
    if (volume?.labels?.[ANONYMOUS] === undefined || usersOf(daemon, volume).length > 0) continue;
    daemon.volumes.remove(volume, []);
    daemon.events.publish('volume', 'destroy', volume.name, { driver: 'local' });
  }
}

/** Ids of the containers that have a volume. */
export function usersOf(daemon: Daemon, volume: Volume): string[] {
  const has = (container: Container) => [...container.mounts.values()].some(({ point }) => point.Name === volume.name);
  return daemon.containers
    .all()
    .filter(has)
    .map(({ id }) => id);
}

/** An empty volume gets what the image has at its place. */
function fillVolume(fs: FileSystem, target: string, host: FileSystem, source: string): void {
  const present = host.list(source);
  if (!present.ok || present.value.length > 0 || fs.isMount(target)) return;
  if (fs.stat(target)?.type === 'directory') copyTree(fs, target, host, source);
}

function depth({ point }: Mount): number {
  return point.Destination.split('/').length;
}

function mountError(source: string, target: string): ApiError {
  const oci =
    'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed';
  const mount = `error mounting "${source}" to rootfs at "${target}": mount src=${source}, dst=${target}, dstFd=/proc/thread-self/fd/8, flags=MS_BIND|MS_REC`;
  const advice =
    'Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists and is the expected type';
  return invalid(
    `${oci}: unable to start container process: error during container init: ${mount}: not a directory: unknown: ${advice}`,
  );
}

function checkTarget(target: string, spec: string, prefix = ''): void {
  try {
    if (!target.startsWith('/')) throw invalid(`invalid mount path: '${target}' mount path must be absolute`);
    if (clean(target) === '/')
      throw invalid(`invalid volume specification: ${spec}: invalid specification: destination can't be '/'`);
  } catch (error) {
    throw prefix === '' || String(error).includes("can't be '/'") ? error : withPrefix(prefix, error);
  }
}

function checksAsMode(text: string): boolean {
  return text.split(',').every((each) => MODES.includes(each));
}

function checkMode(mode: string): void {
  if (mode !== '' && !checksAsMode(mode)) throw invalid(`invalid mode: ${mode}`);
}

function isWritable(mode: string): boolean {
  return !mode.split(',').includes('ro');
}

/** Go's path.Clean for absolute paths. */
function clean(path: string): string {
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return `/${names.join('/')}`;
}
