// From files to a project: read, interpolate, merge, validate, make canonical, normalise, check.
// Source: compose-spec/compose-go loader/loader.go; docker/compose cmd/compose/compose.go ToProject.
// Not modelled: include and extends (they say so), label files.
import { Failure, notSimulated } from '../../cli/failure.ts';
import type { Options } from '../../cli/flags.ts';
import type { Sys } from '../../host/sys.ts';
import { canonicalModel } from './canonical.ts';
import { checkConsistency, checkValues } from './consistency.ts';
import { parseDotenv } from './dotenv.ts';
import { type Interpolation, interpolate, substitute } from './interpolate.ts';
import { baseOf, invalidName, type Location, locate, projectName } from './locate.ts';
import { mergeModels } from './merge.ts';
import { normalise } from './normalise.ts';
import { activeProfiles, isEnabled, type Project, select, withoutUnusedNetworks } from './project.ts';
import { composeFile } from './schema.ts';
import type { Service } from './service.ts';
import { schemaComplaint } from './validate.ts';
import { isMap, listOf, mapOf, mapValues, textOf, type Value, type ValueMap, without } from './values.ts';
import { parseYaml } from './yaml.ts';

/** The version that labels tell. */
export const COMPOSE_VERSION = '2.40.3';

/** Reads the project that the options mean, with these services and what they depend on. `warn` hears of oddities. */
export function loadProject(
  sys: Sys,
  options: Options,
  services: readonly string[],
  warn: (message: string) => void,
  interpolated = true,
): Project {
  const place = locate(sys, options, warn);
  if (place.files.length === 0) throw new Failure('no configuration file provided: not found');
  const texts = place.files.map((path) => ({ path, text: read(sys, path) }));
  const name = nameOf(
    place,
    texts.map(({ text }) => text),
    warn,
  );
  const env = new Map([...place.env, ['COMPOSE_PROJECT_NAME', name]]);
  const model = loadModel(texts, interpolated ? { env, warn } : undefined, warn);
  const complete = normalise(model, name, env);
  return projectOf(sys, { ...place, env, name }, complete, services, warn, options.bool('all-resources'));
}

function read(sys: Sys, path: string): string {
  const text = sys.fs.readFile(path);
  if (text.ok) return text.value;
  throw new Failure(
    text.errno === 'EISDIR' ? `read ${path}: is a directory` : `open ${path}: no such file or directory`,
  );
}

/** -p, COMPOSE_PROJECT_NAME, the file's own `name`, the directory. */
function nameOf(place: Location, texts: readonly string[], warn: (message: string) => void): string {
  if (place.name !== '') return place.name;
  const declared = texts.map((text) => declaredName(parseYaml(text)[0])).findLast((name) => name !== '') ?? '';
  const fromEnv = place.env.get('COMPOSE_PROJECT_NAME') ?? '';
  if (fromEnv !== '') {
    if (projectName(fromEnv) !== fromEnv) throw invalidName(fromEnv);
    return fromEnv;
  }
  const name = projectName(declared === '' ? baseOf(place.workingDir) : substitute(declared, { env: place.env, warn }));
  if (name === '') throw new Failure('project name must not be empty');
  return name;
}

function declaredName(document: Value | undefined): string {
  if (document === undefined || document === null) return '';
  if (isMap(document)) return textOf(document.name);
  const type = Array.isArray(document) ? '!!seq' : `!!str \`${textOf(document).slice(0, 7)}\``;
  throw new Failure(`yaml: unmarshal errors:\n  line 1: cannot unmarshal ${type} into cli.named`);
}

