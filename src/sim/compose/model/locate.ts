// Which files make up the project, where it lives, what it is called, and the variables it sees.
// Source: compose-spec/compose-go cli/options.go; docker/compose cmd/compose/compose.go toProjectOptions.
// Not modelled: files from the network, from standard input, COMPOSE_PATH_SEPARATOR other than a colon's default meaning.
import { Failure, notSimulated } from '../../cli/failure.ts';
import type { Options } from '../../cli/flags.ts';
import type { Sys } from '../../host/sys.ts';
import { parseDotenv } from './dotenv.ts';
import type { Separator } from './project.ts';

/** In order of preference. */
export const FILES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
export const OVERRIDES = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
];

export interface Location {
  readonly files: readonly string[];
  readonly workingDir: string;
  readonly env: ReadonlyMap<string, string>;
  readonly profiles: readonly string[];
  readonly separator: Separator;
  /** From -p; '' without one. */
  readonly name: string;
}

export function locate(sys: Sys, options: Options, warn: (message: string) => void): Location {
  const given = options.list('file');
  if (given.includes('-')) throw notSimulated('docker compose -f -');
  const directory = options.text('project-directory') || options.text('workdir');
  const env = new Map(sys.env);
  if (!env.has('PWD')) env.set('PWD', sys.cwd);
  let files = given.map((path) => sys.resolve(path));
  const workingDir = () => (directory !== '' ? sys.resolve(directory) : files[0] ? parentOf(files[0]) : sys.cwd);
  readDotenv(sys, options, workingDir(), env, warn);
  const fromEnv = env.get('COMPOSE_FILE');
  if (files.length === 0 && fromEnv)
    files = fromEnv.split(env.get('COMPOSE_PATH_SEPARATOR') ?? ':').map((path) => sys.resolve(path));
  if (files.length === 0) files = defaultFiles(sys, workingDir(), warn);
  readDotenv(sys, options, workingDir(), env, warn);
  const name = options.text('project-name');
  if (name !== projectName(name)) throw invalidName(name);
  const profiles = options.changed('profile')
    ? options.list('profile')
    : (env.get('COMPOSE_PROFILES') ?? '').split(',');
  const separator = separatorOf(options, env);
  return { files, workingDir: workingDir(), env, profiles: profiles.filter((each) => each !== ''), name, separator };
}

/** --compatibility, or COMPOSE_COMPATIBILITY where the project's variables are known. */
export function separatorOf(options: Options, env: ReadonlyMap<string, string>): Separator {
  const word = (env.get('COMPOSE_COMPATIBILITY') ?? '').toLowerCase();
  return options.bool('compatibility') || ['1', 't', 'true', 'y', 'yes', 'on'].includes(word) ? '_' : '-';
}

/** The nearest directory upwards that has one, with its override. */
function defaultFiles(sys: Sys, from: string, warn: (message: string) => void): string[] {
  for (let directory = from; ; directory = parentOf(directory)) {
    const there = (names: readonly string[]) =>
      names.map((name) => `${directory === '/' ? '' : directory}/${name}`).filter((path) => sys.fs.stat(path));
    const [candidates, overrides] = [there(FILES), there(OVERRIDES)];
    const [winner] = candidates;
    if (winner !== undefined) {
      tell('config', candidates, warn);
      tell('override', overrides, warn);
      return [winner, ...overrides.slice(0, 1)];
    }
    if (directory === '/') return [];
  }
}

function tell(kind: string, found: readonly string[], warn: (message: string) => void): void {
  if (found.length < 2) return;
  warn(`Found multiple ${kind} files with supported names: ${found.join(', ')}`);
  warn(`Using ${found[0]}`);
}

function readDotenv(
  sys: Sys,
  options: Options,
  workingDir: string,
  env: Map<string, string>,
  warn: (message: string) => void,
): void {
  const standard = `${workingDir === '/' ? '' : workingDir}/.env`;
  const isThere = sys.fs.stat(standard)?.type === 'file';
  const fromEnv = (env.get('COMPOSE_ENV_FILES') ?? '').split(',').filter((path) => path !== '');
  const given = options.changed('env-file') ? options.list('env-file') : fromEnv;
  const paths = given.length > 0 ? given.map((path) => sys.resolve(path)) : isThere ? [standard] : [];
  for (const path of paths) {
    const text = sys.fs.readFile(path);
    if (!text.ok)
      throw new Failure(text.errno === 'EISDIR' ? `${path} is a directory` : `couldn't find env file: ${path}`);
    try {
      for (const [key, value] of parseDotenv(text.value, env, warn)) if (!sys.env.has(key)) env.set(key, value);
    } catch (error) {
      throw error instanceof Failure ? new Failure(`failed to read ${path}: ${error.message}`) : error;
    }
  }
}

/** The part of a name that projects may have: `My.Shop_2` to `myshop_2`. */
export function projectName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '')
    .replace(/^[_-]+/, '');
}

export function invalidName(name: string): Failure {
  const rule = 'must consist only of lowercase alphanumeric characters, hyphens, and underscores';
  return new Failure(`invalid project name ${JSON.stringify(name)}: ${rule} as well as start with a letter or number`);
}

export function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

export function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
