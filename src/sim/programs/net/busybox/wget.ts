// busybox' wget.
// Source: busybox 1.35 networking/wget.c.
// Not modelled: FTP, HTTPS, resuming, proxies; the progress bar shows its last state only.
import { strerror } from '../../../base/errno.ts';
import { formatIp4 } from '../../../base/ip4.ts';
import { decodeUtf8 } from '../../../base/utf8.ts';
import { SECOND } from '../../../des/scheduler.ts';
import type { Blocking, Program, Sys } from '../../../host/sys.ts';
import { parseOptions } from '../../text/getopt.ts';
import { fetch } from '../fetch.ts';
import { fieldOf, parseUrl, statusOf } from '../http.ts';
import { hostCompletions } from '../ping/ping.ts';
import { resolveHost } from '../resolve.ts';
import { notSimulated, runTool } from '../tool.ts';
import { die, dieWith, helpOf, showUsage } from './usage.ts';

const usage = `wget [-cqS] [--spider] [-O FILE] [-o LOGFILE] [--header STR]
	[--post-data STR | --post-file FILE] [-Y on/off]
	[--no-check-certificate] [-P DIR] [-U AGENT] [-T SEC] URL...

Retrieve files via HTTP or FTP

	--spider	Only check URL existence: $? is 0 if exists
	--header STR	Add STR (of form 'header: value') to headers
	--post-data STR	Send STR using POST method
	--post-file FILE	Send FILE using POST method
	--no-check-certificate	Don't validate the server's certificate
	-c		Continue retrieval of aborted transfer
	-q		Quiet
	-P DIR		Save to DIR (default .)
	-S    		Show server response
	-T SEC		Network read timeout is SEC seconds
	-O FILE		Save to FILE ('-' for stdout)
	-o LOGFILE	Log messages to FILE
	-U STR		Use STR for User-Agent header
	-Y on/off	Use proxy
`;

const DEFAULT_PATIENCE = 900; // seconds
const options = ['q', 'S', 'c', 'spider', 'O:', 'o:', 'T:', 'U:', 'P:', 'Y:', 'header:', 'post-data:', 'post-file:'];

/** bb_progress_update's last line for a name of at most 20 letters. */
function bar(name: string, bytes: number): string {
  const size = bytes < 100_000 ? String(bytes).padStart(6) : `${Math.floor(bytes / 1024)}k`.padStart(6);
  return `${name.slice(0, 20).padEnd(20)} 100% |${'*'.repeat(32)}|${size}  0:00:00 ETA\n`;
}

function* run(sys: Sys, argv: readonly string[]): Blocking<number> {
  if (argv.includes('--help')) throw helpOf(usage);
  const line = parseOptions(argv.slice(1), { options: [...options, 'no-check-certificate'] });
  if (line.kind === 'wrong') throw showUsage(usage, `wget: ${line.message}\n`);
  const { options: given, operands } = line;
  const absent = ['c', 'o', 'P', 'Y', 'post-file'].find((key) => given.has(key));
  if (absent !== undefined) throw notSimulated(`wget -${absent}`);
  if (operands.length === 0) throw showUsage(usage);
  for (const text of operands) yield* retrieve(sys, given, text);
  return 0;
}

interface Given {
  has(key: string): boolean;
  value(key: string): string | undefined;
  values(key: string): string[];
}

function* retrieve(sys: Sys, given: Given, text: string): Blocking<void> {
  const url = parseUrl(text);
  if (url === undefined) throw die('wget', `bad address '${text}'`);
  if (url.scheme !== 'http') {
    if (url.scheme === 'https' || url.scheme === 'ftp') throw notSimulated(`wget with ${url.scheme}`);
    throw die('wget', `not an http or ftp url: ${text}`);
  }
  const tell = function* (words: string): Blocking<void> {
    if (!given.has('q')) yield* sys.error(words);
  };
  const found = yield* resolveHost(sys, url.host);
  const address = found.ok ? found.addresses[0] : undefined;
  if (address === undefined) throw die('wget', `bad address '${url.authority}'`);
  yield* tell(`Connecting to ${url.authority} (${formatIp4(address)}:${url.port})\n`);
  const post = given.value('post-data');
  const body =
    post === undefined ? [] : ['Content-Type: application/x-www-form-urlencoded', `Content-Length: ${post.length}`];
  const agent = `User-Agent: ${given.value('U') ?? 'Wget'}`;
  const fields = [`Host: ${url.authority}`, agent, 'Connection: close', ...given.values('header'), ...body];
  const method = given.has('spider') ? 'HEAD' : post === undefined ? 'GET' : 'POST';
  const patience = Math.round(Number(given.value('T') ?? DEFAULT_PATIENCE) * SECOND);
  const request = { method, fields, patience, ...(post === undefined ? {} : { body: post }) } as const;
  const got = yield* fetch(sys, url, address, request, function* () {});
  if (got.kind === 'unreachable') {
    if (got.why === 'timeout') throw die('wget', 'download timed out');
    throw dieWith('wget', `can't connect to remote host (${formatIp4(address)})`, got.why);
  }
  if (got.kind === 'broken') {
    if (got.why === 'timeout') throw die('wget', 'download timed out');
    throw die('wget', got.why === 'eof' ? 'error getting response' : `error getting response: ${strerror[got.why]}`);
  }
  const status = statusOf(got.head);
  if (given.has('S'))
    yield* sys.error(
      `${got.head.text
        .trimEnd()
        .split(/\r?\n/)
        .map((l) => `  ${l}\n`)
        .join('')}`,
    );
  if (status >= 300 && status < 400) throw notSimulated('wget following a redirection');
  if (status < 200 || status > 299) throw die('wget', `server returned error: ${got.head.start}`);
  if (given.has('spider')) {
    yield* tell('remote file exists\n');
    return;
  }
  yield* save(
    sys,
    given,
    url.path,
    decodeUtf8(got.body),
    fieldOf(got.head, 'content-length') ?? String(got.body.length),
    tell,
  );
}

function* save(
  sys: Sys,
  given: Given,
  path: string,
  text: string,
  length: string,
  tell: (words: string) => Blocking<void>,
): Blocking<void> {
  const last = path.split('?')[0]?.split('/').at(-1) ?? '';
  const output = given.value('O') ?? (last === '' ? 'index.html' : last);
  if (output === '-') {
    yield* tell('writing to stdout\n');
    yield* sys.print(text);
    yield* tell(`${bar('-', Number(length))}written to stdout\n`);
    return;
  }
  const file = sys.resolve(output);
  if (given.value('O') === undefined && sys.fs.stat(file)) throw dieWith('wget', `can't open '${output}'`, 'EEXIST');
  const errno = sys.fs.writeFile(file, text);
  if (errno !== undefined) throw dieWith('wget', `can't open '${output}'`, errno);
  yield* tell(`saving to '${output}'\n${bar(output.split('/').at(-1) ?? '', Number(length))}'${output}' saved\n`);
}

export const busyboxWget: Program = {
  name: 'wget',
  summary: 'retrieve a URL',
  *main(sys, argv) {
    return yield* runTool(sys, run(sys, argv));
  },
  complete: hostCompletions,
};
