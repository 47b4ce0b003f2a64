// HTTP/1.1 as a server speaks it: request after request on one connection, each answered with a page.
// Source: RFC 9112 (framing, persistence), RFC 9110.
// Not modelled: TLS, ranges, conditional requests, pipelining limits.

import { encodeUtf8 } from '../../base/utf8.ts';
import type { Sys } from '../../host/sys.ts';
import { fieldOf, type HttpHead, HttpReader, httpDate } from '../net/http.ts';
import type { Conversation } from './event-loop.ts';

export interface Page {
  readonly status: string;
  readonly type: string;
  readonly body: string;
  /** Fields of its own, such as Location. */
  readonly fields?: readonly string[];
}

export interface HttpRequest {
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  readonly head: HttpHead;
}

/** A web server's ways: its name, its pages, and what it says of requests that are none. */
export interface Site {
  readonly server: string;
  page(request: HttpRequest): Page;
  error(status: string): Page;
}

export class HttpConversation implements Conversation {
  readonly #sys: Sys;
  readonly #site: Site;
  #reader = new HttpReader(false);
  done = false;

  constructor(sys: Sys, site: Site) {
    this.#sys = sys;
    this.#site = site;
  }

  receive(bytes: Uint8Array): Uint8Array {
    this.#reader.add(bytes);
    let out = '';
    while (this.#reader.isComplete && !this.done) {
      out += this.#respond();
      const { rest } = this.#reader;
      this.#reader = new HttpReader(false);
      this.#reader.add(rest);
    }
    return encodeUtf8(out);
  }

  #respond(): string {
    const site = this.#site;
    const { head } = this.#reader;
    const [method = '', target = '', version = 'HTTP/0.9'] = head?.start.split(' ') ?? [];
    const known = method === 'GET' || method === 'HEAD' || method === 'POST';
    const sound = head !== undefined && version.startsWith('HTTP/1.') && target.startsWith('/');
    const page = !sound
      ? site.error('400 Bad Request')
      : known
        ? site.page({ method, path: target.split('?')[0] ?? '/', head })
        : site.error('405 Not Allowed');
    const connection = (head && fieldOf(head, 'connection')?.toLowerCase()) ?? '';
    const keeps = sound && (version === 'HTTP/1.1' ? connection !== 'close' : connection === 'keep-alive');
    this.done = !keeps;
    const fields = [
      `HTTP/1.1 ${page.status}`,
      `Server: ${site.server}`,
      `Date: ${httpDate(this.#sys.wallClock())}`,
      `Content-Type: ${page.type}`,
      `Content-Length: ${encodeUtf8(page.body).length}`,
      ...(page.fields ?? []),
      `Connection: ${keeps ? 'keep-alive' : 'close'}`,
    ];
    return `${fields.join('\r\n')}\r\n\r\n${method === 'HEAD' ? '' : page.body}`;
  }
}
