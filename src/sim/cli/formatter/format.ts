// Lists as --format wants them: a table, raw, JSON or a template's line for each element.
// Source: docker/cli cli/command/formatter/formatter.go, reflect.go, custom.go.
// Not modelled: formats from a configuration file.
import { Failure } from '../failure.ts';
import { Template } from '../gotemplate/execute.ts';
import { headerFunctions } from '../gotemplate/functions.ts';
import { TemplateError } from '../gotemplate/nodes.ts';
import { encodeJson } from '../gotemplate/print.ts';
import { GoMap, type Method, Struct, type Value } from '../gotemplate/values.ts';
import { alignTabs } from './tabwriter.ts';

/** Go's tabwriter settings of all tables. */
const MIN_WIDTH = 10;
const PADDING = 3;

/** What can be shown of one element: methods of the context that templates see. */
export interface ElementView {
  readonly fields: Readonly<Record<string, Value>>;
  readonly labels?: Readonly<Record<string, string>>;
}

/** The kind of elements that a list shows. */
export interface ListKind {
  /** The Go type that errors name. */
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly hasLabels?: boolean;
}

/** The text of a list. `format` is already one of the real forms: `table …`, `json` or a template. */
export function formatList(format: string, kind: ListKind, elements: readonly ElementView[]): string {
  const table = format.startsWith('table');
  const source = (table ? format.slice('table'.length) : format === 'json' ? '{{json .}}' : format)
    .replace(/^ +| +$/g, '')
    .replaceAll('\\t', '\t')
    .replaceAll('\\n', '\n');
  const template = parsed(source);
  const lines = elements.map((element) => `${executed(template, contextOf(kind, element))}\n`).join('');
  if (!table) return lines;
  return alignTabs(`${headerOf(template, kind)}\n${lines}`, MIN_WIDTH, PADDING);
}

/** Parses a template or fails the way every command does; some have a status of their own for that. */
export function parsed(source: string, prefix = 'template parsing error: ', status = 1): Template {
  try {
    return new Template(source);
  } catch (error) {
    throw asFailure(error, prefix, status);
  }
}

/** Status of commands that show one thing, when their template cannot be parsed. */
export const BAD_TEMPLATE = 64;

export function executed(template: Template, value: Value, prefix = 'template parsing error: '): string {
  try {
    return template.execute(value);
  } catch (error) {
    throw asFailure(error, prefix);
  }
}

function asFailure(error: unknown, prefix: string, status = 1): unknown {
  return error instanceof TemplateError ? new Failure(`${prefix}${error.message}`, status) : error;
}

/** A context as templates see it: every column is a method without arguments, and Label takes a name. */
export function contextOf(kind: ListKind, element: ElementView): Struct {
  const methods = new Map<string, Method>();
  for (const [name, value] of Object.entries(element.fields)) methods.set(name, { parameters: 0, call: () => value });
  if (kind.hasLabels) methods.set('Label', { parameters: 1, call: ([name = '']) => element.labels?.[name] ?? '' });
  // The contexts' own MarshalJSON escapes what HTML would read.
  const json = () =>
    encodeJson(new GoMap(new Map(Object.entries(element.fields))))
      .replaceAll('<', '\\u003c')
      .replaceAll('>', '\\u003e')
      .replaceAll('&', '\\u0026');
  return new Struct(kind.type, new Map(), { methods, json });
}

/** The header's line: the same template over the columns' titles. Its errors are ignored, as the client does. */
function headerOf(template: Template, kind: ListKind): string {
  const title = (name: string) => (name.split('.').at(-1) ?? '').replaceAll('-', ' ').replaceAll('_', ' ');
  const methods = new Map<string, Method>([['Label', { parameters: 1, call: ([name = '']) => title(name) }]]);
  const header = new Struct('formatter.SubHeaderContext', new Map(Object.entries(kind.headers)), { methods });
  try {
    return template.execute(header, { functions: headerFunctions });
  } catch (error) {
    if (error instanceof TemplateError) return '';
    throw error;
  }
}

/** `a=1,b=2`, sorted by key. */
export function joinLabels(labels: Readonly<Record<string, string>> | null): string {
  return Object.entries(labels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
    .join(',');
}
