// A command written as one text, split into words.
// Source: mattn/go-shellwords Parse, as compose-spec/compose-go types/command.go uses it (no environment, no backticks).
// Not modelled: the position in messages.
import { Failure } from '../../cli/failure.ts';

/** Words between blanks; quotes and backslashes as in a shell. A `;`, `&`, `|`, `<`, `>` or `#`-less operator ends it. */
export function shellWords(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quoted = '';
  let escaped = false;
  for (const letter of line) {
    if (escaped) {
      word = (word ?? '') + (letter === 't' && quoted !== '' ? '\t' : letter);
      escaped = false;
    } else if (letter === '\\' && quoted !== "'") {
      escaped = true;
      word ??= '';
    } else if (quoted !== '') {
      if (letter === quoted) quoted = '';
      else word = (word ?? '') + letter;
    } else if (letter === '"' || letter === "'") {
      quoted = letter;
      word ??= '';
    } else if (/\s/.test(letter)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (/[;&|<>]/.test(letter)) {
      break;
    } else word = (word ?? '') + letter;
  }
  if (quoted !== '' || escaped) throw new Failure('invalid command line string');
  if (word !== undefined) words.push(word);
  return words;
}
