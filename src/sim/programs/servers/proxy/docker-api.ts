// What proxies ask a Docker daemon for over its socket: services, tasks, networks, containers, and word of what changes.
// Source: https://docs.docker.com/reference/api/engine/version/v1.51/, as far as labels and addresses go.
// Not modelled: daemons at other addresses than unix sockets.
import * as v from 'valibot';
import { SECOND, type SimTime } from '../../../des/scheduler.ts';
import { WaitQueue } from '../../../des/task.ts';
import type { Blocking, Sys } from '../../../host/sys.ts';

export const DOCKER_SOCKET = '/var/run/docker.sock';
const API = '/v1.51';

const labels = v.nullish(v.record(v.string(), v.string()), {});
const port = v.object({ Protocol: v.optional(v.string()), TargetPort: v.number() });

const service = v.object({
  ID: v.string(),
  Spec: v.object({
    Name: v.string(),
    Labels: labels,
    EndpointSpec: v.optional(v.object({ Mode: v.optional(v.string()) }), {}),
    TaskTemplate: v.object({ Networks: v.nullish(v.array(v.object({ Target: v.string() })), []) }),
  }),
  Endpoint: v.optional(
    v.object({
      Ports: v.nullish(v.array(port), []),
      VirtualIPs: v.nullish(v.array(v.object({ NetworkID: v.string(), Addr: v.optional(v.string(), '') })), []),
    }),
    {},
  ),
});
export type ApiService = v.InferOutput<typeof service>;

const attachment = v.object({
  Network: v.object({
    ID: v.string(),
    Spec: v.object({ Name: v.string(), Ingress: v.optional(v.boolean(), false) }),
  }),
  Addresses: v.nullish(v.array(v.string()), []),
});
const task = v.object({
  ID: v.string(),
  ServiceID: v.optional(v.string(), ''),
  Slot: v.optional(v.number(), 0),
  Status: v.object({ State: v.string() }),
  NetworksAttachments: v.nullish(v.array(attachment), []),
});
export type ApiTask = v.InferOutput<typeof task>;

const network = v.object({ Id: v.string(), Name: v.string(), Labels: labels });
export type ApiNetwork = v.InferOutput<typeof network>;

const container = v.object({
  Id: v.string(),
  Names: v.array(v.string()),
  State: v.string(),
  Status: v.string(),
  Labels: labels,
  Ports: v.nullish(v.array(v.object({ PrivatePort: v.number() })), []),
  NetworkSettings: v.object({ Networks: v.record(v.string(), v.object({ IPAddress: v.optional(v.string(), '') })) }),
});
export type ApiContainer = v.InferOutput<typeof container>;

const complaint = v.object({ message: v.string() });

/** Why there is no answer, in the words of Docker's client library. */
export interface Unavailable {
  readonly ok: false;
  readonly why: string;
}

type Asked<T> = { readonly ok: true; readonly value: T } | Unavailable;

const lists = {
  services: { path: '/services', schema: v.array(service) },
  tasks: { path: '/tasks', schema: v.array(task) },
  networks: { path: '/networks', schema: v.array(network) },
  containers: { path: '/containers/json', schema: v.array(container) },
} as const;

function* get(
  sys: Sys,
  socket: string,
  path: string,
  query: Readonly<Record<string, string>>,
): Blocking<Asked<unknown>> {
  const answer = yield* sys.http(socket, { method: 'GET', path: `${API}${path}`, query });
  if (!answer.ok) return { ok: false, why: unreachable(socket) };
  const body: unknown = JSON.parse(answer.value.body ?? 'null');
  if (answer.value.status < 400) return { ok: true, value: body };
  const said = v.safeParse(complaint, body);
  return { ok: false, why: `Error response from daemon: ${said.success ? said.output.message : answer.value.status}` };
}

const unreachable = (socket: string): string =>
  `Cannot connect to the Docker daemon at unix://${socket}. Is the docker daemon running?`;

/** All of a kind; `query` filters them. */
export function* listAll<K extends keyof typeof lists>(
  sys: Sys,
  socket: string,
  kind: K,
  query: Readonly<Record<string, string>> = {},
): Blocking<Asked<v.InferOutput<(typeof lists)[K]['schema']>>> {
  const { path, schema } = lists[kind];
  const answer = yield* get(sys, socket, path, query);
  if (!answer.ok) return answer;
  const read = v.safeParse(schema, answer.value);
  return read.success ? { ok: true, value: read.output } : { ok: false, why: 'unexpected answer of the daemon' };
}

/** How long it waits before it asks a daemon again that has hung up. */
const AGAIN = SECOND;

/** Word of a daemon's events, kept until somebody asks whether there was any. */
export class EventFeed {
  readonly #told = new WaitQueue();
  #heard = false;

  /** Listens for ever, for events that the filters let through: a thread of its own. */
  *listen(sys: Sys, socket: string, filters: Readonly<Record<string, readonly string[]>>): Blocking<void> {
    const query = { filters: JSON.stringify(filters) };
    for (;;) {
      const answer = yield* sys.http(socket, { method: 'GET', path: `${API}/events`, query });
      const stream = answer.ok ? answer.value.stream : undefined;
      // What happened before it listened, it has not heard.
      if (stream !== undefined) this.#tell();
      while (stream !== undefined && (yield* stream.read()) !== undefined) this.#tell();
      stream?.close();
      const until = sys.now() + AGAIN;
      while (sys.now() < until) yield* sys.wait([], until);
    }
  }

  #tell(): void {
    this.#heard = true;
    this.#told.wake();
  }

  /** Waits for the next word, for what has come since the last time, or for a moment. */
  *next(sys: Sys, until?: SimTime): Blocking<void> {
    while (!this.#heard && (until === undefined || sys.now() < until)) yield* sys.wait([this.#told], until);
    this.#heard = false;
  }
}
