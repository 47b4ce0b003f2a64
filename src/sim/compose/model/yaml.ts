// The text of a Compose file as values, with the complaints of Go's YAML package about text that is none.
// Source: gopkg.in/yaml.v3 decode.go (fail, mapping, uniqueKeys, merge), parserc.go, scannerc.go for the messages' words and lines.
// Not modelled: messages for the rarer mistakes name the nearest common one; tags other than YAML's own and Compose's two.
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
  visit,
} from 'yaml';
import { Failure } from '../../cli/failure.ts';
import type { Value } from './values.ts';
import { complaintOf } from './yaml-complaint.ts';

/** Nodes that aliases may blow a document up to, and how deep they may nest. */
const LARGEST_DOCUMENT = 100_000;
const DEEPEST_NESTING = 200;

export interface YamlDocument {
  readonly value: Value;
  /** Where `!reset` and `!override` stand: they do away with what other files have there. */
  readonly resets: readonly (readonly string[])[];
}

/** Every document of the text. Throws a Failure with Go's message. */
export function parseYaml(text: string): YamlDocument[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    merge: true,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
    lineCounter: lines,
  });
  // Without any document the library answers an empty list of another type.
  const list: Document[] = [...documents];
  for (const document of list) {
    const [error] = document.errors;
    if (error) throw new Failure(complaintOf(text, error, lines));
  }
  return list.map((document) => new Reader(document, lines).read());
}

/** What `!reset` leaves of a value. */
const GONE = Symbol('gone');

/** What decides a project's name: the first document's mapping of texts, as far as Go's decoder looks into it. */
export function parseHead(text: string): Value {
  const lines = new LineCounter();
  const options = { uniqueKeys: false, prettyErrors: false, logLevel: 'silent', lineCounter: lines } as const;
  const [document] = [...parseAllDocuments(text, options)] as Document[];
  if (!document) return null;
  const [error] = document.errors;
  if (error) throw new Failure(complaintOf(text, error, lines));
  visit(document, {
    Alias(_, alias) {
      if (!alias.resolve(document)) throw new Failure(`yaml: unknown anchor '${alias.source}' referenced`);
    },
  });
  const { contents } = document;
  if (!isMap<Node, Node | null>(contents)) return new Reader(document, lines).read().value;
  const seen = new Map<unknown, number>();
  const repeated: string[] = [];
  const head = new Map<string, Value>();
  for (const { key, value } of contents.items) {
    if (!isScalar(key)) continue;
    const line = lines.linePos(key.range?.[0] ?? 0).line;
    const before = seen.get(key.value);
    if (before !== undefined)
      repeated.push(`  line ${line}: mapping key "${key.value}" already defined at line ${before}`);
    else seen.set(key.value, line);
    if (isScalar(value)) head.set(String(key.value), scalarOf(value.value, value.source));
  }
  if (repeated.length > 0) throw new Failure(`yaml: unmarshal errors:\n${repeated.join('\n')}`);
  return Object.fromEntries(head);
}

class Reader {
  readonly #document: Document;
  readonly #lines: LineCounter;
  readonly #resets: string[][] = [];
  #nodes = 0;
  constructor(document: Document, lines: LineCounter) {
    this.#document = document;
    this.#lines = lines;
  }

  read(): YamlDocument {
    const value = this.#value(this.#document.contents, 0, []);
    return { value: value === GONE ? null : value, resets: this.#resets };
  }

  #value(node: Node | null | undefined, depth: number, path: readonly string[]): Value | typeof GONE {
    if (++this.#nodes > LARGEST_DOCUMENT || depth > DEEPEST_NESTING) {
      throw new Failure('yaml: document contains excessive aliasing');
    }
    if (isAlias(node)) {
      const target = node.resolve(this.#document);
      if (!target) throw new Failure(`yaml: unknown anchor '${node.source}' referenced`);
      return this.#value(target, depth + 1, path);
    }
    if (node?.tag === '!reset' || node?.tag === '!override') this.#resets.push([...path]);
    if (node?.tag === '!reset') return GONE;
    if (isSeq<Node>(node)) {
      const items = node.items.map((item, i) => this.#value(item, depth + 1, [...path, String(i)]));
      return items.filter((item) => item !== GONE);
    }
    if (isMap<Node, Node>(node)) return this.#mapping(node.items, depth, path);
    return isScalar(node) ? scalarOf(node.value, node.source) : null;
  }

  #mapping(pairs: readonly Pair<Node, Node | null>[], depth: number, path: readonly string[]): Value {
    const entries = new Map<string, Value>();
    const merged = new Map<string, Value>();
    const seen = new Map<string, number>();
    for (const { key, value } of pairs) {
      const name = isScalar(key) ? key.value : undefined;
      // The library reads the merge key as a symbol.
      if (isScalar(key) && key.source === '<<') {
        this.#merge(merged, value, depth, path);
        continue;
      }
      const place = path.length === 0 ? 'at top level' : `in ${path.join('.')}`;
      if (typeof name !== 'string') throw new Failure(`Non-string key ${place}: ${shown(name)}`);
      const line = this.#lineOf(key);
      const before = seen.get(name);
      if (before !== undefined) {
        throw new Failure(`line ${line}: mapping key ${JSON.stringify(name)} already defined at line ${before}`);
      }
      seen.set(name, line);
      const read = this.#value(value, depth + 1, [...path, name]);
      if (read !== GONE) entries.set(name, read);
    }
    // What is written here wins over what is merged in.
    return Object.fromEntries([...[...merged].filter(([key]) => !entries.has(key)), ...entries]);
  }

  #merge(into: Map<string, Value>, node: Node | null, depth: number, path: readonly string[]): void {
    const value = this.#value(node, depth + 1, path);
    for (const source of Array.isArray(value) ? value : [value]) {
      if (typeof source !== 'object' || source === null || Array.isArray(source)) {
        throw new Failure('yaml: map merge requires map or sequence of maps as the value');
      }
      for (const [key, each] of Object.entries(source)) if (!into.has(key)) into.set(key, each);
    }
  }

  #lineOf(node: Node): number {
    return this.#lines.linePos(node.range?.[0] ?? 0).line;
  }
}

function shown(key: unknown): string {
  return typeof key === 'number' || typeof key === 'boolean' ? String(key) : '<nil>';
}

/** YAML 1.2's scalars, and the octal numbers of YAML 1.1 that Go still reads. */
function scalarOf(value: unknown, source: string | undefined): Value {
  if (typeof value === 'number') {
    return source !== undefined && /^0[0-7]+$/.test(source) ? Number.parseInt(source, 8) : value;
  }
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'string' || typeof value === 'boolean' ? value : null;
}
