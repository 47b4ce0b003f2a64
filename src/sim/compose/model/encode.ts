// Values as Go's encoders write them: JSON for hashes, YAML for config.
// Source: Go's encoding/json; gopkg.in/yaml.v3 encode.go (stringv, isBase60Float, isOldBool), resolve.go, emitterc.go (analyze_scalar).
// Not modelled: folding of long lines (Compose turns it off), comments, anchors.
import { isMap, type Value, type ValueMap } from './values.ts';

/** Go's json.Marshal: no blanks, and what HTML would read is escaped. */
export function goJson(value: Value, indent?: number): string {
  return JSON.stringify(value, null, indent)
    .replaceAll('<', '\\u003c')
    .replaceAll('>', '\\u003e')
    .replaceAll('&', '\\u0026');
}

/** A document with indents of two, lists indented below their keys. */
export function goYaml(value: ValueMap): string {
  return mappingLines(value, '').join('\n').concat('\n');
}

function mappingLines(map: ValueMap, indent: string): string[] {
  return Object.entries(map).flatMap(([key, value]) => {
    const name = `${indent}${scalar(key, indent)}:`;
    if (isMap(value)) {
      const inner = mappingLines(value, `${indent}  `);
      return inner.length === 0 ? [`${name} {}`] : [name, ...inner];
    }
    if (Array.isArray(value)) return value.length === 0 ? [`${name} []`] : [name, ...listLines(value, `${indent}  `)];
    return [`${name} ${scalar(value, `${indent}  `)}`];
  });
}

function listLines(list: readonly Value[], indent: string): string[] {
  return list.flatMap((value) => {
    if (Array.isArray(value) || isMap(value)) {
      const inner = isMap(value) ? mappingLines(value, `${indent}  `) : listLines(value, `${indent}  `);
      if (inner.length === 0) return [`${indent}- ${isMap(value) ? '{}' : '[]'}`];
      return [`${indent}- ${(inner[0] ?? '').slice(indent.length + 2)}`, ...inner.slice(1)];
    }
    return [`${indent}- ${scalar(value, `${indent}  `)}`];
  });
}

function scalar(value: null | boolean | number | string, indent: string): string {
  if (typeof value !== 'string') return String(value);
  if (value.includes('\n')) return literal(value, indent);
  if (!isPlainText(value)) return JSON.stringify(value);
  return fitsPlain(value) ? value : `'${value.replaceAll("'", "''")}'`;
}

function literal(text: string, indent: string): string {
  const end = text.endsWith('\n') ? (text.endsWith('\n\n') ? '+' : '') : '-';
  const lines = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
  const hint = /^\s/.test(text) ? '2' : '';
  return [`|${hint}${end}`, ...lines.map((line) => (line === '' ? '' : indent + line))].join('\n');
}

const OLD_BOOLEANS = /^(y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/;
const NULLS_AND_BOOLEANS = /^(~|null|Null|NULL|true|True|TRUE|false|False|FALSE|<<|)$/;
const NUMBER = /^[-+]?(\.[0-9]+|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?$/;
const OTHER_NUMBERS = /^[-+]?(0b[01_]+|0o[0-7_]+|0x[0-9a-fA-F_]+|\.(inf|Inf|INF))$|^\.(nan|NaN|NAN)$/;
const SIXTIES = /^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$/;
const DATE = /^\d{4}-\d{1,2}-\d{1,2}([Tt ].*)?$/;

/** Would it be read back as a text without quotes? */
function isPlainText(text: string): boolean {
  return ![NULLS_AND_BOOLEANS, OLD_BOOLEANS, NUMBER, OTHER_NUMBERS, SIXTIES, DATE].some((form) => form.test(text));
}

/** May it stand without quotes in a block? */
function fitsPlain(text: string): boolean {
  if (/^[#,[\]{}&*!|>'"%@`]/.test(text) || /^[-?:](\s|$)/.test(text) || /^(---|\.\.\.)/.test(text)) return false;
  return !/^\s|\s$|:(\s|$)|\s#/.test(text);
}
