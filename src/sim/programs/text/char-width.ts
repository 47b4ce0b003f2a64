// How many columns of a terminal a character takes.
// Source: wcwidth(3); Unicode Standard Annex 11 (East Asian Width) for the wide ranges.
// Not modelled: ambiguous width, sequences of pictographs that are drawn as one.

/** Columns that a character takes: none for combining marks, two for East Asian wide ones and pictographs. */
export function widthOf(char: string): number {
  // ASCII, which nearly everything is.
  if (char < '\u0080') return 1;
  if (/\p{M}/u.test(char)) return 0;
  return /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(
    char,
  )
    ? 2
    : 1;
}
