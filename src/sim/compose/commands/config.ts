// docker compose config
// Source: docker/compose cmd/compose/config.go; compose-spec/compose-go types/project.go MarshalYAML, MarshalJSON.
// Not modelled: digests of images, models, --no-interpolate's unordered dump (printed in canonical form).
import { atLeast } from '../../cli/command.ts';
import { Failure } from '../../cli/failure.ts';
import { flag, type Options } from '../../cli/flags.ts';
import { alignTabs } from '../../cli/formatter/tabwriter.ts';
import type { Blocking } from '../../host/sys.ts';
import { imageName } from '../backend/images.ts';
import type { ComposeCommand, Invocation } from '../command.ts';
import { goJson, goYaml } from '../model/encode.ts';
import type { LoadOptions } from '../model/load.ts';
import {
  deeplySorted,
  type Encoding,
  orderedFileObject,
  orderedNetwork,
  orderedService,
  orderedVolume,
} from '../model/ordered.ts';
import { byKey, checkContainerNames, type Project, serviceNames, serviceOf } from '../model/project.ts';
import { dependenciesOf, serviceHash } from '../model/service.ts';
import { isMap, listOf, mapOf, sortedEntries, sortedKeys, textOf, type Value, type ValueMap } from '../model/values.ts';
import { variablesIn } from '../model/variables.ts';

/** Go's tabwriter settings of Compose's tables. */
const TABLE_WIDTH = 20;
const TABLE_PADDING = 3;

export const config: ComposeCommand = {
  kind: 'leaf',
  name: 'config',
  synopsis: '[OPTIONS] [SERVICE...]',
  short: 'Parse, resolve and render compose file in canonical format',
  args: atLeast(0),
  services: 'all',
  flags: [
    flag('string', 'format', 'Format the output. Values: [yaml | json]'),
    flag('bool', 'resolve-image-digests', 'Pin image tags to digests', { onlySimulated: [] }),
    flag('bool', 'lock-image-digests', 'Produces an override file with image digests', { onlySimulated: [] }),
    flag('bool', 'quiet', "Only validate the configuration, don't print anything", { short: 'q' }),
    flag('bool', 'no-interpolate', "Don't interpolate environment variables"),
    flag('bool', 'no-normalize', "Don't normalize compose model"),
    flag('bool', 'no-path-resolution', "Don't resolve file paths"),
    flag('bool', 'no-consistency', "Don't check model consistency - warning: may produce invalid Compose output"),
    flag('bool', 'no-env-resolution', "Don't resolve service env files"),
    flag('bool', 'services', 'Print the service names, one per line.'),
    flag('bool', 'volumes', 'Print the volume names, one per line.'),
    flag('bool', 'networks', 'Print the network names, one per line.'),
    flag('bool', 'models', 'Print the model names, one per line.'),
    flag('bool', 'profiles', 'Print the profile names, one per line.'),
    flag('bool', 'images', 'Print the image names, one per line.'),
    flag('string', 'hash', 'Print the service config hash, one per line.'),
    flag('bool', 'variables', 'Print model variables and default values.'),
    flag('bool', 'environment', 'Print environment used for interpolation.'),
    flag('string', 'output', 'Save to file (default to stdout)', { short: 'o' }),
  ],
  *run(invocation, options) {
    const lines = yield* listing(invocation, options);
    if (lines) {
      yield* invocation.client.sys.print(lines.map((line) => `${line}\n`).join(''));
      return 0;
    }
    if (options.bool('variables')) return yield* printVariables(invocation, options);
    const how = loadOptions(options);
    const project = yield* invocation.project(options.args, how);
    if (how.checksConsistency) checkContainerNames(project);
    const text = rendered(project, options.text('format') || 'yaml', how.interpolated);
    if (options.bool('quiet')) return 0;
    yield* write(invocation, options.text('output'), how.interpolated ? text.replaceAll('$', '$$$$') : text);
    return 0;
  },
};

function loadOptions(options: Options): LoadOptions {
  return {
    interpolated: !options.bool('no-interpolate'),
    resolvesPaths: !options.bool('no-path-resolution'),
    normalises: !options.bool('no-normalize'),
    checksConsistency: !options.bool('no-consistency') && !options.bool('no-interpolate'),
    resolvesEnvironment: !options.bool('no-env-resolution') && !options.bool('no-interpolate'),
  };
}

/** What is printed name by name, if one of those flags is given. */
function* listing(invocation: Invocation, options: Options): Blocking<string[] | undefined> {
  const kind = ['services', 'volumes', 'networks', 'models', 'hash', 'profiles', 'images', 'environment'].find((name) =>
    options.changed(name),
  );
  if (kind === undefined) return undefined;
  const chosen = ['profiles', 'images'].includes(kind) ? options.args : [];
  const project = yield* invocation.project(chosen, loadOptions(options));
  switch (kind) {
    case 'services':
      return inOrderOfDependence(project);
    case 'networks':
    case 'volumes':
      return [...project[kind].keys()].sort();
    case 'hash':
      return hashes(project, options.text('hash'));
    case 'profiles': {
      const all = [...project.services.values(), ...project.disabled.values()];
      return [...new Set(all.flatMap((service) => listOf(service.config.profiles).map(textOf)))].sort();
    }
    case 'images':
      return serviceNames(project).map((name) => imageName(project, serviceOf(project, name)));
    case 'environment':
      return [...project.env].map(([key, value]) => `${key}=${value}`).sort();
    default:
      return sortedKeys(mapOf(project.rest.models));
  }
}

