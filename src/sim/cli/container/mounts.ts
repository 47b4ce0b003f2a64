// Volumes and mounts of `docker run` and `docker create`: -v, --mount, --volumes-from, --tmpfs's elder brothers.
// Source: docker/cli v28.5.2 cli/command/container/opts.go parse, opts/mount.go; Go's encoding/csv for one --mount.
// Not modelled: options of volumes' drivers, images as mounts.
import type { HostConfig, MountSpec } from '../../engine/api/types.ts';
import { Failure, notSimulated } from '../failure.ts';
import { cut, type Flag, flag, type Options, parseBool } from '../flags.ts';

export const mountFlags: readonly Flag[] = [
  flag('mount', 'mount', 'Attach a filesystem mount to the container', { check: checkMount }),
  flag('list', 'volume', 'Bind mount a volume', { short: 'v' }),
  flag('string', 'volume-driver', 'Optional volume driver for the container'),
  flag('list', 'volumes-from', 'Mount volumes from the specified container(s)'),
];

export interface Mounts {
  /** Places that get a volume without a name. */
  readonly anonymous: readonly string[];
  readonly hostConfig: Partial<HostConfig>;
}

/** `absolute` makes a path absolute against the working directory. */
export function mountsOf(options: Options, absolute: (path: string) => string): Mounts {
  const anonymous: string[] = [];
  const binds: string[] = [];
  for (const volume of options.list('volume')) {
    const [source, target] = cut(volume, ':');
    if (source === '') throw new Failure('invalid empty volume spec');
    if (!volume.includes(':')) anonymous.push(volume);
    else binds.push(source.startsWith('.') ? `${absolute(source)}:${target}` : volume);
  }
  const mounts = options.list('mount').map((text) => parseMount(text, absolute));
  return {
    anonymous,
    hostConfig: {
      ...(binds.length > 0 && { Binds: binds }),
      ...(mounts.length > 0 && { Mounts: mounts }),
      ...(options.changed('volume-driver') && { VolumeDriver: options.text('volume-driver') }),
      ...(options.changed('volumes-from') && { VolumesFrom: options.list('volumes-from') }),
    },
  };
}

export function checkMount(text: string): string {
  parseMount(text, (path) => path);
  return text;
}

/** `type=bind,src=/a,dst=/b,ro` */
export function parseMount(text: string, absolute: (path: string) => string): MountSpec {
  const mount: MountSpec = { Type: 'volume', Target: '' };
  for (const field of text.split(',')) {
    const [name, value] = cut(field, '=');
    const key = name.toLowerCase();
    if (!field.includes('=') && key !== 'readonly' && key !== 'ro') {
      if (['volume-nocopy', 'bind-nonrecursive'].includes(key)) throw notSimulated(`--mount ${key}`);
      throw new Failure(`invalid field '${field}' must be a key=value pair`);
    }
    applyField(mount, key, value, field, absolute);
  }
  if (mount.Type === '') throw new Failure('type is required');
  if (mount.Target === '') throw new Failure('target is required');
  return mount;
}

function applyField(
  mount: MountSpec,
  key: string,
  value: string,
  field: string,
  absolute: (path: string) => string,
): void {
  switch (key) {
    case 'type':
      mount.Type = value.toLowerCase();
      break;
    case 'source':
    case 'src':
      mount.Source = value.startsWith('.') ? absolute(value) : value;
      break;
    case 'target':
    case 'dst':
    case 'destination':
      mount.Target = value;
      break;
    case 'readonly':
    case 'ro': {
      const readOnly = field.includes('=') ? parseBool(value) : true;
      if (readOnly === undefined) throw new Failure(`invalid value for ${key}: ${value}`);
      if (readOnly) mount.ReadOnly = true;
      break;
    }
    case 'consistency':
    case 'tmpfs-size':
    case 'tmpfs-mode':
      break;
    default:
      if (/^(bind|volume|image)-/.test(key)) throw notSimulated(`--mount ${key}`);
      throw new Failure(`unexpected key '${key}' in '${field}'`);
  }
}
