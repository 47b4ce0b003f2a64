// Backslash escapes of `echo -e`, `printf` and `%b`.
// Source: bash(1) echo, printf(1).
// Not modelled: locales other than C.UTF-8.
import { byteText, joinedBytes } from '../../../base/utf8.ts';

const named: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

/** Octal escapes are `\0nnn` for echo and %b, `\nnn` for printf's format. `stopped`: `\c` ended the output. */
export function readEscapes(
  text: string,
  dialect: 'echo' | 'printf',
): { readonly text: string; readonly stopped: boolean } {
  let out = '';
  let i = 0;
  while (i < text.length) {
    if (text[i] !== '\\' || i + 1 >= text.length) {
      out += text[i++];
      continue;
    }
    const rest = text.slice(i + 1);
    if (rest.startsWith('c') && dialect === 'echo') return { text: joinedBytes(out), stopped: true };
    const octal = (dialect === 'echo' ? /^0([0-7]{0,3})/ : /^([0-7]{1,3})/).exec(rest);
    const code = /^x([0-9a-fA-F]{1,2})|^u([0-9a-fA-F]{1,4})|^U([0-9a-fA-F]{1,8})/.exec(rest);
    const quote = dialect === 'printf' ? /^["'?]/.exec(rest)?.[0] : undefined;
    const simple = Object.hasOwn(named, rest[0] ?? '') ? named[rest[0] ?? ''] : quote;
    if (octal !== null) out += byteText(Number.parseInt(octal[1] || '0', 8) & 255);
    else if (code?.[1] !== undefined) out += byteText(Number.parseInt(code[1], 16));
    else if (code !== null) out += fromCode(Number.parseInt(code[2] ?? code[3] ?? '0', 16));
    else out += simple ?? `\\${rest[0]}`;
    i += 1 + (octal?.[0].length ?? code?.[0].length ?? 1);
  }
  return { text: joinedBytes(out), stopped: false };
}

function fromCode(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
}