/** Each service after those it depends on. */
function inOrderOfDependence(project: Project): string[] {
  const order = new Set<string>();
  const visit = (name: string): void => {
    for (const [other] of dependenciesOf(project.services.get(name)?.config ?? {}))
      if (project.services.has(other)) visit(other);
    order.add(name);
  };
  for (const name of serviceNames(project)) visit(name);
  return [...order];
}

function hashes(project: Project, names: string): string[] {
  const chosen = names === '*' ? serviceNames(project) : names.split(',').sort();
  return chosen.map((name) => `${name} ${serviceHash(serviceOf(project, name).config)}`);
}

function rendered(project: Project, format: string, interpolated: boolean): string {
  const encoding = format === 'json' ? 'json' : 'yaml';
  const model = interpolated ? modelOf(project, encoding) : mapOf(deeplySorted(rawModelOf(project)));
  if (format === 'json') return goJson(model, 2);
  if (format === 'yaml') return goYaml(model);
  throw new Failure(`unsupported format ${JSON.stringify(format)}`);
}

function modelOf(project: Project, encoding: Encoding): ValueMap {
  const names = serviceNames(project);
  const services = names.map((name): [string, Value] => [
    name,
    orderedService(serviceOf(project, name).config, encoding),
  ]);
  const sections: [string, Value][] = [
    ['name', project.name],
    ['services', Object.fromEntries(services)],
    ['networks', section(project.networks, (network) => orderedNetwork(network, encoding))],
    ['volumes', section(project.volumes, orderedVolume)],
    ['secrets', section(project.secrets, orderedFileObject)],
    ['configs', section(project.configs, orderedFileObject)],
    ...sortedEntries(mapOf(deeplySorted(project.rest))).filter(([key]) => key.startsWith('x-')),
  ];
  const shown = sections.filter(
    ([key, value]) => key === 'services' || (value !== null && !(isMap(value) && Object.keys(value).length === 0)),
  );
  // JSON comes from a map, whose keys Go sorts.
  return Object.fromEntries(encoding === 'json' ? shown.sort(([a], [b]) => (a < b ? -1 : 1)) : shown);
}

/** The model as it is before it becomes a project. */
function rawModelOf(project: Project): ValueMap {
  const services = [...project.services.values()].map(({ name, config }): [string, Value] => [name, config]);
  const resources = (['networks', 'volumes', 'configs', 'secrets'] as const).map((key): [string, Value] => [
    key,
    Object.fromEntries(project[key]),
  ]);
  return {
    ...project.rest,
    name: project.name,
    services: Object.fromEntries(services),
    ...Object.fromEntries(resources.filter(([, value]) => Object.keys(mapOf(value)).length > 0)),
  };
}

function section(resources: ReadonlyMap<string, ValueMap>, order: (resource: ValueMap) => ValueMap): ValueMap {
  return Object.fromEntries(byKey(resources).map(([key, resource]) => [key, order(resource)]));
}

/** The variables that the files mention, and what stands for them when they are not set. */
function* printVariables(invocation: Invocation, options: Options): Blocking<number> {
  const project = yield* invocation.project(options.args, {
    ...loadOptions(options),
    interpolated: false,
    checksConsistency: false,
    resolvesEnvironment: false,
  });
  const services = Object.fromEntries(
    [...project.services.values(), ...project.disabled.values()].map(({ name, config }) => [name, config]),
  );
  const resources = (['networks', 'volumes', 'configs', 'secrets'] as const).map((key) =>
    Object.fromEntries(project[key]),
  );
  const found = variablesIn([services, ...resources, project.rest]);
  const rows = [...found].sort(([a], [b]) => (a < b ? -1 : 1));
  const { client } = invocation;
  if (options.text('format') === 'json') {
    const shown = rows.map(([Name, { required, fallback, alternative }]): [string, Value] => [
      Name,
      { Name, DefaultValue: fallback, PresenceValue: alternative, Required: required },
    ]);
    yield* client.print(goJson(Object.fromEntries(shown)));
    return 0;
  }
  const lines = rows.map(([name, each]) => [name, each.required, each.fallback, each.alternative].join('\t'));
  const text = ['NAME\tREQUIRED\tDEFAULT VALUE\tALTERNATE VALUE', ...lines].join('\n');
  yield* client.sys.print(alignTabs(`${text}\n`, TABLE_WIDTH, TABLE_PADDING));
  return 0;
}

function* write(invocation: Invocation, path: string, text: string): Blocking<void> {
  const { sys } = invocation.client;
  if (path === '') yield* sys.print(text);
  else if (sys.fs.writeFile(sys.resolve(path), text)) throw new Failure(`open ${path}: no such file or directory`);
}
