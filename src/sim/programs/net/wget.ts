// GNU wget.
// Source: wget(1), wget 1.21 src/main.c, http.c, connect.c; exit statuses of exits.c.
// Not modelled: recursion, retries other than none, resuming, cookies, HTTPS, time stamps; the progress bar is the last dot line.
import { strerror } from '../../base/errno.ts';
import { formatIp4 } from '../../base/ip4.ts';
import { decodeUtf8 } from '../../base/utf8.ts';
import { SECOND } from '../../des/scheduler.ts';
import type { Blocking, Program, Sys } from '../../host/sys.ts';
import { parseOptions } from '../text/getopt.ts';
import { fetch } from './fetch.ts';
import { clockText, fieldOf, type HttpHead, type HttpUrl, parseUrl, reasonOf, statusOf } from './http.ts';
import { hostCompletions } from './ping/ping.ts';
import { lookupErrorText, numericAddress, resolveHost } from './resolve.ts';
import { notSimulated, runTool, ToolExit } from './tool.ts';

const NETWORK_FAILURE = 4;
const SERVER_ERROR = 8;
const IO_ERROR = 3;
const missing = "wget: missing URL\nUsage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n";
const rules = {
  options: [
    ...[
      'q,quiet',
      'O,output-document:',
      'spider',
      'T,timeout:',
      't,tries:',
      'S,server-response',
      'nv,no-verbose',
      '4,inet4-only',
    ],
    ...[
      'no-check-certificate',
      'no-proxy',
      'header:',
      'post-data:',
      'U,user-agent:',
      'connect-timeout:',
      'P,directory-prefix:',
    ],
  ],
};

interface Job {
  readonly quiet: boolean;
  readonly output: string | undefined;
  readonly spider: boolean;
  readonly showHead: boolean;
  readonly patience: number | undefined;
  readonly fields: readonly string[];
  readonly post: string | undefined;
  readonly agent: string;
}

function* find(sys: Sys, job: Job, url: HttpUrl): Blocking<readonly number[]> {
  const numeric = numericAddress(url.host);
  if (numeric !== undefined) return [numeric];
  const tell = (text: string) => (job.quiet ? '' : text);
  const found = yield* resolveHost(sys, url.host);
  if (!found.ok) {
    yield* sys.error(tell(`Resolving ${url.host} (${url.host})... failed: ${lookupErrorText[found.error]}.\n`));
    throw new ToolExit(NETWORK_FAILURE, tell(`wget: unable to resolve host address ‘${url.host}’\n`));
  }
  yield* sys.error(tell(`Resolving ${url.host} (${url.host})... ${found.addresses.map(formatIp4).join(', ')}\n`));
  return found.addresses;
}

function* retrieve(sys: Sys, job: Job, text: string): Blocking<number> {
  const url = parseUrl(text);
  if (url === undefined) throw new ToolExit(1, `${text}: Invalid host name.\n`);
  if (url.scheme !== 'http') throw notSimulated(`wget with ${url.scheme}`);
  const tell = function* (words: string): Blocking<void> {
    if (!job.quiet && words !== '') yield* sys.error(words);
  };
  const full = `http://${url.authority}${url.path}`;
  if (job.spider) yield* tell('Spider mode enabled. Check if remote file exists.\n');
  yield* tell(`--${clockText(sys.wallClock())}--  ${full}\n`);
  const numeric = numericAddress(url.host) !== undefined;
  for (const address of yield* find(sys, job, url)) {
    const where = numeric ? formatIp4(address) : `${url.host} (${url.host})|${formatIp4(address)}|`;
    yield* tell(`Connecting to ${where}:${url.port}... `);
    const fields = [
      `Host: ${url.authority}`,
      `User-Agent: ${job.agent}`,
      'Accept: */*',
      'Accept-Encoding: identity',
      'Connection: Keep-Alive',
      ...(job.post === undefined
        ? []
        : ['Content-Type: application/x-www-form-urlencoded', `Content-Length: ${job.post.length}`]),
      ...job.fields,
    ];
    const method = job.spider ? 'HEAD' : job.post === undefined ? 'GET' : 'POST';
    const request = {
      method,
      fields,
      patience: job.patience,
      ...(job.post === undefined ? {} : { body: job.post }),
    } as const;
    const got = yield* fetch(sys, url, address, request, () =>
      tell(`connected.\nHTTP request sent, awaiting response... `),
    );
    if (got.kind === 'unreachable') {
      yield* tell(`failed: ${got.why === 'timeout' ? strerror.ETIMEDOUT : strerror[got.why]}.\n`);
      continue;
    }
    if (got.kind === 'broken') {
      const why = got.why === 'timeout' ? strerror.ETIMEDOUT : got.why === 'eof' ? undefined : strerror[got.why];
      yield* tell(why === undefined ? 'No data received.\n' : `Read error (${why}) in headers.\n`);
      return NETWORK_FAILURE;
    }
    return yield* keep(sys, job, url, got.head, got.body, tell);
  }
  return NETWORK_FAILURE;
}

