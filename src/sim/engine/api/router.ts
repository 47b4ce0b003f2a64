// Finds the route of a request and turns what goes wrong into a response.
// Source: moby api/server/{server,httpstatus}.go: an optional version prefix, `page not found` for what no route matches.
// Not modelled: versions older or newer than the daemon's are served alike.
import type { Blocking } from '../../des/task.ts';
import type { HttpRequest, HttpResponse, HttpService } from '../../host/http.ts';
import { asApiError } from '../cluster/errors.ts';
import type { Daemon } from '../daemon.ts';
import { ApiError, errorResponse, notFound } from './errors.ts';
import type { Route } from './route.ts';

interface Compiled {
  readonly route: Route;
  readonly pattern: RegExp;
  readonly names: readonly string[];
}

export class Router implements HttpService {
  readonly #daemon: Daemon;
  readonly #routes: readonly Compiled[];

  constructor(daemon: Daemon, routes: readonly Route[]) {
    this.#daemon = daemon;
    this.#routes = routes.map(compile);
  }

  *serve(request: HttpRequest): Blocking<HttpResponse> {
    try {
      const path = request.path.replace(/^\/v1\.\d+(?=\/)/, '');
      for (const { route, pattern, names } of this.#routes) {
        const match = route.method === request.method ? pattern.exec(path) : null;
        if (match === null) continue;
        const params = Object.fromEntries(names.map((name, i) => [name, decode(match[i + 1] ?? '')]));
        const call = { daemon: this.#daemon, request, params };
        return 'answer' in route ? route.answer(call) : yield* route.handle(call);
      }
      throw notFound('page not found');
    } catch (thrown) {
      const error = asApiError(thrown);
      if (error instanceof ApiError) return errorResponse(error);
      throw error;
    }
  }
}

function compile(route: Route): Compiled {
  const names: string[] = [];
  const source = route.pattern.replace(/\{(\w+)(\.\.\.)?\}/g, (_all, name: string, rest: string | undefined) => {
    names.push(name);
    return rest === undefined ? '([^/]+)' : '(.+)';
  });
  return { route, names, pattern: new RegExp(`^${source}$`) };
}

/** Percent-decoding; what is not well formed stays as it is. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
