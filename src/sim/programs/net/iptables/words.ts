// Lines of iptables-save, taken apart into words.
// Source: iptables/xshared.c (add_param_to_argv).
// Not modelled: the limit of 255 words.

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
