// busybox' httpd: a web server for files, which goes to the background unless -f keeps it.
// Source: busybox 1.35 networking/httpd.c.
// Not modelled: configuration files, CGI, authentication, inetd mode, ranges, conditional requests; it listens on IPv4 alone.
import { formatIp4, type Ip4, parseIp4 } from '../../base/ip4.ts';
import { encodeUtf8 } from '../../base/utf8.ts';
import type { Blocking, Program, Sys } from '../../host/sys.ts';
import type { StreamSocket } from '../../linux/socket.ts';
import { die, dieWith, helpOf, showUsage } from '../net/busybox/usage.ts';
import { HttpReader, httpDate } from '../net/http.ts';
import { notSimulated, runTool } from '../net/tool.ts';
import { parseOptions } from '../text/getopt.ts';
import { type Conversation, serve } from './event-loop.ts';

const usage = `httpd [-ifv[v]] [-c CONFFILE] [-p [IP:]PORT] [-u USER[:GRP]] [-r REALM] [-h HOME]
or httpd -d/-e/-m STRING

Listen for incoming HTTP requests

	-i		Inetd mode
	-f		Run in foreground
	-v[v]		Verbose
	-p [IP:]PORT	Bind to IP:PORT (default *:80)
	-u USER[:GRP]	Set uid/gid after binding to port
	-r REALM	Authentication Realm for Basic Authentication
	-h HOME		Home directory (default .)
	-c FILE		Configuration file (default {/etc,HOME}/httpd.conf)
	-m STRING	MD5 crypt STRING
	-e STRING	HTML encode STRING
	-d STRING	URL decode STRING
`;
const HTTP_PORT = 80;
const BACKLOG = 9; // mini_httpd_nommu and mini_httpd: listen(server_socket, 9)
/** CPU time a request, microseconds: a fork and a small file. */
const EFFORT = 400;

/** The suffixes that it knows without a configuration: suffixTable. */
const contentTypes: Readonly<Record<string, string>> = {
  txt: 'text/plain',
  h: 'text/plain',
  c: 'text/plain',
  cc: 'text/plain',
  cpp: 'text/plain',
  htm: 'text/html',
  html: 'text/html',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  png: 'image/png',
  css: 'text/css',
  js: 'application/javascript',
  wav: 'audio/wav',
  avi: 'video/x-msvideo',
  mov: 'video/quicktime',
};

/** Titles and explanations of its error pages: http_response. */
const troubles = {
  '400 Bad Request': 'Unsupported method',
  '404 Not Found': 'The requested URL was not found',
  '501 Not Implemented': 'The requested method is not recognized',
} as const;

interface Reply {
  readonly status: string;
  readonly fields: readonly string[];
  readonly body: Uint8Array;
}

class Exchange implements Conversation {
  readonly #sys: Sys;
  readonly #home: string;
  /** Who asks, as the log names it; undefined without -v. */
  readonly #who: string | undefined;
  readonly #reader = new HttpReader(false);
  #log = '';
  done = false;

  constructor(sys: Sys, home: string, who: string | undefined) {
    this.#sys = sys;
    this.#home = home;
    this.#who = who;
  }

  takeLog(): string {
    const log = this.#log;
    this.#log = '';
    return log;
  }

