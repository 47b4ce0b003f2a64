// Compose files that another one includes: read by themselves, then taken in, unless two define the same thing differently.
// Source: compose-spec/compose-go loader/include.go.
// Not modelled: files from elsewhere than this machine.
import { Failure } from '../../cli/failure.ts';
import { parseDotenv } from './dotenv.ts';
import { parentOf } from './locate.ts';
import { absolutePath } from './paths.ts';
import type { ReadContext } from './read.ts';
import { isMap, listOf, mapOf, textOf, type Value, type ValueMap, without } from './values.ts';

const SECTIONS = ['services', 'volumes', 'networks', 'secrets', 'configs', 'models'];

/** How an included project is read: `readModel`. */
type Read = (files: readonly string[], workingDir: string, context: ReadContext, chain: readonly string[]) => ValueMap;

/** A document with what it includes. `chain` is the files that led here. */
export function included(
  document: ValueMap,
  workingDir: string,
  context: ReadContext,
  chain: readonly string[],
  read: Read,
): ValueMap {
  if (!('include' in document)) return document;
  if (document.include !== null && !Array.isArray(document.include)) {
    throw new Failure(
      `\`include\` must be a list, got ${isMap(document.include) ? goMap(document.include) : textOf(document.include)}`,
    );
  }
  const model: ValueMap = without(document, 'include');
  for (const entry of listOf(document.include)) {
    const imported = readIncluded(isMap(entry) ? entry : { path: entry }, workingDir, context, chain, read);
    for (const section of SECTIONS) if (section in imported) takeIn(model, mapOf(imported[section]), section);
  }
  return model;
}

function readIncluded(
  entry: ValueMap,
  workingDir: string,
  context: ReadContext,
  chain: readonly string[],
  read: Read,
): ValueMap {
  const home = context.env.get('HOME') ?? '/';
  const paths = many(entry.path).map((path) => absolutePath(path, workingDir, home));
  const [main = ''] = paths;
  if (chain.includes(main)) {
    const [first, ...rest] = [...chain, main];
    throw new Failure(`include cycle detected:\n${first}\n include ${rest.join('\n include ')}`);
  }
  const own = textOf(entry.project_directory);
  const directory = own === '' ? parentOf(main) : absolutePath(own, workingDir, home);
  const env = new Map(context.env);
  for (const path of envFiles(entry, workingDir, directory, context)) {
    const text = context.source.read(path);
    // What the including project knows wins.
    for (const [key, value] of parseDotenv(text, env, context.warn)) if (!env.has(key)) env.set(key, value);
  }
  return read(paths, directory, { ...context, env, resolvesPaths: true }, chain);
}

function envFiles(entry: ValueMap, workingDir: string, directory: string, { source }: ReadContext): string[] {
  const given = many(entry.env_file);
  if (given.length === 0) {
    const standard = absolutePath('.env', directory, '/');
    return source.kind(standard) === 'file' ? [standard] : [];
  }
  return given.map((path) => {
    const whole = absolutePath(path, workingDir, '/');
    const kind = source.kind(whole);
    if (kind === 'none') throw new Failure(`stat ${whole}: no such file or directory`);
    if (kind === 'directory') throw new Failure(`${whole} is not a file`);
    return whole;
  });
}

function takeIn(model: ValueMap, imported: ValueMap, section: string): void {
  const own: ValueMap = { ...mapOf(model[section]) };
  for (const [name, value] of Object.entries(imported)) {
    const before = own[name];
    if (before === undefined) own[name] = value;
    else if (sorted(before) !== sorted(value)) throw new Failure(`${section}.${name} conflicts with imported resource`);
  }
  model[section] = own;
}

/** A text that is the same for equal values, whatever the order of their keys. */
function sorted(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join(',')}]`;
  if (!isMap(value)) return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${sorted(value[key] ?? null)}`).join(',')}}`;
}

function many(value: Value | undefined): string[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value.map(textOf) : [textOf(value)];
}

function goMap(map: ValueMap): string {
  const keys = Object.keys(map).sort();
  return `map[${keys.map((key) => `${key}:${textOf(map[key])}`).join(' ')}]`;
}
