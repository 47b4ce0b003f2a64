// From files to a project: read, interpolate, merge, validate, make canonical, normalise, check.
// Source: compose-spec/compose-go loader/loader.go; docker/compose cmd/compose/compose.go ToProject.
// Not modelled: nothing known.
import { Failure } from '../../cli/failure.ts';
import type { Options } from '../../cli/flags.ts';
import type { Sys } from '../../host/sys.ts';
import { checkConsistency } from './consistency.ts';
import { parseDotenv, rawVariables } from './dotenv.ts';
import { substitute } from './interpolate.ts';
import { baseOf, invalidName, type Location, locate, projectName } from './locate.ts';
import { normalise } from './normalise.ts';
import { activeProfiles, isEnabled, type Project, select, withoutUnusedResources } from './project.ts';
import { type FileSource, readModel } from './read.ts';
import type { Service } from './service.ts';
import { isMap, listOf, mapOf, mapValues, textOf, type Value, type ValueMap, without } from './values.ts';
import { parseHead } from './yaml.ts';

/** The version that labels tell. */
export const COMPOSE_VERSION = '2.40.3';

/** What `config` may switch off. */
export interface LoadOptions {
  readonly interpolated: boolean;
  readonly resolvesPaths: boolean;
  readonly normalises: boolean;
  readonly checksConsistency: boolean;
  readonly resolvesEnvironment: boolean;
}

export const usual: LoadOptions = {
  interpolated: true,
  resolvesPaths: true,
  normalises: true,
  checksConsistency: true,
  resolvesEnvironment: true,
};

/** Reads the project that the options mean, with these services and what they depend on. `warn` hears of oddities. */
export function loadProject(
  sys: Sys,
  options: Options,
  services: readonly string[],
  warn: (message: string) => void,
  how: LoadOptions = usual,
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
  const source: FileSource = {
    read: (path) => texts.find((one) => one.path === path)?.text ?? read(sys, path),
    kind: (path) => kindOf(sys, path),
  };
  const { interpolated, resolvesPaths } = how;
  const model = readModel(place.files, place.workingDir, { source, env, interpolated, resolvesPaths, warn });
  if (Object.keys(model).length === 0) throw new Failure('empty compose file');
  const complete = how.normalises ? normalise(model, name, env) : model;
  return projectOf(sys, { ...place, env, name }, complete, services, how, options.bool('all-resources'), warn);
}

function kindOf(sys: Sys, path: string): 'file' | 'directory' | 'none' {
  const stat = sys.fs.stat(path);
  if (!stat) return 'none';
  return stat.type === 'directory' ? 'directory' : 'file';
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
  const declared = texts.map((text) => declaredName(parseHead(text))).findLast((name) => name !== '') ?? '';
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

function projectOf(
  sys: Sys,
  place: Location,
  model: ValueMap,
  names: readonly string[],
  how: LoadOptions,
  all: boolean,
  warn: (message: string) => void,
): Project {
  const configs = mapValues(mapOf(model.services), mapOf);
  const profiles = activeProfiles(configs, place.profiles, []);
  const enabled = activeProfiles(configs, place.profiles, names);
  const some = (wanted: readonly string[]) =>
    Object.fromEntries(Object.entries(configs).filter(([, config]) => isEnabled(config, wanted)));
  const running = some(profiles);
  if (how.checksConsistency) {
    checkConsistency(
      running,
      Object.keys(configs).filter((name) => !Object.hasOwn(running, name)),
      model,
    );
  }
  const services = new Map<string, Service>();
  const disabled = new Map<string, Service>();
  for (const [name, config] of Object.entries(configs)) {
    const known = withLabels(sys, how.resolvesEnvironment ? withEnvironment(sys, place, config, warn) : config, warn);
    const service = { name, config: known, ownLabels: labelsOf(place, name) };
    (isEnabled(config, enabled) ? services : disabled).set(name, service);
  }
  const project: Project = {
    name: place.name,
    separator: place.separator,
    workingDir: place.workingDir,
    files: place.files,
    env: place.env,
    services,
    disabled,
    networks: sectionOf(model, 'networks'),
    volumes: sectionOf(model, 'volumes'),
    configs: sectionOf(withContents(model, place.env), 'configs'),
    secrets: sectionOf(model, 'secrets'),
    rest: without(model, 'services', 'networks', 'volumes', 'configs', 'secrets', 'name'),
  };
  const selected = select(project, names);
  return all ? selected : withoutUnusedResources(selected);
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

function sectionOf(model: ValueMap, key: string): Map<string, ValueMap> {
  return new Map(Object.entries(mapValues(mapOf(model[key]), mapOf)));
}

/** Configs that are a variable's value have it as their content. */
function withContents(model: ValueMap, env: ReadonlyMap<string, string>): ValueMap {
  const configs = mapValues(mapOf(model.configs), (value) => {
    const content = env.get(textOf(mapOf(value).environment));
    return content === undefined || !('environment' in mapOf(value)) ? value : { ...mapOf(value), content };
  });
  return { ...model, configs };
}

/** Its variables, those of its files first; a variable without a value anywhere is passed on as it is. */
function withEnvironment(sys: Sys, place: Location, config: ValueMap, warn: (message: string) => void): ValueMap {
  if (!('environment' in config) && !('env_file' in config)) return config;
  const own = mapOf(config.environment);
  const variables = new Map<string, Value>();
  const known = new Map([
    ...Object.entries(own).flatMap(([key, value]) => (value === null ? [] : [[key, textOf(value)] as const])),
    ...place.env,
  ]);
  for (const entry of listOf(config.env_file).map(mapOf)) {
    const path = textOf(entry.path);
    if (kindOf(sys, path) === 'none') {
      if (entry.required === false) continue;
      throw new Failure(`env file ${path} not found: stat ${path}: no such file or directory`);
    }
    for (const [key, value] of variablesOf(sys, path, textOf(entry.format), known, warn)) variables.set(key, value);
  }
  for (const [key, value] of Object.entries(own)) variables.set(key, value);
  return { ...without(config, 'env_file'), environment: Object.fromEntries(variables) };
}

function variablesOf(
  sys: Sys,
  path: string,
  format: string,
  env: ReadonlyMap<string, string>,
  warn: (message: string) => void,
): Map<string, string> {
  const text = read(sys, path);
  if (format === 'raw') return rawVariables(text, env);
  if (format !== '') throw new Failure(`unsupported env_file format ${JSON.stringify(format)}`);
  try {
    return parseDotenv(text, env, warn);
  } catch (error) {
    throw error instanceof Failure ? new Failure(`failed to read ${path}: ${error.message}`) : error;
  }
}

/** Its labels, those of its files first. */
function withLabels(sys: Sys, config: ValueMap, warn: (message: string) => void): ValueMap {
  if (!('label_file' in config)) return config;
  const labels = new Map<string, Value>();
  for (const path of listOf(config.label_file).map(textOf)) {
    for (const [key, value] of variablesOf(sys, path, '', new Map(), warn)) labels.set(key, value);
  }
  for (const [key, value] of Object.entries(mapOf(config.labels))) labels.set(key, value);
  return { ...without(config, 'label_file'), labels: Object.fromEntries(labels) };
}
