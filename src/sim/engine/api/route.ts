// One route of the Engine API: what it matches and who answers.
// Source: moby api/server/router/router.go; gorilla/mux patterns.
// Not modelled: experimental routes, middlewares other than the version prefix.
import type { Blocking } from '../../des/task.ts';
import type { HttpRequest, HttpResponse } from '../../host/http.ts';
import type { Daemon } from '../daemon.ts';

/** A request that has matched: what stood in the pattern's places, percent-decoded. */
export interface RouteCall {
  readonly daemon: Daemon;
  readonly request: HttpRequest;
  readonly params: Readonly<Record<string, string>>;
}

interface Matched {
  readonly method: HttpRequest['method'];
  /** `/containers/{id}/json`; `{name...}` takes the rest of the path. */
  readonly pattern: string;
  readonly summary: string;
}

/** Errors are thrown as ApiError. */
export type Route = Matched &
  (
    | { /** The answer is there at once. */ readonly answer: (call: RouteCall) => HttpResponse }
    | { /** The answer takes time. */ readonly handle: (call: RouteCall) => Blocking<HttpResponse> }
  );

/** A route whose answer is there at once. */
export function immediate(
  method: Route['method'],
  pattern: string,
  summary: string,
  answer: (call: RouteCall) => HttpResponse,
): Route {
  return { method, pattern, summary, answer };
}

/** A place in the pattern that matched. */
export function param(call: RouteCall, name: string): string {
  return call.params[name] ?? '';
}

/** A query parameter, '' when it is absent. */
export function queryOf(call: RouteCall, name: string): string {
  return call.request.query?.[name] ?? '';
}

export function json(status: number, body: unknown): HttpResponse {
  return { status, body: JSON.stringify(body) };
}

export const noContent: HttpResponse = { status: 204 };
export const notModified: HttpResponse = { status: 304 };
