// The file or files of `docker stack deploy` and `docker stack config`, read, checked and in their long form.
// Source: docker/cli v28.5.2 cli/command/stack/loader/loader.go, cli/compose/loader/loader.go, cli/compose/types/types.go.
// Not modelled: versions of the format below 3.13 are checked as if they were that.
import type { Client } from '../../cli/client.ts';
import { readKeyValueFiles } from '../../cli/container/env-file.ts';
import { Failure } from '../../cli/failure.ts';
import { cut } from '../../cli/flags.ts';
import type { Blocking, Sys } from '../../host/sys.ts';
import { absolutePath } from '../model/paths.ts';
import { isMap, listOf, mapOf, mapValues, textOf, textsOf, type Value, type ValueMap } from '../model/values.ts';
import { parseYaml } from '../model/yaml.ts';
import { canonicalStack } from './canonical.ts';
import { interpolated } from './interpolate.ts';
import { mergeStacks } from './merge.ts';
import { stackFile } from './schema.ts';
import { stackComplaint } from './validate.ts';

const DEFAULT_VERSION = '3.13';
const VERSIONS = Array.from({ length: 14 }, (_none, i) => `3.${i}`);

/** Services may have them; they mean nothing to a swarm. */
const UNSUPPORTED =
  'build cgroupns_mode cgroup_parent devices domainname external_links ipc links mac_address network_mode pid privileged restart security_opt shm_size userns_mode'.split(
    ' ',
  );
const DEPRECATED: Readonly<Record<string, string>> = {
  container_name: 'Setting the container name is not supported.',
  expose:
    "Exposing ports is unnecessary - services on the same network can access each other's containers on any port.",
};
const LIMITS = 'Set resource limits using deploy.resources';
const FORBIDDEN: Readonly<Record<string, string>> = {
  extends: 'Support for `extends` is not implemented yet.',
  volume_driver:
    'Instead of setting the volume driver on the service, define a volume using the top-level `volumes` option and specify the driver there.',
  volumes_from:
    'To share a volume between services, define it using the top-level `volumes` option and reference it from each service that shares it using the service-level `volumes` option.',
  cpu_quota: LIMITS,
  cpu_shares: LIMITS,
  cpuset: LIMITS,
  mem_limit: LIMITS,
  memswap_limit: LIMITS,
};

/** A stack as its files tell of it. */
export interface Stack {
  readonly version: string;
  /** Sections by their names, each with its entries in their long form. */
  readonly sections: ValueMap;
  /** The files as they were written. */
  readonly originals: readonly ValueMap[];
  /** What was ignored. */
  readonly warnings: readonly string[];
}

/** Reads the files; `-` is standard input. */
export function* loadStack(client: Client, files: readonly string[], interpolates = true): Blocking<Stack> {
  const [first = ''] = files;
  if (files.length === 0) throw new Failure('Specify a Compose file (with --compose-file)');
  const { sys } = client;
  const directory = files.length === 1 && first === '-' ? sys.cwd : sys.resolve(first).replace(/\/[^/]*$/, '') || '/';
  const originals: ValueMap[] = [];
  for (const file of files) originals.push(parse(yield* textOfFile(client, file)));
  const version = versionOf(originals[0] ?? {});
  const warnings: string[] = [];
  let sections: ValueMap = {};
  for (const original of originals) {
    const own = versionOf(original);
    if (own !== version) throw new Failure(`version mismatched between two composefiles : ${version} and ${own}`);
    const one = loadOne(sys, original, { version, directory, interpolates, warn: (text) => void warnings.push(text) });
    sections = mergeStacks(sections, one);
  }
  return { version, sections, originals, warnings };
}

function* textOfFile(client: Client, file: string): Blocking<string> {
  if (file !== '-') {
    const text = client.sys.fs.readFile(client.sys.resolve(file));
    if (text.ok) return text.value;
    throw new Failure(
      text.errno === 'EISDIR' ? `read ${file}: is a directory` : `open ${file}: no such file or directory`,
    );
  }
  let text = '';
  for (;;) {
    const more = yield* client.sys.read(0);
    if (more === undefined) return text;
    text += more;
  }
}

function parse(text: string): ValueMap {
  const [document] = parseYaml(text);
  const value = document?.value ?? null;
  if (!isMap(value)) throw new Failure('top-level object must be a mapping');
  return value;
}

function versionOf(model: ValueMap): string {
  const version = textOf(model.version ?? null);
  return version === '' || version === '3' ? DEFAULT_VERSION : version;
}

interface Context {
  readonly version: string;
  readonly directory: string;
  readonly interpolates: boolean;
  readonly warn: (message: string) => void;
}

