// The engine's errors: a closed set of kinds, each with its HTTP status, and Docker's own text.
// Source: moby errdefs/defs.go, api/server/httpstatus/status.go; texts beside their throw sites.
// Not modelled: kinds that nothing here can meet (Unavailable registries, Cancelled, DataLoss).
import type { HttpResponse } from '../../host/http.ts';
import type { ErrorResponse } from './types.ts';

/** Kinds of error and the status that each becomes. */
const statusOf = {
  NotModified: 304,
  InvalidParameter: 400,
  Forbidden: 403,
  NotFound: 404,
  Conflict: 409,
  System: 500,
  NotImplemented: 501,
  Unavailable: 503,
} as const;

export type ErrorKind = keyof typeof statusOf;

/** What a request asked for in vain. Thrown anywhere in the engine, answered by the router, never a defect of ours. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly kind: ErrorKind;
  constructor(kind: ErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

export const notFound = (message: string): ApiError => new ApiError('NotFound', message);
export const conflict = (message: string): ApiError => new ApiError('Conflict', message);
export const invalid = (message: string): ApiError => new ApiError('InvalidParameter', message);
export const forbidden = (message: string): ApiError => new ApiError('Forbidden', message);
export const system = (message: string): ApiError => new ApiError('System', message);

/** What real Docker has and the simulator has not. */
export const notSimulated = (what: string): ApiError =>
  new ApiError('NotImplemented', `hoplab: not simulated yet: ${what}`);

/** Runs `body`; an API error that it throws comes out with `prefix` before its text. */
export function prefixed<T>(prefix: string, body: () => T): T {
  try {
    return body();
  } catch (error) {
    throw withPrefix(prefix, error);
  }
}

/**
 * The same error with `prefix` before its text, its kind kept. What is not an API error stays as it is, and so does what
 * says that the simulator lacks something: that is no text of Docker's.
 */
export function withPrefix(prefix: string, error: unknown): unknown {
  if (!(error instanceof ApiError) || error.kind === 'NotImplemented') return error;
  return new ApiError(error.kind, prefix + error.message);
}

/** The error's response: `{"message": …}` with the kind's status. */
export function errorResponse(error: ApiError): HttpResponse {
  const status = statusOf[error.kind];
  if (status === 304) return { status };
  const body: ErrorResponse = { message: error.message };
  return { status, body: JSON.stringify(body) };
}

/** Several complaints as one text: one alone bare, several each with a bullet. Source: moby internal/multierror. */
export function joinErrors(messages: readonly string[]): string {
  const [only] = messages;
  if (messages.length === 1 && only !== undefined) return only;
  return messages.map((message) => `* ${message.replaceAll('\n', '\n\t')}`).join('\n');
}
