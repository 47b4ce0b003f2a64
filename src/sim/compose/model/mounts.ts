// What a service mounts, in its long form: volumes, directories of the host, files of configs and secrets, devices.
// Source: compose-spec/compose-go format/volume.go ParseVolume, transform/{volume,secrets,devices}.go, types/types.go FileMode.
// Not modelled: paths of Windows.
import { Failure } from '../../cli/failure.ts';
import { bytesText } from './numbers.ts';
import { cleanPath } from './paths.ts';
import { isMap, textOf, type Value, type ValueMap } from './values.ts';

const SELINUX = ['z', 'Z'];
const PROPAGATIONS = ['rprivate', 'private', 'rshared', 'shared', 'rslave', 'slave'];

/** `data:/var/lib/data:ro` as a mapping; a mapping stays what it is. */
export function longVolume(value: Value): Value {
  if (!isMap(value)) return parseVolume(textOf(value));
  const target = textOf(value.target);
  return { ...value, ...(target !== '' && { target: cleanPath(target) }), ...tmpfsSize(value) };
}

function tmpfsSize({ tmpfs }: ValueMap): ValueMap {
  if (!isMap(tmpfs) || tmpfs.size === undefined) return {};
  return { tmpfs: { ...tmpfs, size: bytesText(tmpfs.size) } };
}

function parseVolume(spec: string): ValueMap {
  if (spec === '') throw new Failure('invalid empty volume spec');
  if (spec.length <= 2) return { type: 'volume', target: cleanPath(spec) };
  const parts = spec.split(/:(?![^{]*\})/);
  const wrong = (why: string) => new Failure(`invalid spec: ${spec}: ${why}`);
  if (parts.includes('')) throw wrong('empty section between colons');
  if (parts.length > 3) throw wrong('too many colons');
  const [source, target, modes = ''] = parts.length === 1 ? ['', spec] : parts;
  const options = modes.split(',');
  const access = options.findLast((option) => option === 'ro' || option === 'rw');
  const selinux = options.findLast((option) => SELINUX.includes(option));
  const propagation = options.findLast((option) => PROPAGATIONS.includes(option));
  const isPath = /^[./~]/.test(source ?? '');
  const bind = { ...(selinux && { selinux }), ...(propagation && { propagation }) };
  return {
    type: isPath ? 'bind' : 'volume',
    ...(source && { source }),
    target: cleanPath(target ?? ''),
    ...(access === 'ro' && { read_only: true }),
    ...(isPath
      ? { bind: { ...bind, create_host_path: true } }
      : { volume: options.includes('nocopy') ? { nocopy: true } : {} }),
  };
}

/** `token` as `source: token`; modes as octal texts. */
export function longFileMount(value: Value): Value {
  if (!isMap(value)) return { source: textOf(value) };
  return { ...value, ...('mode' in value && { mode: fileMode(value.mode ?? 0) }) };
}

/** Where a secret goes unless the service says so. */
export function defaultSecretTarget(mount: Value): Value {
  return isMap(mount) && !('target' in mount) ? { ...mount, target: `/run/secrets/${textOf(mount.source)}` } : mount;
}

function fileMode(value: Value): string {
  const number = typeof value === 'number' ? value : Number.parseInt(textOf(value), 8);
  if (!Number.isInteger(number)) {
    throw new Failure(`strconv.ParseInt: parsing ${JSON.stringify(textOf(value))}: invalid syntax`);
  }
  return `0${number.toString(8)}`;
}

/** `/dev/a[:/dev/b[:rwm]]` */
export function longDevice(value: Value): Value {
  if (isMap(value)) return value;
  const text = textOf(value);
  const [source = '', target = '', permissions = 'rwm', ...more] = text.split(':');
  if (more.length > 0) throw new Failure(`confusing device mapping, please use long syntax: ${text}`);
  return { source, target: target || source, permissions };
}