function loadOne(sys: Sys, original: ValueMap, context: Context): ValueMap {
  const forbidden = used(original, Object.keys(FORBIDDEN));
  if (forbidden.length > 0) {
    throw new Failure(`Compose file contains unsupported options:\n\n${described(forbidden, FORBIDDEN)}\n`);
  }
  const model = context.interpolates ? interpolated(original, sys.env) : original;
  if (!VERSIONS.includes(context.version)) throw new Failure(`unsupported Compose file version: ${context.version}`);
  const complaint = stackComplaint(model, stackFile);
  if (complaint !== undefined) throw new Failure(complaint);
  const canonical = canonicalStack(model, context.warn);
  return mapValues(canonical, (section, name) =>
    mapValues(mapOf(section), (entry, key) =>
      name === 'services' ? withPaths(sys, mapOf(entry), context) : named(name, key, mapOf(entry), context),
    ),
  );
}

/** A service with its files of variables read and its directories made absolute. */
function withPaths(sys: Sys, service: ValueMap, { directory }: Context): ValueMap {
  const home = sys.env.get('HOME') ?? '/';
  const path = (value: Value | undefined): string => absolutePath(textOf(value ?? null), directory, home);
  const files = textsOf(service.env_file ?? null).map((file) => path(file));
  const fromFiles = readKeyValueFiles(sys, files, sys.env).map((line) => cut(line, '='));
  const own = Object.entries(mapOf(service.environment ?? null));
  const variables = [...fromFiles, ...own].map(([key = '', value = null]): [string, Value] => {
    const known = sys.env.get(key);
    return [key, (value === null || value === '') && known !== undefined ? known : value];
  });
  const environment = Object.fromEntries([...new Map(variables)].sort(([a], [b]) => (a < b ? -1 : 1)));
  return mapValues(
    { ...service, ...(variables.length > 0 && { environment }) },
    (value, key): Value => (key === 'volumes' ? listOf(value).map((mount) => withSource(mapOf(mount), path)) : value),
  );
}

function withSource(mount: ValueMap, path: (value: Value | undefined) => string): ValueMap {
  if (mount.type !== 'bind') return mount;
  if (mount.source === undefined) {
    throw new Failure('invalid mount config for type "bind": field Source must not be empty');
  }
  return { ...mount, source: path(mount.source) };
}

/** A network, volume, secret or config: what exists elsewhere has its name, files are absolute. */
function named(section: string, key: string, entry: ValueMap, context: Context): ValueMap {
  const kind = section.slice(0, -1);
  const { external } = entry;
  if (external === undefined) {
    if (kind !== 'secret' && kind !== 'config') return entry;
    if (entry.driver === undefined)
      return { ...entry, file: absolutePath(textOf(entry.file ?? '') || '.', context.directory, '/') };
    if (entry.file !== undefined) {
      throw new Failure(`${kind} ${key}: ${kind}.driver and ${kind}.file conflict; only use ${kind}.driver`);
    }
    return entry;
  }
  for (const conflict of kind === 'volume' ? ['driver', 'driver_opts', 'labels'] : []) {
    if (conflict in entry) {
      throw new Failure(`conflicting parameters "external" and "${conflict}" specified for volume "${key}"`);
    }
  }
  const old = isMap(external) ? textOf(external.name ?? null) : '';
  if (old !== '' && entry.name !== undefined) {
    throw new Failure(`${kind} ${key}: ${kind}.external.name and ${kind}.name conflict; only use ${kind}.name`);
  }
  if (old !== '') context.warn(`${kind} ${key}: ${kind}.external.name is deprecated in favor of ${kind}.name`);
  return { name: old || textOf(entry.name ?? null) || key, ...entry, external: true };
}

function used(model: ValueMap, properties: readonly string[]): string[] {
  const services = Object.values(mapOf(model.services ?? null)).map(mapOf);
  return properties.filter((property) => services.some((service) => property in service));
}

function described(properties: readonly string[], texts: Readonly<Record<string, string>>): string {
  return properties
    .map((property) => `${property}: ${texts[property] ?? ''}`)
    .sort()
    .join('\n\n');
}

/** What the client says of a stack that it deploys: what it ignores. */
export function ignoredOptions({ originals }: Stack): string[] {
  const all = (properties: readonly string[]) => [...new Set(originals.flatMap((model) => used(model, properties)))];
  const unsupported = all(UNSUPPORTED).sort();
  const deprecated = all(Object.keys(DEPRECATED));
  return [
    ...(unsupported.length > 0 ? [`Ignoring unsupported options: ${unsupported.join(', ')}\n`] : []),
    ...(deprecated.length > 0 ? [`Ignoring deprecated options:\n\n${described(deprecated, DEPRECATED)}\n`] : []),
  ];
}
