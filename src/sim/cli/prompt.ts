// The question before something is removed for good.
// Source: docker/cli internal/prompt/prompt.go Confirm.
// Not modelled: nothing.
import type { Blocking } from '../host/sys.ts';
import type { Client } from './client.ts';

/** Asks, reads one line, answers whether it was a yes. */
export function* confirm(client: Client, message: string): Blocking<boolean> {
  yield* client.sys.print(`${message} [y/N] `);
  let line = '';
  while (!line.includes('\n')) {
    const text = yield* client.sys.read(0);
    if (text === undefined) break;
    line += text;
  }
  return line.split('\n')[0]?.trim().toLowerCase() === 'y';
}
