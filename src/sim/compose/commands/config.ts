// docker compose config
// Source: docker/compose cmd/compose/config.go; compose-spec/compose-go types/project.go MarshalYAML, MarshalJSON.
// Not modelled: digests of images, models, --no-interpolate's unordered dump (printed in canonical form).
import { atLeast } from '../../cli/command.ts';
import { Failure, notSimulated } from '../../cli/failure.ts';
import { flag, type Options } from '../../cli/flags.ts';
import type { Blocking } from '../../host/sys.ts';
import { imageOf } from '../backend/images.ts';
import type { ComposeCommand, Invocation } from '../command.ts';
import { goJson, goYaml } from '../model/encode.ts';
import { type Encoding, orderedNetwork, orderedService } from '../model/ordered.ts';
import { type Project, serviceNames, serviceOf } from '../model/project.ts';
import { dependenciesOf, serviceHash } from '../model/service.ts';
import { isMap, listOf, mapOf, sortedEntries, sortedKeys, textOf, type Value, type ValueMap } from '../model/values.ts';

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
    flag('bool', 'no-normalize', "Don't normalize compose model", { onlySimulated: [] }),
    flag('bool', 'no-path-resolution', "Don't resolve file paths"),
    flag('bool', 'no-consistency', "Don't check model consistency - warning: may produce invalid Compose output", {
      onlySimulated: [],
    }),
    flag('bool', 'no-env-resolution', "Don't resolve service env files", { onlySimulated: [] }),
    flag('bool', 'services', 'Print the service names, one per line.'),
    flag('bool', 'volumes', 'Print the volume names, one per line.'),
    flag('bool', 'networks', 'Print the network names, one per line.'),
    flag('bool', 'models', 'Print the model names, one per line.'),
    flag('bool', 'profiles', 'Print the profile names, one per line.'),
    flag('bool', 'images', 'Print the image names, one per line.'),
    flag('string', 'hash', 'Print the service config hash, one per line.'),
    flag('bool', 'variables', 'Print model variables and default values.', { onlySimulated: [] }),
    flag('bool', 'environment', 'Print environment used for interpolation.'),
    flag('string', 'output', 'Save to file (default to stdout)', { short: 'o' }),
  ],
  *run(invocation, options) {
    const lines = yield* listing(invocation, options);
    if (lines) {
      if (!options.bool('quiet')) yield* invocation.client.sys.print(lines.map((line) => `${line}\n`).join(''));
      return 0;
    }
    const interpolated = !options.bool('no-interpolate');
    const project = yield* invocation.project(options.args, interpolated);
    const text = rendered(project, options.text('format') || 'yaml');
    if (options.bool('quiet')) return 0;
    yield* write(invocation, options.text('output'), interpolated ? text.replaceAll('$', '$$$$') : text);
    return 0;
  },
};

/** What is printed name by name, if one of those flags is given. */
function* listing(invocation: Invocation, options: Options): Blocking<string[] | undefined> {
  const kind = ['services', 'volumes', 'networks', 'models', 'hash', 'profiles', 'images', 'environment'].find((name) =>
    options.changed(name),
  );
  if (kind === undefined) return undefined;
  const chosen = ['profiles', 'images'].includes(kind) ? options.args : [];
  const project = yield* invocation.project(chosen);
  switch (kind) {
    case 'services':
      return inOrderOfDependence(project);
    case 'networks':
      return [...project.networks.keys()].sort();
    case 'hash':
      return hashes(project, options.text('hash'));
    case 'profiles': {
      const all = [...project.services.values(), ...project.disabled.values()];
      return [...new Set(all.flatMap((service) => listOf(service.config.profiles).map(textOf)))].sort();
    }
    case 'images':
      return serviceNames(project).map((name) => imageOf(serviceOf(project, name)) || `${project.name}-${name}`);
    case 'environment':
      return [...project.env].map(([key, value]) => `${key}=${value}`).sort();
    default:
      return sortedKeys(mapOf(project.rest[kind]));
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

function rendered(project: Project, format: string): string {
  if (format === 'json') return goJson(modelOf(project, 'json'), 2);
  if (format === 'yaml') return goYaml(modelOf(project, 'yaml'));
  throw new Failure(`unsupported format ${JSON.stringify(format)}`);
}

function modelOf(project: Project, encoding: Encoding): ValueMap {
  refuseShortForms(project);
  const names = serviceNames(project);
  const services = names.map((name): [string, Value] => [
    name,
    orderedService(serviceOf(project, name).config, encoding),
  ]);
  const networks = sortedEntries(Object.fromEntries(project.networks)).map(([key, network]): [string, Value] => [
    key,
    orderedNetwork(network, encoding),
  ]);
  const sections: [string, Value][] = [
    ['name', project.name],
    ['services', Object.fromEntries(services)],
    ['networks', Object.fromEntries(networks)],
    ...['volumes', 'secrets', 'configs'].map((key): [string, Value] => [key, project.rest[key] ?? null]),
    ...sortedEntries(project.rest).filter(([key]) => key.startsWith('x-')),
  ];
  const shown = sections.filter(
    ([key, value]) => key === 'services' || (value !== null && !(isMap(value) && Object.keys(value).length === 0)),
  );
  // JSON comes from a map, whose keys Go sorts.
  return Object.fromEntries(encoding === 'json' ? shown.sort(([a], [b]) => (a < b ? -1 : 1)) : shown);
}

/** Sections of services whose long form is not known here: better nothing than a wrong one. */
const unknownForms = ['build', 'configs', 'devices', 'gpus', 'models', 'secrets', 'ulimits', 'volumes'];

function refuseShortForms(project: Project): void {
  for (const { config: service } of project.services.values()) {
    const key = unknownForms.find((each) => each in service);
    if (key !== undefined) throw notSimulated(`docker compose config: ${key}`);
  }
}

function* write(invocation: Invocation, path: string, text: string): Blocking<void> {
  const { sys } = invocation.client;
  if (path === '') yield* sys.print(text);
  else if (sys.fs.writeFile(sys.resolve(path), text)) throw new Failure(`open ${path}: no such file or directory`);
}
