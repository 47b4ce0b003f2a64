// Labs from files: a `.hoplab` file, or a picture that carries its lab. Hostile until validated.
import type { LabFile } from '../../session/protocol.ts';
import { MAX_LAB_BYTES, type Read, readLabText, refuse } from './read.ts';

/** A picture with a lab in it may be larger than the lab. */
const MAX_FILE_BYTES = 20_000_000;

/** The lab in a file. */
export async function readLabFile(file: File): Promise<Read<LabFile>> {
  if (file.size === 0) return refuse('empty');
  if (file.size > MAX_FILE_BYTES) return refuse('long');
  const bytes = new Uint8Array(await file.arrayBuffer());
  return readLabBytes(bytes);
}

/** The lab in a file's bytes. */
export function readLabBytes(bytes: Uint8Array): Read<LabFile> {
  if (bytes.length > MAX_LAB_BYTES) return refuse('long');
  return readLabText(new TextDecoder().decode(bytes));
}
