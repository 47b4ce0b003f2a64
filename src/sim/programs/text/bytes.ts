// cmp, base64: files as bytes.
// Source: cmp(1) of GNU diffutils 3.8; base64(1) of coreutils 9.1; busybox 1.35.
// Not modelled: cmp -b, -i.
import { decodeBase64, encodeBase64 } from '../../base/base64.ts';
import { decodeUtf8, encodeUtf8 } from '../../base/utf8.ts';
import type { Tool } from './tool.ts';

const TROUBLE = 2;

export const cmp: Tool = {
  name: 'cmp',
  summary: 'Compare two files byte by byte',
  usage: '[OPTION]... FILE1 [FILE2]',
  help: `
  -l, --verbose          output byte numbers and differing byte values
  -n, --bytes=LIMIT      compare at most LIMIT bytes
  -s, --quiet, --silent  suppress all normal output`,
  misuseStatus: TROUBLE,
  hint: "cmp: Try 'cmp --help' for more information.\n",
  version: 'cmp (GNU diffutils) 3.8',
  options: ['l,verbose', 'n,bytes:', 's,quiet,silent'],
  *run(call) {
    const [first, second = '-'] = call.operands;
    if (first === undefined) return yield* call.misuse("missing operand after 'cmp'");
    const contents: Uint8Array[] = [];
    for (const path of [first, second]) {
      const file = yield* call.open(path, TROUBLE);
      if (!file) return TROUBLE;
      contents.push(encodeUtf8(yield* call.slurp(file)));
    }
    const limit = Number(call.options.value('n') ?? Number.POSITIVE_INFINITY);
    const [a = new Uint8Array(0), b = new Uint8Array(0)] = contents.map((bytes) => bytes.slice(0, limit));
    const [silent, verbose] = [call.options.has('s'), call.options.has('l')];
    const shared = Math.min(a.length, b.length);
    const octal = (byte: number | undefined) => (byte ?? 0).toString(8).padStart(3);
    let differs = false;
    for (let i = 0; i < shared; i++) {
      if (a[i] === b[i]) continue;
      differs = true;
      if (verbose) call.put(`${String(i + 1).padStart(String(shared).length)} ${octal(a[i])} ${octal(b[i])}\n`);
      if (verbose) continue;
      const line = a.slice(0, i).filter((byte) => byte === 10).length + 1;
      if (!silent) call.put(`${first} ${second} differ: char ${i + 1}, line ${line}\n`);
      return 1;
    }
    if (a.length === b.length) return differs ? 1 : 0;
    const shorter = a.length < b.length ? first : second;
    const lines = a.slice(0, shared).filter((byte) => byte === 10).length;
    const where =
      shared === 0
        ? 'which is empty'
        : `after byte ${shared}${verbose ? '' : a[shared - 1] === 10 ? `, line ${lines}` : `, in line ${lines + 1}`}`;
    yield* call.flush();
    if (!silent) yield* call.sys.error(`cmp: EOF on ${call.flavour === 'gnu' ? `${shorter} ${where}` : shorter}\n`);
    return 1;
  },
};

export const base64: Tool = {
  name: 'base64',
  summary: 'Base64 encode or decode FILE, or standard input, to standard output',
  usage: '[OPTION]... [FILE]',
  help: `
  -d, --decode        decode data
  -w, --wrap=COLS     wrap encoded lines after COLS character (default 76), 0 for none`,
  version: 'base64 (GNU coreutils) 9.1',
  options: ['d,decode', 'i,ignore-garbage', 'w,wrap:'],
  *run(call) {
    const [path = '-', extra] = call.operands;
    if (extra !== undefined) return yield* call.misuse(`extra operand '${extra}'`);
    const file = yield* call.open(path);
    if (!file) return 1;
    const text = yield* call.slurp(file);
    if (call.options.has('d')) {
      const bytes = decodeBase64(call.options.has('i') ? text.replace(/[^A-Za-z0-9+/=]/g, '') : text);
      if (!bytes) return yield* call.die('invalid input');
      call.put(decodeUtf8(Uint8Array.from(bytes)));
      return 0;
    }
    const encoded = encodeBase64(encodeUtf8(text));
    const width = Number(call.options.value('w') ?? 76);
    if (width === 0) call.put(encoded);
    for (let at = 0; width > 0 && at < encoded.length; at += width) call.put(`${encoded.slice(at, at + width)}\n`);
    return 0;
  },
};
