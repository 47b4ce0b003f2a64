// How a process dies that has used up what the JavaScript engine has for it: alone, as a real one would.
// Source: signal(7); mm/oom_kill.c. Messages of V8.
// Not modelled: memory that is merely scarce.
import type { Signal } from './sys.ts';

/** Calls nested too deeply overflow the stack; a text that grows for ever meets the out-of-memory killer. Undefined for other errors. */
export function exhaustion(error: unknown): Signal | undefined {
  if (!(error instanceof RangeError)) return undefined;
  if (/call stack/i.test(error.message)) return 'SIGSEGV';
  return /invalid (string|array) length/i.test(error.message) ? 'SIGKILL' : undefined;
}