  receive(bytes: Uint8Array): Uint8Array {
    this.#reader.add(bytes);
    if (!this.#reader.isComplete) return new Uint8Array(0);
    this.done = true;
    const [method = '', target = ''] = this.#reader.head?.start.split(' ') ?? [];
    const { status, fields, body } = this.#reply(method, target.split('?')[0] ?? '');
    if (this.#who !== undefined) this.#log = `${this.#who}: response:${status.slice(0, 3)}\n`;
    const head = [
      `HTTP/1.1 ${status}`,
      `Date: ${httpDate(this.#sys.wallClock())}`,
      'Connection: close',
      ...fields,
    ].join('\r\n');
    const shown = encodeUtf8(`${head}\r\n\r\n`);
    const out = new Uint8Array(shown.length + (method === 'HEAD' ? 0 : body.length));
    out.set(shown);
    if (method !== 'HEAD') out.set(body, shown.length);
    return out;
  }

  #reply(method: string, path: string): Reply {
    if (method !== 'GET' && method !== 'HEAD') return trouble('501 Not Implemented');
    if (!path.startsWith('/') || /(^|\/)\.\.(\/|$)/.test(path)) return trouble('400 Bad Request');
    const { fs } = this.#sys;
    const asked = this.#sys.resolve(`${this.#home}/${decoded(path)}`);
    const isDirectory = fs.stat(asked)?.type === 'directory';
    if (isDirectory && !path.endsWith('/'))
      return {
        status: '302 Found',
        fields: ['Content-type: text/html', `Location: ${path}/`],
        body: new Uint8Array(0),
      };
    const file = isDirectory ? `${asked}/index.html` : asked;
    const stat = fs.stat(file);
    const text = stat?.type === 'file' ? fs.readFile(file) : undefined;
    if (stat === undefined || !text?.ok) return trouble('404 Not Found');
    const body = encodeUtf8(text.value);
    const seconds = Math.floor(stat.modified / 1000);
    const type = contentTypes[/\.([A-Za-z]+)$/.exec(file)?.[1] ?? ''] ?? 'application/octet-stream';
    const fields = [
      `Content-type: ${type}`,
      'Accept-Ranges: bytes',
      `Last-Modified: ${httpDate(stat.modified)}`,
      `ETag: "${seconds.toString(16)}-${body.length.toString(16)}"`,
      `Content-Length: ${body.length}`,
    ];
    return { status: '200 OK', fields, body };
  }
}

function trouble(status: keyof typeof troubles): Reply {
  const page = `<HTML><HEAD><TITLE>${status}</TITLE></HEAD>\n<BODY><H1>${status}</H1>\n${troubles[status]}\n</BODY></HTML>\n`;
  return { status, fields: ['Content-type: text/html'], body: encodeUtf8(page) };
}

const decoded = (path: string): string =>
  path.replace(/%([0-9a-fA-F]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));

/** `[IP:]PORT`. */
function whereTo(text: string | undefined): { address: Ip4; port: number } {
  if (text === undefined) return { address: 0, port: HTTP_PORT };
  const colon = text.lastIndexOf(':');
  const address = colon < 0 ? 0 : parseIp4(text.slice(0, colon));
  if (address === undefined) throw die('httpd', `bad address '${text}'`);
  const port = Number(text.slice(colon + 1));
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw die('httpd', `bad port '${text.slice(colon + 1)}'`);
  return { address, port };
}

function openListener(sys: Sys, address: Ip4, port: number): StreamSocket {
  const made = sys.sockets.stream();
  if (!made.ok) throw dieWith('httpd', 'socket', made.errno);
  const errno = made.value.bind(address, port) ?? made.value.listen(BACKLOG);
  if (errno === undefined) return made.value;
  made.value.close();
  throw dieWith('httpd', 'bind', errno);
}

/** Who is asking, as its log has it: the IPv6 socket of an address that is not given maps IPv4's. */
function callerText(socket: StreamSocket, isMapped: boolean): string {
  const peer = socket.peerAddress();
  const address = formatIp4(peer?.address ?? 0);
  return `${isMapped ? `[::ffff:${address}]` : address}:${peer?.port ?? 0}`;
}

function* run(sys: Sys, argv: readonly string[]): Blocking<number> {
  if (argv.includes('--help')) throw helpOf(usage);
  const line = parseOptions(argv.slice(1), {
    options: ['f', 'i', 'v', 'p:', 'h:', 'c:', 'u:', 'r:', 'm:', 'e:', 'd:'],
  });
  if (line.kind === 'wrong') throw showUsage(usage, `httpd: ${line.message}\n`);
  const { options } = line;
  const missing = ['i', 'c', 'u', 'r', 'm', 'e', 'd'].find((key) => options.has(key));
  if (missing !== undefined) throw notSimulated(`httpd -${missing}`);
  const home = sys.resolve(options.value('h') ?? '.');
  if (sys.fs.stat(home)?.type !== 'directory')
    throw dieWith('httpd', `can't change directory to '${options.value('h')}'`, 'ENOENT');
  const { address, port } = whereTo(options.value('p'));
  const listener = openListener(sys, address, port);
  const isMapped = address === 0;
  function* attend(self: Sys): Blocking<number> {
    yield* serve(self, listener, [], EFFORT, (socket) => {
      const who = options.has('v') ? callerText(socket, isMapped) : undefined;
      return new Exchange(self, home, who);
    });
    return 0;
  }
  if (options.has('f')) return yield* attend(sys);
  const opened = sys.open('/dev/null', 'append');
  const nowhere = opened.ok ? opened.value : undefined;
  const fds = new Map([0, 1, 2].map((fd) => [fd, nowhere]));
  const child = sys.spawn({ argv, body: attend, fds, cwd: '/', group: 0 });
  nowhere?.release();
  if (child.ok) return 0;
  listener.close();
  throw dieWith('httpd', "can't fork", child.errno);
}

export const busyboxHttpd: Program = {
  name: 'httpd',
  summary: 'serve files over HTTP',
  *main(sys, argv) {
    return yield* runTool(sys, run(sys, argv));
  },
};
