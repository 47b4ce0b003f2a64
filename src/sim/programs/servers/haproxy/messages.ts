// What haproxy says on standard error, and the pages that it answers by itself.
// Source: HAProxy 3.2 src/errors.c (print_message), src/http.c (http_err_msgs).
// Not modelled: startup logs kept for the master, colours.
import { encodeUtf8 } from '../../../base/utf8.ts';
import type { Sys } from '../../../host/sys.ts';
import type { Reply } from '../proxy/gateway.ts';

export const VERSION = '3.2.9';

type Severity = 'NOTICE' | 'WARNING' | 'ALERT';

const LABEL_WIDTH = 11;

/** `[WARNING]  (1) : …` */
export function message(sys: Sys, severity: Severity, text: string): string {
  return `${`[${severity}]`.padEnd(LABEL_WIDTH)}(${sys.pid}) : ${text}\n`;
}

const pages: Readonly<Record<number, readonly [reason: string, words: string]>> = {
  400: ['Bad request', 'Your browser sent an invalid request.'],
  403: ['Forbidden', 'Request forbidden by administrative rules.'],
  404: ['Not Found', 'The resource could not be found.'],
  405: ['Method Not Allowed', 'A request was made of a resource using a request method not supported by that resource'],
  408: ['Request Time-out', "Your browser didn't send a complete request in time."],
  429: ['Too Many Requests', 'You have sent too many requests in a given amount of time.'],
  500: ['Internal Server Error', 'An internal server error occurred.'],
  502: ['Bad Gateway', 'The server returned an invalid or incomplete response.'],
  503: ['Service Unavailable', 'No server is available to handle this request.'],
  504: ['Gateway Time-out', "The server didn't respond in time."],
};

/** Statuses that it has a page for. */
export const hasPage = (status: number): boolean => pages[status] !== undefined;

export function errorReply(status: number): Reply {
  const [reason, words] = pages[status] ?? ['Service Unavailable', ''];
  const body = encodeUtf8(`<html><body><h1>${status} ${reason}</h1>\n${words}\n</body></html>\n`);
  return {
    status: `${status} ${reason}`,
    fields: [
      ['content-length', String(body.length)],
      ['cache-control', 'no-cache'],
      ['content-type', 'text/html'],
      ['connection', 'close'],
    ],
    body,
  };
}
