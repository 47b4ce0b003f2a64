// What is wrong with a YAML file while it is being written, each problem at its line: the YAML library for what is no YAML,
// Compose's own loader for what is no Compose file.
import { isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments } from 'yaml';
import { Failure } from '../sim/cli/failure.ts';
import { parseDotenv } from '../sim/compose/model/dotenv.ts';
import { examine } from '../sim/compose/model/examine.ts';
import { FILES, OVERRIDES } from '../sim/compose/model/locate.ts';
import { loginEnvironment } from '../sim/host/host.ts';
import type { FileProblem } from './protocol.ts';

/** Problems that are told of one file, at most. */
const MAX_PROBLEMS = 50;

/** Reads another file of the same host; undefined if there is none. */
type Neighbour = (path: string) => string | undefined;

/** The problems of a file's text, as if it were saved at that path. Files that are no YAML have none. */
export function problemsOf(path: string, text: string, neighbour: Neighbour): readonly FileProblem[] {
  if (!/\.ya?ml$/.test(path)) return [];
  const source = new SourceText(text);
  if (source.mistakes.length > 0) return source.mistakes.slice(0, MAX_PROBLEMS);
  const at = path.lastIndexOf('/') + 1;
  const [directory, name] = [path.slice(0, at), path.slice(at)];
  if (!/^(docker-)?compose[\w.-]*\.ya?ml$/.test(name) || text.trim() === '') return [];
  const problems: FileProblem[] = [];
  const tell = (severity: FileProblem['severity']) => (message: string) => {
    if (problems.length < MAX_PROBLEMS) problems.push({ line: source.lineOf(message), severity, message });
  };
  try {
    examine(filesWith(directory, name, text, neighbour), environment(directory, neighbour), tell('warning'), neighbour);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    tell('error')(error.message.replace(`validating ${path}: `, '').replace(`failed to parse ${path}: `, ''));
  }
  return problems;
}

/** The file with what Compose would read before and after it: an override is nothing by itself. */
function filesWith(directory: string, name: string, text: string, neighbour: Neighbour) {
  const found = (names: readonly string[]) =>
    names.flatMap((one) => {
      const there = one === name ? text : neighbour(directory + one);
      return there === undefined ? [] : [{ path: directory + one, text: there }];
    });
  const own = { path: directory + name, text };
  if (OVERRIDES.includes(name)) return [...found(FILES).slice(0, 1), own];
  return FILES.includes(name) ? [own, ...found(OVERRIDES).slice(0, 1)] : [own];
}

function environment(directory: string, neighbour: Neighbour): ReadonlyMap<string, string> {
  const env = new Map([...loginEnvironment(), ['COMPOSE_PROJECT_NAME', 'project'] as const]);
  const dotenv = neighbour(`${directory}.env`);
  if (dotenv === undefined) return env;
  return new Map([...parseDotenv(dotenv, env, () => {}), ...env]);
}

/** A YAML text that knows where its keys and values are. */
class SourceText {
  readonly mistakes: readonly FileProblem[];
  readonly #lines = new LineCounter();
  readonly #rows: readonly string[];
  readonly #root: Node | null;

  constructor(text: string) {
    this.#rows = text.split('\n');
    const documents = parseAllDocuments(text, {
      merge: true,
      prettyErrors: false,
      logLevel: 'silent',
      lineCounter: this.#lines,
    });
    const list = [...documents];
    this.#root = list[0]?.contents ?? null;
    this.mistakes = list
      .flatMap((document) => document.errors)
      .map((error) => ({ line: this.#lines.linePos(error.pos[0]).line, severity: 'error', message: error.message }));
  }

  /** The line that a message of Compose is about: the one that it names, or that of the innermost thing that it names. */
  lineOf(message: string): number {
    const named = /\bline (\d+)/.exec(message)?.[1];
    if (named !== undefined) return Number(named);
    const words = message.replace(/^\/\S+: /, '').match(/[\w./@:$*-]+/g) ?? [];
    let place: Place = { line: 1, node: this.#root };
    words.forEach((word, i) => {
      const bare = word.replace(/[.:,]+$/, '').replace(/\.\[\]$/, '');
      const path = words[i - 1] === 'service' ? ['services', bare] : bare.split('.');
      place = this.#walk(place, path) ?? this.#search(place, bare) ?? place;
    });
    if (place.line > 1) return place.line;
    const variable = /"(\w+)" variable/.exec(message)?.[1];
    const row = variable === undefined ? -1 : this.#rows.findIndex((one) => one.includes(variable));
    return row < 0 ? place.line : row + 1;
  }

  /** As far along a path of keys as there are keys; undefined if there is not even the first. */
  #walk(from: Place, path: readonly string[]): Place | undefined {
    let place: Place | undefined;
    for (const key of path) {
      const next = this.#child((place ?? from).node, key);
      if (!next) break;
      place = next;
    }
    return place;
  }

  #child(node: Node | null, key: string): Place | undefined {
    if (isSeq<Node>(node)) {
      const item = node.items[Number(key)];
      return item && this.#placeOf(item, item);
    }
    if (!isMap<Node, Node | null>(node)) return undefined;
    const pair = node.items.find((one) => isScalar(one.key) && String(one.key.value) === key);
    return pair && this.#placeOf(pair.key, pair.value);
  }

  /** The first key or value of that text below a place. */
  #search(from: Place, text: string): Place | undefined {
    const { node } = from;
    if (isScalar(node)) return String(node.value) === text ? this.#placeOf(node, node) : undefined;
    if (isSeq<Node>(node)) return first(node.items, (item) => this.#search({ line: 0, node: item }, text));
    if (!isMap<Node, Node | null>(node)) return undefined;
    return this.#child(node, text) ?? first(node.items, ({ value }) => this.#search({ line: 0, node: value }, text));
  }

  #placeOf(named: Node, node: Node | null): Place {
    return { line: this.#lines.linePos(named.range?.[0] ?? 0).line, node };
  }
}

interface Place {
  readonly line: number;
  readonly node: Node | null;
}

function first<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
