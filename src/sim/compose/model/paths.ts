// Paths in a Compose file, made absolute against the directory of the project or of the file that they stand in.
// Source: compose-spec/compose-go paths/resolve.go, paths/home.go, paths/unix.go; Go's path/filepath Clean and Join.
// Not modelled: symbolic links of watched directories; resources that are not local.
import { Failure } from '../../cli/failure.ts';
import { isMap, listOf, mapOf, mapValues, textOf, type Value, type ValueMap } from './values.ts';

/** Go's filepath.Clean for what begins with a slash, or is relative without leaving its beginning. */
export function cleanPath(path: string): string {
  const names: string[] = [];
  const isAbsolute = path.startsWith('/');
  for (const name of path.split('/')) {
    if (name === '' || name === '.') continue;
    if (name === '..' && names.length > 0 && names.at(-1) !== '..') names.pop();
    else if (name !== '..' || !isAbsolute) names.push(name);
  }
  return isAbsolute ? `/${names.join('/')}` : names.join('/') || '.';
}

/** A path as seen from a directory; `~` is the user's home. */
export function absolutePath(path: string, directory: string, home: string): string {
  if (path === '') return '';
  if (path.startsWith('~')) return cleanPath(`${home}/${path.slice(1)}`);
  return path.startsWith('/') ? path : cleanPath(`${directory}/${path}`);
}

type Change = (value: Value) => Value;

/** The model with all its relative paths absolute. Throws a Failure. */
export function withAbsolutePaths(model: ValueMap, directory: string, home: string): ValueMap {
  const path: Change = (value) =>
    Array.isArray(value) ? value.map(path) : absolutePath(textOf(value), directory, home);
  const member =
    (key: string): Change =>
    (value) =>
      isMap(value) && typeof value[key] === 'string' ? { ...value, [key]: path(value[key]) } : value;
  const mount: Change = (value) => {
    if (!isMap(value) || value.type !== 'bind') return value;
    if (!('source' in value)) throw new Failure('invalid mount config for type "bind": field Source must not be empty');
    return { ...value, source: path(value.source ?? '') };
  };
  const device: Change = (value) => {
    const options = mapOf(mapOf(value).driver_opts);
    const isBind = mapOf(value).driver === 'local' && options.o === 'bind' && 'device' in options;
    return isBind ? { ...mapOf(value), driver_opts: { ...options, device: path(options.device ?? '') } } : value;
  };
  const contexts: Change = (value) => mapValues(mapOf(value), (each) => contextPath(textOf(each), directory, home));
  const build: Change = (value) => {
    const section = mapOf(value);
    return {
      ...section,
      ...('context' in section && { context: contextPath(textOf(section.context), directory, home) }),
      ...('additional_contexts' in section && { additional_contexts: contexts(section.additional_contexts ?? null) }),
    };
  };
  const develop: Change = (value) => {
    const { watch } = mapOf(value);
    return Array.isArray(watch) ? { ...mapOf(value), watch: watch.map(member('path')) } : value;
  };
  const changes: Readonly<Record<string, Change>> = {
    build,
    develop,
    env_file: (value) => listOf(value).map(member('path')),
    label_file: path,
    volumes: (value) => listOf(value).map(mount),
    extends: member('file'),
  };
  const service: Change = (value) =>
    isMap(value) ? mapValues(value, (each, key) => changes[key]?.(each) ?? each) : value;
  const sections: Readonly<Record<string, Change>> = {
    services: service,
    configs: member('file'),
    secrets: member('file'),
    volumes: device,
  };
  return mapValues(model, (value, key) => {
    const change = Object.hasOwn(sections, key) ? sections[key] : undefined;
    return change && isMap(value) ? mapValues(value, change) : value;
  });
}

/** Contexts may also be addresses, other services and images. */
function contextPath(context: string, directory: string, home: string): string {
  const isElsewhere =
    /^(https?:|git:|ssh:|github\.com\/|git@|service:|docker-image:)/.test(context) || context.includes('://');
  return isElsewhere ? context : absolutePath(context, directory, home);
}
