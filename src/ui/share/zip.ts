import { type Zippable, zipSync } from 'fflate';
import type { RealityFile } from '../../session/protocol.ts';

/** Permissions of a script, as unzip sets them: external attributes of a file made on Unix. */
const EXECUTABLE = { os: 3, attrs: 0o755 << 16 } as const;

/** All files in one archive; scripts can be run as they are. */
export function zipOf(files: readonly RealityFile[]): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const entries: Zippable = {};
  for (const { path, text } of files) {
    const bytes = encoder.encode(text);
    entries[path] = path.endsWith('.sh') ? [bytes, EXECUTABLE] : bytes;
  }
  return zipSync(entries, { level: 9 });
}
