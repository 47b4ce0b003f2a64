// jq's string formats: @csv, @tsv, @html, @uri, @sh, @base64 …
// Source: jq 1.6 manual, "Format strings and escaping".
// Not modelled: all formats of the manual are here.
import { decodeBase64, encodeBase64 } from '../../../base/base64.ts';
import { decodeUtf8, encodeUtf8, shownText } from '../../../base/utf8.ts';
import { isJsonArray, type Json, printJson } from './json.ts';
import { JqError, named } from './values.ts';

const text = (value: Json) => (typeof value === 'string' ? value : printJson(value));

function row(value: Json, format: string, cell: (text: string) => string, separator: string): string {
  if (!isJsonArray(value)) throw new JqError(`${named(value)} cannot be ${format}-formatted, only an array can be`);
  return value
    .map((item) => {
      if (item === null) return '';
      if (typeof item === 'object') throw new JqError(`${named(item)} is not valid in a ${format} row`);
      return typeof item === 'string' ? cell(item) : printJson(item);
    })
    .join(separator);
}

const htmlEntities: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  "'": '&apos;',
  '"': '&quot;',
};

/** A value in a format; undefined if there is no such format. */
export function formatValue(name: string, value: Json): string | undefined {
  switch (name) {
    case 'text':
      return text(value);
    case 'json':
      return printJson(value);
    case 'csv':
      return row(value, 'csv', (cell) => `"${cell.replaceAll('"', '""')}"`, ',');
    case 'tsv':
      return row(
        value,
        'tsv',
        (cell) => cell.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r'),
        '\t',
      );
    case 'html':
      return text(value).replace(/[<>&'"]/g, (char) => htmlEntities[char] ?? char);
    case 'uri':
      return [...encodeUtf8(text(value))]
        .map((byte) => {
          const char = String.fromCharCode(byte);
          return /[A-Za-z0-9\-_.!~*'()]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
        })
        .join('');
    case 'sh':
      return (isJsonArray(value) ? value : [value])
        .map((item) => {
          if (typeof item === 'string') return `'${item.replaceAll("'", "'\\''")}'`;
          if (item !== null && typeof item === 'object')
            throw new JqError(`${named(item)} can not be escaped for shell`);
          return printJson(item);
        })
        .join(' ');
    case 'base64':
      return encodeBase64(encodeUtf8(text(value)));
    case 'base64d':
      return shownText(decodeUtf8(Uint8Array.from(decodeBase64(text(value)) ?? [])));
    default:
      return undefined;
  }
}
