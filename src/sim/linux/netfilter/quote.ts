// Words as iptables-save writes them, so that iptables-restore reads them back.
// Source: libxtables/xtables.c (xtables_save_string).
// Not modelled: nothing.

/** A word, in quotes when it holds anything but letters, digits and `_-`. */
export function quoted(word: string): string {
  if (/^[A-Za-z0-9_-]+$/.test(word)) return word;
  return `"${word.replace(/["\\']/g, (character) => `\\${character}`)}"`;
}
