// What nginx answers by itself: files, texts of `return`, redirections, and its pages for errors.
// Source: ngx_http_special_response.c, ngx_http_static_module.c, ngx_http_index_module.c.
// Not modelled: ranges, conditional requests and the fields for them, lists of directories.
import { encodeUtf8 } from '../../../base/utf8.ts';
import type { Sys } from '../../../host/sys.ts';
import { fieldOf } from '../../net/http.ts';
import type { Exchange, Reply } from '../proxy/gateway.ts';
import type { Field } from '../proxy/head.ts';
import type { Scope } from './scope.ts';
import { expand, type Moment, pathOf, VERSION } from './variables.ts';

/** An answer without the fields that all have. */
export interface Page extends Reply {
  readonly type: string;
}

const reasons: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  301: 'Moved Permanently',
  302: 'Moved Temporarily',
  303: 'See Other',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Not Allowed',
  410: 'Gone',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

/** `nginx/1.30.6`, or the name alone where server_tokens is off. */
export function signature(scope: Scope): string {
  return scope.word('server_tokens', 'on') === 'off' ? 'nginx' : `nginx/${VERSION}`;
}

export function statusLine(status: number): string {
  const reason = reasons[status];
  return reason === undefined ? String(status) : `${status} ${reason}`;
}

export function errorPage(scope: Scope, status: number, fields: readonly Field[] = []): Page {
  // The head of a 302 calls it otherwise than its page does.
  const title = status === 302 ? '302 Found' : statusLine(status);
  const body = [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<center><h1>${title}</h1></center>`,
    `<hr><center>${signature(scope)}</center>`,
    '</body>',
    '</html>',
    '',
  ].join('\r\n');
  return { status: statusLine(status), type: 'text/html', fields, body: encodeUtf8(body) };
}

/** `return CODE [TEXT|URL]`, `return URL`. */
export function returned(scope: Scope, words: readonly string[], moment: Moment): Page {
  const [first = '', second] = words;
  const bare = !/^\d{3}$/.test(first);
  const status = bare ? 302 : Number(first);
  const text = expand(bare ? first : (second ?? ''), moment);
  if ([301, 302, 303, 307, 308].includes(status)) {
    return errorPage(scope, status, [['Location', text.startsWith('/') ? absolute(moment.request, text) : text]]);
  }
  if (second === undefined && status !== 200 && status !== 204) return errorPage(scope, status);
  const type = scope.word('default_type', 'text/plain');
  return { status: statusLine(status), type, fields: [], body: encodeUtf8(text) };
}

function absolute(request: Exchange, path: string): string {
  return `http://${fieldOf(request.head, 'host') ?? ''}${path}`;
}

/** A file below the document root. */
export function filePage(sys: Sys, scope: Scope, moment: Moment): Page {
  const { request, root } = moment;
  if (request.method !== 'GET' && request.method !== 'HEAD') return errorPage(scope, 405);
  const path = pathOf(request.target);
  const asked = sys.resolve(`${root}${path}`);
  if (asked !== root && !asked.startsWith(`${root}/`)) return errorPage(scope, 400);
  const stat = sys.fs.stat(asked);
  if (stat?.type === 'directory' && !path.endsWith('/')) {
    return errorPage(scope, 301, [['Location', absolute(request, `${path}/`)]]);
  }
  const indexes = scope.one('index')?.words ?? ['index.html'];
  const candidates = path.endsWith('/') ? indexes.map((name) => `${asked}/${name}`) : [asked];
  for (const file of candidates) {
    const text = sys.fs.stat(file)?.type === 'file' ? sys.fs.readFile(file) : undefined;
    if (text?.ok) return { status: '200 OK', type: typeOf(scope, file), fields: [], body: encodeUtf8(text.value) };
  }
  return errorPage(scope, stat?.type === 'directory' ? 403 : 404);
}

/** ngx_http_core_default_types: where there is no `types` block. */
const defaultTypes = [
  { name: 'text/html', words: ['html'] },
  { name: 'image/gif', words: ['gif'] },
  { name: 'image/jpeg', words: ['jpg'] },
];

/** By the ending of a file's name, from the `types` block. */
function typeOf(scope: Scope, file: string): string {
  const ending = /\.([A-Za-z0-9]+)$/.exec(file)?.[1]?.toLowerCase() ?? '';
  const entries = scope.one('types')?.block ?? defaultTypes;
  return entries.find(({ words }) => words.includes(ending))?.name ?? scope.word('default_type', 'text/plain');
}
