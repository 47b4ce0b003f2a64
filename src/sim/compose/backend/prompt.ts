// Compose's questions: yes or no, from a terminal or from a pipe.
// Source: docker/compose cmd/prompt/prompt.go, pkg/utils/stringutils.go StringToBool; AlecAivazis/survey v2 confirm.go (template).
// Not modelled: the answer drawn again over the question.
import type { Client } from '../../cli/client.ts';
import type { Blocking } from '../../host/sys.ts';

/** Words that mean yes. */
export function isYes(word: string): boolean {
  return ['1', 't', 'true', 'y', 'yes', 'on'].includes(word.toLowerCase());
}

/** Asks, reads one line, answers whether it was a yes. A pipe is shown the bare question. */
export function* ask(client: Client, message: string): Blocking<boolean> {
  const isTerminal = client.stdin !== undefined;
  const question = `\x1b[0G\x1b[2K\x1b[1;92m? \x1b[0m\x1b[1;99m${message} \x1b[0m\x1b[37m(y/N) \x1b[0m`;
  yield* client.sys.print(isTerminal ? question : message);
  let line = '';
  while (!line.includes('\n')) {
    const text = yield* client.sys.read(0);
    if (text === undefined) break;
    line += text;
  }
  return isYes((line.split('\n')[0] ?? '').trim());
}
