// One text as the words of a command: --entrypoint, --args.
// Source: google/shlex Split (POSIX rules, comments, no expansions).
// Not modelled: nothing.
import { Failure } from './failure.ts';

/** Words between blanks; quotes and backslashes as in a shell, `#` begins a comment. */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (let i = 0; i < text.length; i++) {
    const letter = text.charAt(i);
    if (/[ \t\r\n]/.test(letter)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (letter === '#' && word === undefined) {
      const end = text.indexOf('\n', i);
      i = end < 0 ? text.length : end;
    } else if (letter === "'") {
      const end = text.indexOf("'", i + 1);
      if (end < 0) throw new Failure('EOF found when expecting closing quote');
      word = (word ?? '') + text.slice(i + 1, end);
      i = end;
    } else if (letter === '"') {
      const quoted = doubleQuoted(text, i + 1);
      word = (word ?? '') + quoted.text;
      i = quoted.end;
    } else if (letter === '\\') {
      i++;
      if (i >= text.length) throw new Failure('EOF found after escape character');
      word = (word ?? '') + text.charAt(i);
    } else word = (word ?? '') + letter;
  }
  if (word !== undefined) words.push(word);
  return words;
}

function doubleQuoted(text: string, start: number): { readonly text: string; readonly end: number } {
  let out = '';
  for (let i = start; i < text.length; i++) {
    const letter = text.charAt(i);
    if (letter === '"') return { text: out, end: i };
    if (letter === '\\') i++;
    out += text.charAt(i);
  }
  throw new Failure('EOF found when expecting closing quote');
}
