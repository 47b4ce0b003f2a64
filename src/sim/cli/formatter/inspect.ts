// What `inspect` prints of objects: indented JSON, or a template over each.
// Source: docker/cli cli/command/inspect/inspector.go.
// Not modelled: nothing.
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { Failure, joined } from '../failure.ts';
import { flag } from '../flags.ts';
import type { Template } from '../gotemplate/execute.ts';
import { TemplateError } from '../gotemplate/nodes.ts';
import { rawValue } from '../gotemplate/values.ts';
import { BAD_TEMPLATE, parsed } from './format.ts';
import { indentJson } from './indent-json.ts';
import { typedValue } from './typed.ts';

const FORMATTING =
  'Refer to https://docs.docker.com/go/formatting/ for more information about formatting output with templates';

const INSPECT_FORMAT = `Format output using a custom template:
'json':             Print in JSON format
'TEMPLATE':         Print output using the given Go template.
${FORMATTING}`;

const LIST_FORMAT = `Format output using a custom template:
'table':            Print output in table format with column headers (default)
'table TEMPLATE':   Print output in table format using the given Go template
'json':             Print in JSON format
'TEMPLATE':         Print output using the given Go template.
${FORMATTING}`;

/** `--format` of commands that show one thing. */
export const inspectFormatFlag = flag('string', 'format', INSPECT_FORMAT, { short: 'f' });
/** The same without a shorthand. */
export const longFormatFlag = flag('string', 'format', INSPECT_FORMAT);
/** `--format` of lists. */
export const listFormatFlag = flag('string', 'format', LIST_FORMAT);

/** One object's JSON and the Go type that templates see it as. */
export interface Inspected {
  readonly json: string;
  readonly type: string;
  /** The client has nothing but the struct: what fails there is not tried on the JSON. */
  readonly onlyTyped?: boolean;
}

/** Prints each named object; those not found are reported after all others are printed. */
export function* inspect(
  client: Client,
  names: readonly string[],
  format: string,
  find: (name: string) => Blocking<Inspected>,
): Blocking<undefined> {
  const template = format === '' || format === 'json' ? undefined : parsed(format, undefined, BAD_TEMPLATE);
  const texts: string[] = [];
  const failures: Failure[] = [];
  for (const name of names) {
    try {
      const found = yield* find(name);
      texts.push(template ? `${evaluate(template, found)}\n` : found.json);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      failures.push(error);
    }
  }
  yield* client.sys.print(template ? texts.join('') || '\n' : list(texts, format === 'json'));
  joined(failures);
  return undefined;
}

/** Templates see the Go struct first; what fails there is tried on the bare JSON, where a missing key is an error. */
function evaluate(template: Template, found: Inspected): string {
  const json: unknown = JSON.parse(found.json);
  try {
    return template.execute(typedValue(json, found.type));
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    if (found.onlyTyped) throw new Failure(`template parsing error: ${error.message}`);
  }
  try {
    return template.execute(rawValue(json), { strict: true });
  } catch (error) {
    if (error instanceof TemplateError) throw new Failure(`template parsing error: ${error.message}`);
    throw error;
  }
}

function list(texts: readonly string[], compact: boolean): string {
  if (texts.length === 0) return '[]\n';
  const all = `[${texts.map((text) => text.trim()).join(',')}]`;
  return `${compact ? all : indentJson(all)}\n`;
}