/** Says what came, and puts it where it belongs. */
function* keep(
  sys: Sys,
  job: Job,
  url: HttpUrl,
  head: HttpHead,
  body: Uint8Array,
  tell: (words: string) => Blocking<void>,
): Blocking<number> {
  const status = statusOf(head);
  const lines = head.text.trimEnd().split(/\r?\n/);
  yield* tell(job.showHead ? `\n${lines.map((line) => `  ${line}\n`).join('')}` : `${status} ${reasonOf(head)}\n`);
  if (status >= 300 && status < 400) throw notSimulated('wget following a redirection');
  if (status >= 400) {
    yield* tell(
      job.spider && status === 404
        ? 'Remote file does not exist -- broken link!!!\n\n'
        : `${clockText(sys.wallClock())} ERROR ${status}: ${reasonOf(head)}.\n\n`,
    );
    return SERVER_ERROR;
  }
  const length = fieldOf(head, 'content-length');
  const type = fieldOf(head, 'content-type');
  yield* tell(`Length: ${length ?? 'unspecified'}${type === undefined ? '' : ` [${type.split(';')[0]}]`}\n`);
  if (job.spider) {
    yield* tell('Remote file exists.\n\n');
    return 0;
  }
  const last = url.path.split('?')[0]?.split('/').at(-1) ?? '';
  const file = job.output ?? freeName(sys, last === '' ? 'index.html' : last);
  yield* tell(`Saving to: ‘${file === '-' ? 'STDOUT' : file}’\n\n`);
  if (file === '-') yield* sys.print(decodeUtf8(body));
  else if (sys.fs.writeFile(sys.resolve(file), decodeUtf8(body)) !== undefined) {
    throw new ToolExit(IO_ERROR, `${file}: No such file or directory\n`);
  }
  const amount = `${body.length}${length === undefined ? '' : `/${length}`}`;
  const done = file === '-' ? 'written to stdout' : `‘${file}’ saved`;
  yield* tell(`     0K${' '.repeat(55)}100% ${rate(body.length)}=0s\n\n`);
  yield* tell(`${clockText(sys.wallClock())} (${rate(body.length).trim()}B/s) - ${done} [${amount}]\n\n`);
  return 0;
}

/** What a transfer within a few hundred microseconds comes to. */
function rate(bytes: number): string {
  const perSecond = bytes * 4000;
  return perSecond >= 1024 * 1024 ? `${(perSecond / 1024 / 1024).toFixed(1)} M` : `${(perSecond / 1024).toFixed(0)} K`;
}

/** `index.html.1` where `index.html` is taken. */
function freeName(sys: Sys, name: string): string {
  let chosen = name;
  for (let n = 1; sys.fs.stat(sys.resolve(chosen)) !== undefined; n++) chosen = `${name}.${n}`;
  return chosen;
}

function* run(sys: Sys, argv: readonly string[]): Blocking<number> {
  const words = argv.slice(1).map((word) => (word === '-nv' ? '--no-verbose' : word));
  const line = parseOptions(words, rules);
  if (line.kind === 'wrong') {
    throw new ToolExit(
      2,
      `wget: ${line.message}\nUsage: wget [OPTION]... [URL]...\n\nTry \`wget --help' for more options.\n`,
    );
  }
  const { options, operands } = line;
  if (options.has('nv')) throw notSimulated('wget --no-verbose');
  if (options.has('P')) throw notSimulated('wget -P');
  if (operands.length === 0) throw new ToolExit(1, missing);
  const seconds = Number(options.value('T') ?? options.value('connect-timeout') ?? 0);
  const job: Job = {
    quiet: options.has('q'),
    output: options.value('O'),
    spider: options.has('spider'),
    showHead: options.has('S'),
    patience: seconds > 0 ? Math.round(seconds * SECOND) : undefined,
    fields: options.values('header'),
    post: options.value('post-data'),
    agent: options.value('U') ?? 'Wget/1.21.3',
  };
  let status = 0;
  for (const url of operands) status = (yield* retrieve(sys, job, url)) || status;
  return status;
}

export const wget: Program = {
  name: 'wget',
  summary: 'retrieve a URL',
  *main(sys, argv) {
    return yield* runTool(sys, run(sys, argv));
  },
  complete: hostCompletions,
};
