// md5sum, sha1sum, sha224sum, sha256sum, sha384sum, sha512sum: checksums printed and checked.
// Source: GNU coreutils 9.1 src/digest.c; busybox 1.35 coreutils/md5_sha1_sum.c.
// Not modelled: --warn's line numbers, -b's star for text mode (GNU prints it as given).
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { encodeUtf8 } from '../../base/utf8.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Call, Tool } from './tool.ts';

type Digest = (bytes: Uint8Array) => Uint8Array;

const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** A file's checksum; undefined (and a complaint) where it cannot be read. */
function* digestOf(call: Call, digest: Digest, path: string): Blocking<string | undefined> {
  const file = yield* call.open(path);
  if (!file) return undefined;
  const text = yield* call.slurp(file);
  if (path !== '-') file.release();
  return hexOf(digest(encodeUtf8(text)));
}

/** A line of a list of checksums, in either of GNU's forms. */
function readLine(line: string, title: string, length: number): { sum: string; path: string } | undefined {
  const tagged = /^(\w+) \((.*)\) = ([0-9a-fA-F]+)$/.exec(line);
  const plain = /^([0-9a-fA-F]+) [ *]?(.*)$/.exec(line);
  const [sum = '', path = ''] = tagged?.[1] === title ? [tagged[3], tagged[2]] : plain ? [plain[1], plain[2]] : [];
  return sum.length === length && path !== '' ? { sum: sum.toLowerCase(), path } : undefined;
}

class Tally {
  improper = 0;
  unreadable = 0;
  wrong = 0;
  checked = 0;
  verified = 0;
}

/** `-c`: recomputes what a list says. */
function* checkList(call: Call, digest: Digest, title: string, length: number, list: string): Blocking<void> {
  const file = yield* call.open(list);
  if (!file) return;
  const { options } = call;
  const silent = options.has('status');
  const tally = new Tally();
  const lines = (yield* call.slurp(file)).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  for (const line of lines) {
    const entry = readLine(line, title, length);
    if (entry === undefined) {
      tally.improper++;
      continue;
    }
    const { sum, path } = entry;
    const isThere = call.sys.fs.stat(call.sys.resolve(path)) !== undefined;
    if (!isThere && options.has('ignore-missing')) continue;
    tally.checked++;
    const found = yield* digestOf(call, digest, path);
    if (found === undefined) tally.unreadable++;
    else if (found !== sum) tally.wrong++;
    else tally.verified++;
    const verdict =
      found === sum ? 'OK' : found === undefined && call.flavour === 'gnu' ? 'FAILED open or read' : 'FAILED';
    const isShown = !silent && (verdict !== 'OK' || !options.has('quiet'));
    if (isShown) call.put(`${path}: ${verdict}\n`);
  }
  yield* sayTally(call, tally, list === '-' ? "'standard input'" : list, silent);
}

function* sayTally(call: Call, tally: Tally, list: string, silent: boolean): Blocking<void> {
  const counted = (n: number, one: string, many: string): string => `WARNING: ${n} ${n === 1 ? one : many}`;
  const { options } = call;
  if (tally.wrong + tally.unreadable > 0) call.status = 1;
  if (call.flavour === 'busybox') {
    const failed = tally.wrong + tally.unreadable;
    const total = tally.checked;
    if (failed > 0 && !silent) yield* call.complain(`WARNING: ${failed} of ${total} computed checksums did NOT match`);
    else if (total === 0) yield* call.complain('no checksum lines found');
    return;
  }
  if (tally.checked === 0 && !options.has('ignore-missing')) {
    return yield* call.complain(`${list}: no properly formatted checksum lines found`);
  }
  if (!silent) {
    const { status } = call;
    const warn = (text: string): Blocking<void> => call.complain(text, status);
    if (tally.improper > 0)
      yield* warn(counted(tally.improper, 'line is improperly formatted', 'lines are improperly formatted'));
    if (tally.unreadable > 0)
      yield* warn(counted(tally.unreadable, 'listed file could not be read', 'listed files could not be read'));
    if (tally.wrong > 0)
      yield* warn(counted(tally.wrong, 'computed checksum did NOT match', 'computed checksums did NOT match'));
  }
  if (options.has('ignore-missing') && tally.verified === 0) yield* call.complain(`${list}: no file was verified`);
  if (options.has('strict') && tally.improper > 0) call.status = 1;
}

/** `title` is how BSD's form names the algorithm. */
function digestTool(name: string, title: string, digest: Digest, length: number): Tool {
  return {
    name,
    summary: `Print or check ${title} checksums`,
    usage: '[OPTION]... [FILE]...',
    help: `
  -b, --binary          read in binary mode
  -c, --check           read checksums from the FILEs and check them
      --tag             create a BSD-style checksum
  -t, --text            read in text mode (default)
  -z, --zero            end each output line with NUL, not newline
      --ignore-missing  don't fail or report status for missing files
      --quiet           don't print OK for each successfully verified file
      --status          don't output anything, status code shows success
      --strict          exit non-zero for improperly formatted checksum lines
  -w, --warn            warn about improperly formatted checksum lines`,
    version: `${name} (GNU coreutils) 9.1`,
    unreadable: { busybox: "can't open '%'" },
    options: [
      'b,binary',
      'c,check',
      'tag',
      't,text',
      'z,zero',
      'ignore-missing',
      'quiet',
      'status,s',
      'strict',
      'w,warn',
    ],
    *run(call) {
      const paths = call.operands.length === 0 ? ['-'] : call.operands;
      for (const path of paths) {
        if (call.options.has('c')) {
          yield* checkList(call, digest, title, 2 * length, path);
          continue;
        }
        const sum = yield* digestOf(call, digest, path);
        if (sum === undefined) continue;
        const mode = call.options.has('b') ? '*' : ' ';
        const line = call.options.has('tag') ? `${title} (${path}) = ${sum}` : `${sum} ${mode}${path}`;
        call.put(`${line}${call.options.has('z') ? '\0' : '\n'}`);
      }
      return call.status;
    },
  };
}

/** On Debian and in busybox. */
export const digests: readonly Tool[] = [
  digestTool('md5sum', 'MD5', md5, 16),
  digestTool('sha1sum', 'SHA1', sha1, 20),
  digestTool('sha256sum', 'SHA256', sha256, 32),
  digestTool('sha512sum', 'SHA512', sha512, 64),
];

/** On Debian alone. */
export const moreDigests: readonly Tool[] = [
  digestTool('sha224sum', 'SHA224', sha224, 28),
  digestTool('sha384sum', 'SHA384', sha384, 48),
];
