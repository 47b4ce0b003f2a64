// Links that carry a lab in their fragment, which browsers send to no server: `#lab=<version>.<payload>`.
import type { LabFile } from '../../session/protocol.ts';
import { fromBase64Url, pack, toBase64Url, unpack } from './codec.ts';
import { MAX_LAB_BYTES, type Read, readJson, readLab, refuse } from './read.ts';

const VERSION = 1;
const PREFIX = '#lab=';
/** Chat programs, mail programs and the like start to cut addresses about here. */
export const LONG_LINK = 8_000;
/** Beyond it no link is made: a file is what one sends. */
export const MAX_LINK = 64_000;

/**
 * A lab as it is deflated. Times stand apart from the inputs, as differences: they are the only part of typed
 * commands that does not repeat itself, and this halves the link.
 */
interface Packed {
  readonly steps: readonly number[];
  readonly lab: unknown;
}

function apart(lab: LabFile): Packed {
  let before = 0;
  const steps = lab.inputs.map((input) => {
    const step = input.at - before;
    before = input.at;
    return step;
  });
  return { steps, lab: { ...lab, inputs: lab.inputs.map(({ at: _, ...rest }) => rest) } };
}

/** The JSON of the lab again; undefined where the parts do not belong together. */
function together(packed: unknown): unknown {
  if (typeof packed !== 'object' || packed === null) return undefined;
  const { steps, lab } = packed as { readonly steps?: unknown; readonly lab?: unknown };
  if (!Array.isArray(steps) || typeof lab !== 'object' || lab === null) return undefined;
  const { inputs } = lab as { readonly inputs?: unknown };
  if (!Array.isArray(inputs) || inputs.length !== steps.length) return undefined;
  let at = 0;
  const timed = inputs.map((input: unknown, i) => {
    at += typeof steps[i] === 'number' ? steps[i] : Number.NaN;
    return typeof input === 'object' ? { ...input, at } : input;
  });
  return { ...lab, inputs: timed };
}

/** The lab as characters that any text can carry: `<version>.<payload>`. */
export function payloadOf(lab: LabFile): string {
  return `${VERSION}.${toBase64Url(pack(JSON.stringify(apart(lab))))}`;
}

/** The lab's fragment. It may be longer than a link should be. */
export const fragmentOf = (lab: LabFile): string => PREFIX + payloadOf(lab);

/** Whether an address brings a lab along, readable or not. */
export function hasLab(fragment: string): boolean {
  return fragment.startsWith(PREFIX);
}

/** The lab that a fragment carries: hostile until it has been validated. */
export function readFragment(fragment: string): Read<LabFile> {
  return hasLab(fragment) ? readPayload(fragment.slice(PREFIX.length)) : refuse('empty');
}

/** The lab that a link or a picture carries: hostile until it has been validated. */
export function readPayload(text: string): Read<LabFile> {
  if (text === '') return refuse('empty');
  const [, version, payload] = /^(\d{1,9})\.(.*)$/s.exec(text) ?? [];
  if (version === undefined || payload === undefined) return refuse('broken');
  if (Number(version) > VERSION) return refuse('newer');
  if (payload === '') return refuse('empty');
  if (payload.length > MAX_LAB_BYTES) return refuse('long');
  const packed = fromBase64Url(payload);
  const unpacked = packed === undefined ? 'broken' : unpack(packed, MAX_LAB_BYTES);
  if (typeof unpacked === 'string') return refuse(unpacked);
  const json = readJson(unpacked.text);
  if (!json.ok) return json;
  const lab = together(json.value);
  return lab === undefined ? refuse('broken') : readLab(lab);
}
