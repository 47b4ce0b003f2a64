// nginx: the web server of the image of that name.
// Source: nginx(8); texts of ngx_http_special_response.c and ngx_connection.c. `/host` is the classroom image's own.
// Not modelled: configuration files, worker processes, logs, TLS, ranges, conditional requests.
import { formatIp4 } from '../../base/ip4.ts';
import { MILLISECOND } from '../../des/scheduler.ts';
import type { Blocking, Program, Signal, Sys } from '../../host/sys.ts';
import type { StreamSocket } from '../../linux/socket.ts';
import { serve } from './event-loop.ts';
import { HttpConversation, type HttpRequest, type Page } from './http-conversation.ts';

const VERSION = 'nginx/1.30.6';
const PORT = 80;
const BACKLOG = 511; // NGX_LISTEN_BACKLOG
const ROOT = '/usr/share/nginx/html';
const BIND_TRIES = 5; // ngx_open_listening_sockets
const BIND_PAUSE = 500 * MILLISECOND;
/** CPU time a request, microseconds. */
const EFFORT = 150;
const endings: readonly Signal[] = ['SIGTERM', 'SIGQUIT', 'SIGINT'];

const contentTypes: Readonly<Record<string, string>> = {
  html: 'text/html',
  css: 'text/css',
  js: 'application/javascript',
  json: 'application/json',
  txt: 'text/plain',
  xml: 'text/xml',
};

function errorPage(status: string): Page {
  const body = [
    '<html>',
    `<head><title>${status}</title></head>`,
    '<body>',
    `<center><h1>${status}</h1></center>`,
    `<hr><center>${VERSION}</center>`,
    '</body>',
    '</html>',
    '',
  ].join('\r\n');
  return { status, type: 'text/html', body };
}

/** What a path names, below the document root. */
function pageFor(sys: Sys, socket: StreamSocket, path: string): Page {
  if (path === '/host') {
    const server = formatIp4(socket.localAddress().address);
    const client = formatIp4(socket.peerAddress()?.address ?? 0);
    return { status: '200 OK', type: 'text/plain', body: `${sys.hostname} ${server} ${client}\n` };
  }
  const file = sys.resolve(`${ROOT}${path}${path.endsWith('/') ? 'index.html' : ''}`);
  if (!file.startsWith(`${ROOT}/`)) return errorPage('400 Bad Request');
  const stat = sys.fs.stat(file);
  const text = stat?.type === 'file' ? sys.fs.readFile(file) : undefined;
  if (!text?.ok) return errorPage(stat?.type === 'directory' ? '403 Forbidden' : '404 Not Found');
  const type = contentTypes[/\.([a-z]+)$/.exec(file)?.[1] ?? ''] ?? 'application/octet-stream';
  return { status: '200 OK', type, body: text.value };
}

/** Listens on port 80, trying a few times as the real one does. */
function* openListener(sys: Sys): Blocking<StreamSocket | undefined> {
  for (let tries = 0; tries < BIND_TRIES; tries++) {
    const made = sys.sockets.stream();
    if (!made.ok) break;
    const errno = made.value.bind(0, PORT) ?? made.value.listen(BACKLOG);
    if (errno === undefined) return made.value;
    made.value.close();
    yield* sys.error(`nginx: [emerg] bind() to 0.0.0.0:${PORT} failed (98: Address already in use)\n`);
    yield* sys.sleep(BIND_PAUSE);
  }
  yield* sys.error('nginx: [emerg] still could not bind()\n');
  return undefined;
}

export const nginx: Program = {
  name: 'nginx',
  summary: 'HTTP and reverse proxy server',
  *main(sys, argv) {
    const words = argv.slice(1);
    if (words[0] === '-v') {
      yield* sys.error(`nginx version: ${VERSION}\n`);
      return 0;
    }
    const other = words.filter((word) => word !== '-g' && word.replaceAll(' ', '') !== 'daemonoff;');
    if (other.length > 0) {
      yield* sys.error(`hoplab: not simulated yet: nginx ${other.join(' ')}\n`);
      return 125;
    }
    const listener = yield* openListener(sys);
    if (listener === undefined) return 1;
    yield* serve(sys, listener, endings, EFFORT, (socket) => {
      const page = ({ path }: HttpRequest): Page => pageFor(sys, socket, path);
      return new HttpConversation(sys, { server: VERSION, page, error: errorPage });
    });
    return 0;
  },
};
