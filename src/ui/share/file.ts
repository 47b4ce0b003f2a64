// Labs from files: a `.hoplab` file, or a picture that carries its lab. Hostile until validated.
import type { LabFile } from '../../session/protocol.ts';
import { readPayload } from './link.ts';
import { isPng, textIn } from './picture/png.ts';
import { type Read, readLabText, refuse } from './read.ts';

/** A picture with a lab in it may be larger than the lab. */
const MAX_FILE_BYTES = 20_000_000;

/** The lab in a file. */
export async function readLabFile(file: File): Promise<Read<LabFile>> {
  if (file.size === 0) return refuse('empty');
  if (file.size > MAX_FILE_BYTES) return refuse('long');
  return readLabBytes(new Uint8Array(await file.arrayBuffer()));
}

/** The lab in a file's bytes: JSON, or a picture that carries it. Pictures are searched as text, and never shown. */
export function readLabBytes(bytes: Uint8Array): Read<LabFile> {
  if (isPng(bytes)) return ofPicture(textIn(bytes));
  const text = new TextDecoder().decode(bytes);
  if (text.trimStart().startsWith('<')) return ofPicture(/<metadata id="hoplab">([^<]*)</.exec(text)?.[1]);
  return readLabText(text);
}

function ofPicture(payload: string | undefined): Read<LabFile> {
  return payload === undefined ? refuse('picture') : readPayload(payload.trim());
}
