// Words as iptables-save writes them so that a shell reads them back, and lines taken apart into words again.
// Source: libxtables/xtables.c (xtables_save_string); iptables/xshared.c (add_param_to_argv).
// Not modelled: nothing.

/** A word, in quotes when it holds anything but letters, digits and `_-`. */
export function quoted(word: string): string {
  if (/^[A-Za-z0-9_-]+$/.test(word)) return word;
  return `"${word.replace(/["\\']/g, (character) => `\\${character}`)}"`;
}

/** The words of a line of iptables-save; undefined when a quote is left open. */
export function splitWords(line: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let inQuotes = false;
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at);
    if (inQuotes && character === '\\' && at + 1 < line.length) word = (word ?? '') + line.charAt(++at);
    else if (character === '"') {
      inQuotes = !inQuotes;
      word ??= '';
    } else if (!inQuotes && (character === ' ' || character === '\t')) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + character;
  }
  if (word !== undefined) words.push(word);
  return inQuotes ? undefined : words;
}