/** All documents of all files, each over those before. */
export function loadModel(
  files: readonly { readonly path: string; readonly text: string }[],
  context: Interpolation | undefined,
  warn: (message: string) => void,
): ValueMap {
  let model: ValueMap = {};
  for (const { path, text } of files) {
    for (const document of documents(path, text)) {
      if (!isMap(document)) throw new Failure('top-level object must be a mapping');
      model = mergeModels(model, context ? interpolate(document, context) : document);
      const complaint = schemaComplaint(model, composeFile);
      if (complaint !== undefined) throw new Failure(`validating ${path}: ${complaint}`);
      if ('version' in model) {
        warn(
          `${path}: the attribute \`version\` is obsolete, it will be ignored, please remove it to avoid potential confusion`,
        );
      }
      refuseIncludes(model);
      model = canonicalModel(without(model, 'version'));
    }
  }
  if (Object.keys(model).length === 0) throw new Failure('empty compose file');
  checkValues(model);
  return model;
}

function documents(path: string, text: string): Value[] {
  try {
    return parseYaml(text);
  } catch (error) {
    throw error instanceof Failure ? new Failure(`failed to parse ${path}: ${error.message}`) : error;
  }
}

function refuseIncludes(model: ValueMap): void {
  if (listOf(model.include).length > 0) throw notSimulated('docker compose: include');
  for (const service of Object.values(mapOf(model.services))) {
    if ('extends' in mapOf(service)) throw notSimulated('docker compose: extends');
  }
}

function projectOf(
  sys: Sys,
  place: Location,
  model: ValueMap,
  names: readonly string[],
  warn: (message: string) => void,
  all: boolean,
): Project {
  const configs = mapValues(mapOf(model.services), mapOf);
  const profiles = activeProfiles(configs, place.profiles, []);
  const enabled = activeProfiles(configs, place.profiles, names);
  const some = (wanted: readonly string[]) =>
    Object.fromEntries(Object.entries(configs).filter(([, config]) => isEnabled(config, wanted)));
  const running = some(profiles);
  checkConsistency(
    running,
    Object.keys(configs).filter((name) => !Object.hasOwn(running, name)),
    mapOf(model.networks),
  );
  const services = new Map<string, Service>();
  const disabled = new Map<string, Service>();
  for (const [name, config] of Object.entries(configs)) {
    const service = { name, config: withEnvironment(sys, place, config, warn), ownLabels: labelsOf(place, name) };
    (isEnabled(config, enabled) ? services : disabled).set(name, service);
  }
  const project: Project = {
    name: place.name,
    workingDir: place.workingDir,
    files: place.files,
    env: place.env,
    services,
    disabled,
    networks: new Map(Object.entries(mapValues(mapOf(model.networks), mapOf))),
    rest: without(model, 'services', 'networks', 'name'),
  };
  const selected = select(project, names);
  return all ? selected : withoutUnusedNetworks(selected);
}

function labelsOf(place: Location, service: string): Record<string, string> {
  const label = (key: string) => `com.docker.compose.${key}`;
  return {
    [label('project')]: place.name,
    [label('service')]: service,
    [label('version')]: COMPOSE_VERSION,
    [label('project.working_dir')]: place.workingDir,
    [label('project.config_files')]: place.files.join(','),
    [label('oneoff')]: 'False',
  };
}

/** Its variables, those of its files first; a variable without a value anywhere is not passed on. */
function withEnvironment(sys: Sys, place: Location, config: ValueMap, warn: (message: string) => void): ValueMap {
  if (!('environment' in config) && !('env_file' in config)) return config;
  const variables = new Map<string, Value>();
  for (const entry of listOf(config.env_file)) {
    const relative = isMap(entry) ? textOf(entry.path) : textOf(entry);
    const path = relative.startsWith('/')
      ? relative
      : `${place.workingDir === '/' ? '' : place.workingDir}/${relative}`.replaceAll('/./', '/');
    const text = sys.fs.readFile(path);
    if (!text.ok) {
      if (isMap(entry) && entry.required === false) continue;
      throw new Failure(`env file ${path} not found: stat ${path}: no such file or directory`);
    }
    for (const [key, value] of parseDotenv(text.value, place.env, warn)) variables.set(key, value);
  }
  for (const [key, value] of Object.entries(mapOf(config.environment))) if (value !== null) variables.set(key, value);
  return { ...without(config, 'env_file'), environment: Object.fromEntries(variables) };
}
