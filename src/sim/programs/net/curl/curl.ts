// curl: transfers URLs.
// Source: curl(1), curl 8's src/tool_operate.c.
// Not modelled: what options.ts and transfer.ts name.

import { decodeUtf8 } from '../../../base/utf8.ts';
import type { Blocking, Program, Sys } from '../../../host/sys.ts';
import { fieldOf, parseUrl, resolveLocation, statusOf } from '../http.ts';
import { hostCompletions } from '../ping/ping.ts';
import { runTool, ToolExit } from '../tool.ts';
import { type CurlOptions, parseCurl } from './options.ts';
import { CURL_VERSION, type Transfer, transfer } from './transfer.ts';
import { progressMeter, writeOut } from './write-out.ts';

const CURLE_WRITE_ERROR = 23;
const MAX_REDIRECTS = 50;

const help = `Usage: curl [options...] <url>
 -d, --data <data>           HTTP POST data
 -f, --fail                  Fail fast with no output on HTTP errors
 -h, --help <subject>        Get help for commands
 -o, --output <file>         Write to file instead of stdout
 -O, --remote-name           Write output to file named as remote file
 -i, --show-headers          Show response headers in output
 -s, --silent                Silent mode
 -T, --upload-file <file>    Transfer local FILE to destination
 -u, --user <user:password>  Server user and password
 -A, --user-agent <name>     Send User-Agent <name> to server
 -v, --verbose               Make the operation more talkative
 -V, --version               Show version number and quit

This is not the full help; this menu is split into categories.
Use "--help category" to get an overview of all categories, which are:
auth, connection, curl, deprecated, dns, file, ftp, global, http, imap, ldap, 
output, pop3, post, proxy, scp, sftp, smtp, ssh, telnet, tftp, timeout, tls, 
upload, verbose.
Use "--help all" to list all options
Use "--help [option]" to view documentation for a given option
`;

/** Redirections followed where that is wanted. */
function* follow(sys: Sys, options: CurlOptions, url: string): Blocking<Transfer> {
  let body = options.has('get') ? undefined : options.data;
  let at = url;
  for (let hops = 0; ; hops++) {
    const done = yield* transfer(sys, options, at, body);
    const location = done.head && fieldOf(done.head, 'location');
    const status = done.head ? statusOf(done.head) : 0;
    const from = parseUrl(at);
    if (!options.has('location') || location === undefined || !from || status < 300 || status > 399) return done;
    if (hops >= Number(options.value('max-redirs') ?? MAX_REDIRECTS)) {
      done.status = 47;
      done.complaint = `Maximum (${MAX_REDIRECTS}) redirects followed`;
      return done;
    }
    at = resolveLocation(from, location);
    if (status < 307) body = undefined;
  }
}

/** Where the contents go: a file, or undefined for standard output. */
function destination(output: string | true | undefined, url: string): string | undefined {
  if (output !== true) return output === '-' ? undefined : output;
  const name = (parseUrl(url)?.path ?? '/').split('?')[0]?.split('/').at(-1) ?? '';
  if (name === '')
    throw new ToolExit(CURLE_WRITE_ERROR, 'curl: (23) Failed to extract a filename from the URL to use for storage\n');
  return name;
}

function* one(sys: Sys, options: CurlOptions, url: string, output: string | true | undefined): Blocking<number> {
  const file = destination(output, url);
  const done = yield* follow(sys, options, url);
  const status = done.head ? statusOf(done.head) : 0;
  const refused = (options.has('fail') || options.has('fail-with-body')) && done.status === 0 && status >= 400;
  if (refused) {
    done.status = 22;
    done.complaint = `The requested URL returned error: ${status}`;
  }
  const hidden = refused && !options.has('fail-with-body');
  const shown = options.has('include') || options.has('head') ? (done.head?.text ?? '') : '';
  const text = hidden ? '' : shown + decodeUtf8(done.body);
  const quiet = options.has('silent') || options.has('no-progress-meter');
  if (options.has('verbose')) yield* sys.error(verbose(done));
  else if (!quiet && (file !== undefined || !sys.file(1)?.tty)) yield* sys.error(progressMeter(done));
  if (file !== undefined && done.head !== undefined && !hidden) {
    const errno = sys.fs.writeFile(sys.resolve(file), text);
    if (errno !== undefined) {
      done.status = CURLE_WRITE_ERROR;
      done.complaint = `client returned ERROR on write, ${done.body.length} bytes`;
    }
  } else if (text !== '') yield* sys.print(text);
  const format = options.value('write-out');
  if (format !== undefined) yield* sys.print(writeOut(format, done));
  if (done.status !== 0 && (!options.has('silent') || options.has('show-error'))) {
    yield* sys.error(`curl: (${done.status}) ${done.complaint}\n`);
  }
  return done.status;
}

function verbose(done: Transfer): string {
  const lines = [...done.notes];
  if (done.body.length > 0) lines.push(`{ [${done.body.length} bytes data]`);
  const host = parseUrl(done.url)?.host ?? '';
  if (done.status === 0) lines.push(`* Connection #0 to host ${host} left intact`);
  else lines.push('* closing connection #0');
  return `${lines.join('\n')}\n`;
}

function* run(sys: Sys, argv: readonly string[]): Blocking<number> {
  const options = parseCurl(argv.slice(1));
  if (options.has('help')) throw new ToolExit(0, '', help);
  if (options.has('version')) {
    const features = 'alt-svc AsynchDNS HSTS IPv6 Largefile UnixSockets';
    throw new ToolExit(
      0,
      '',
      `curl ${CURL_VERSION} (x86_64-pc-linux-gnu) libcurl/${CURL_VERSION}\nProtocols: http\nFeatures: ${features}\n`,
    );
  }
  if (options.urls.length === 0) {
    throw new ToolExit(
      2,
      "curl: (2) no URL specified\ncurl: try 'curl --help' or 'curl --manual' for more information\n",
    );
  }
  let status = 0;
  for (const [at, url] of options.urls.entries()) status = yield* one(sys, options, url, options.outputs[at]);
  return status;
}

export const curl: Program = {
  name: 'curl',
  summary: 'transfer a URL',
  *main(sys, argv) {
    return yield* runTool(sys, run(sys, argv));
  },
  complete: hostCompletions,
};
