// Untrusted text in, a lab or the reason why there is none out: for links, files and pictures alike.
import { parseLab } from '../../session/lab-file.ts';
import type { LabFile } from '../../session/protocol.ts';

/** Bytes of a lab's JSON, however it came. */
export const MAX_LAB_BYTES = 5_000_000;
/** A lab nests about a dozen deep. */
const MAX_DEPTH = 64;

/**
 * Why there is no lab. `empty`: nothing is there; `broken`: it was cut or changed on its way; `long`: over a limit;
 * `newer`: made by a newer Hoplab; `json`: not JSON at all; `picture`: a picture without a lab in it; `invalid`: JSON,
 * but no lab that could run.
 */
export type Problem =
  | { readonly kind: 'empty' | 'broken' | 'long' | 'newer' | 'json' | 'picture' }
  | { readonly kind: 'invalid'; readonly details: string };

export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

export const refuse = (kind: Exclude<Problem['kind'], 'invalid'>) => ({ ok: false, problem: { kind } }) as const;

/** Whether brackets nest no deeper than any lab's do. Looked at before the text is parsed. */
function isShallow(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (quoted && char === '\\') i++;
    else if (char === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (char === '{' || char === '[') {
      depth++;
      if (depth > MAX_DEPTH) return false;
    } else if (char === '}' || char === ']') depth--;
  }
  return true;
}

/** A JSON value of text that somebody sent. */
export function readJson(text: string): Read<unknown> {
  if (text.trim() === '') return refuse('empty');
  if (text.length > MAX_LAB_BYTES || !isShallow(text)) return refuse('long');
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return refuse('json');
  }
}

/** A lab of a JSON value that somebody sent. */
export function readLab(json: unknown): Read<LabFile> {
  if (isNewer(json)) return refuse('newer');
  const lab = parseLab(json);
  if (lab.ok) return lab;
  return { ok: false, problem: { kind: 'invalid', details: lab.problems.slice(0, 5).join('\n') } };
}

function isNewer(json: unknown): boolean {
  if (typeof json !== 'object' || json === null) return false;
  const { format, version } = json as { readonly format?: unknown; readonly version?: unknown };
  return format === 'hoplab' && typeof version === 'number' && version > 1;
}

/** A lab of text that somebody sent. */
export function readLabText(text: string): Read<LabFile> {
  const json = readJson(text);
  return json.ok ? readLab(json.value) : json;
}
