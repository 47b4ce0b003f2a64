// tr: characters translated, squeezed or deleted.
// Source: tr(1) of GNU coreutils 9.1; busybox 1.35.
// Not modelled: equivalence classes; characters are code points, not bytes.
import { byteText } from '../../base/utf8.ts';
import { posixClasses } from './regex/syntax.ts';
import type { Tool } from './tool.ts';

export const tr: Tool = {
  name: 'tr',
  summary: 'Translate, squeeze, and/or delete characters from standard input, writing to standard output',
  usage: '[OPTION]... STRING1 [STRING2]',
  help: `
  -c, -C, --complement    use the complement of STRING1
  -d, --delete            delete characters in STRING1, do not translate
  -s, --squeeze-repeats   replace each sequence of a repeated character
                            that is listed in the last STRING with a single one
  -t, --truncate-set1     first truncate STRING1 to length of STRING2`,
  version: 'tr (GNU coreutils) 9.1',
  options: ['c,C,complement', 'd,delete', 's,squeeze-repeats', 't,truncate-set1'],
  stopAtOperand: true,
  *run(call) {
    const { options } = call;
    const [from, to, extra] = call.operands;
    const needsTwo = !options.has('d') && !options.has('s');
    if (from === undefined) return yield* call.misuse('missing operand');
    if (to === undefined && (needsTwo || (options.has('d') && options.has('s')))) {
      const why = needsTwo ? 'when translating' : 'when both deleting and squeezing repeats';
      return yield* call.misuse(`missing operand after '${from}'\nTwo strings must be given ${why}.`);
    }
    if (extra !== undefined || (to !== undefined && options.has('d') && !options.has('s'))) {
      const word = extra ?? to;
      const why = extra === undefined ? '\nOnly one string may be given when deleting without squeezing repeats.' : '';
      return yield* call.misuse(`extra operand '${word}'${why}`);
    }
    const map = translation(expandSet(from), to === undefined ? undefined : expandSet(to, from), {
      complement: options.has('c'),
      remove: options.has('d'),
      squeeze: options.has('s'),
      truncate: options.has('t'),
    });
    if (typeof map === 'string') return yield* call.die(map);
    const file = call.sys.file(0);
    if (!file) return 1;
    let last = '';
    for (let text = yield* call.piece(file); text !== undefined; text = yield* call.piece(file)) {
      let out = '';
      for (const char of text) {
        const next = map.translate(char);
        if (next === undefined || (next === last && map.squeezes(next))) continue;
        last = next;
        out += next;
      }
      call.put(out);
    }
    return 0;
  },
};

interface Translation {
  /** What becomes of a character; undefined when it is deleted. */
  translate(char: string): string | undefined;
  squeezes(char: string): boolean;
}

function translation(
  from: readonly string[],
  to: readonly string[] | undefined,
  how: { complement: boolean; remove: boolean; squeeze: boolean; truncate: boolean },
): Translation | string {
  const listed = new Set(from);
  const inFrom = (char: string) => listed.has(char) !== how.complement;
  const squeezeSet = how.squeeze ? new Set(to ?? []) : new Set<string>();
  const squeezes = (char: string) => how.squeeze && (to === undefined ? inFrom(char) : squeezeSet.has(char));
  if (how.remove) return { translate: (char) => (inFrom(char) ? undefined : char), squeezes };
  if (to === undefined) return { translate: (char) => char, squeezes };
  if (to.length === 0 && !how.truncate) return 'when not truncating set1, string2 must be non-empty';
  const last = to.at(-1) ?? '';
  if (how.complement) return { translate: (char) => (inFrom(char) ? last : char), squeezes };
  const map = new Map<string, string>();
  from.forEach((char, i) => {
    const target = to[i] ?? (how.truncate ? undefined : last);
    if (target !== undefined) map.set(char, target);
  });
  return { translate: (char) => map.get(char) ?? char, squeezes };
}

const controls: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
};

/** `[c*N]` beyond this many characters could translate nothing more: code points end here. */
const MAX_REPEAT = 0x110000;

/** The characters of a set, ranges, classes and repeats written out. `[c*]` fills up to the length of `other`. */
function expandSet(text: string, other = ''): string[] {
  const out: string[] = [];
  let at = 0;
  const next = (): string => {
    const char = text[at++] as string;
    if (char !== '\\' || at >= text.length) return char;
    const octal = /^[0-7]{1,3}/.exec(text.slice(at));
    if (octal) {
      at += octal[0].length;
      return byteText(Number.parseInt(octal[0], 8) & 255);
    }
    const letter = text[at++] as string;
    return controls[letter] ?? letter;
  };
  while (at < text.length) {
    const named = /^\[:(\w+):\]/.exec(text.slice(at));
    const ranges = named ? posixClasses[named[1] ?? ''] : undefined;
    const repeat = /^\[(.)\*(\d*)\]/.exec(text.slice(at));
    if (named && ranges) {
      at += named[0].length;
      for (const [low, high] of ranges) for (let c = low; c <= high; c++) out.push(String.fromCharCode(c));
    } else if (repeat) {
      at += repeat[0].length;
      const filling = Math.max(0, expandSet(other).length - out.length);
      const count = Math.min(Number(repeat[2] || 0) || filling, MAX_REPEAT);
      for (let i = 0; i < count; i++) out.push(repeat[1] as string);
    } else {
      const low = next();
      const isRange = text[at] === '-' && at + 1 < text.length;
      if (isRange) at++;
      const high = isRange ? next() : low;
      for (let c = low.charCodeAt(0); c <= high.charCodeAt(0); c++) out.push(String.fromCharCode(c));
    }
  }
  return out;
}
