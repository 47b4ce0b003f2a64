// What comes into a world from outside, stamped with virtual time: the input log is a list of these.
// `world = f(scenario, input log, seed)`; nothing else changes a world.
// Not inputs: pause, speed, camera, positions on the canvas.

import type { Change } from './scenario/change.ts';

export type Input =
  | {
      readonly at: number;
      readonly kind: 'tty.open';
      readonly tty: string;
      readonly host: string;
      readonly columns: number;
      readonly rows: number;
    }
  | { readonly at: number; readonly kind: 'tty.data'; readonly tty: string; readonly text: string }
  | {
      readonly at: number;
      readonly kind: 'tty.resize';
      readonly tty: string;
      readonly columns: number;
      readonly rows: number;
    }
  | { readonly at: number; readonly kind: 'tty.close'; readonly tty: string }
  /** An editor outside of the world saves a file; directories on the way to it are made. */
  | {
      readonly at: number;
      readonly kind: 'file.write';
      readonly host: string;
      /** Absolute, without `.`, `..` and empty names. */
      readonly path: string;
      readonly text: string;
    }
  /** An operator changes machines, cables or the network. */
  | { readonly at: number; readonly kind: 'change'; readonly change: Change };

/** What concerns one terminal. */
export type TerminalInput = Extract<Input, { readonly tty: string }>;

/** The longest text of a file that comes in, in UTF-16 units. */
export const MAX_FILE_TEXT = 200_000;
/** PATH_MAX of the kernel, include/uapi/linux/limits.h, without its final NUL. */
const MAX_PATH = 4095;

/** Whether a path can be a file's, as `file.write` has it. */
export function isFilePath(path: string): boolean {
  if (path.length > MAX_PATH || !/^(\/[^/\0]{1,255})+$/.test(path)) return false;
  return path.split('/').every((name) => name !== '.' && name !== '..');
}
