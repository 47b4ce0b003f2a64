// docker service logs
// Source: docker/cli v28.5.2 cli/command/service/logs.go; moby api/server/httputils/write_log_stream.go (attributes).
// Not modelled: nothing.
import type { ServiceResource, TaskResource } from '../../engine/api/swarm-types.ts';
import type { Blocking } from '../../host/sys.ts';
import { type Client, segment } from '../client.ts';
import { exactly, type Leaf } from '../command.ts';
import { timestamp } from '../container/logs.ts';
import { ApiFailure, Failure } from '../failure.ts';
import { cut, flag, type Options } from '../flags.ts';
import { truncateId } from '../formatter/units.ts';
import { IdResolver } from '../task/resolver.ts';
import { inspectService, servicePath } from './api-calls.ts';

const EXAMPLES = '(e.g. "2013-01-02T13:23:37Z") or relative (e.g. "42m" for 42 minutes)';

export const logs: Leaf = {
  kind: 'leaf',
  name: 'logs',
  synopsis: '[OPTIONS] SERVICE|TASK',
  short: 'Fetch the logs of a service or task',
  args: exactly(1),
  names: ['service'],
  flags: [
    flag('bool', 'no-resolve', 'Do not map IDs to Names in output'),
    flag('bool', 'no-trunc', 'Do not truncate output'),
    flag('bool', 'raw', 'Do not neatly format logs'),
    flag('bool', 'no-task-ids', 'Do not include task IDs in output'),
    flag('bool', 'follow', 'Follow log output', { short: 'f' }),
    flag('string', 'since', `Show logs since timestamp ${EXAMPLES}`),
    flag('bool', 'timestamps', 'Show timestamps', { short: 't' }),
    flag('bool', 'details', 'Show extra details provided to logs'),
    flag('string', 'tail', 'Number of lines to show from the end of the logs', { short: 'n', default: 'all' }),
  ],
  *run(client, options) {
    const [name = ''] = options.args;
    const source = yield* sourceOf(client, name);
    const raw = options.bool('raw');
    if (source.tty && !raw) throw new Failure('tty service logs only supported with --raw');
    const { body = '', stream } = yield* client.send('GET', source.path, { query: queryOf(client, options) });
    const writer = new LogWriter(client, options, source.width);
    const write = (channel: number, text: string): Blocking<void> =>
      raw ? client.sys.write(channel, text) : writer.write(channel, text);
    if (body !== '') yield* write(1, body);
    for (;;) {
      const chunk = stream ? yield* stream.read() : undefined;
      if (chunk === undefined) return 0;
      if (chunk.broken) throw new Failure(`error from daemon in stream: ${chunk.text}`);
      yield* write(chunk.channel === 'stderr' ? 2 : 1, chunk.text);
    }
  },
};

interface Source {
  readonly path: string;
  readonly tty: boolean;
  /** Digits of the largest slot. */
  readonly width: number;
}

function* sourceOf(client: Client, name: string): Blocking<Source> {
  const digits = (count: number): number => String(count).length;
  try {
    const { Spec }: ServiceResource = yield* inspectService(client, name);
    const tty = Spec.TaskTemplate.ContainerSpec?.TTY ?? false;
    const width = 'Replicated' in Spec.Mode ? digits(Spec.Mode.Replicated.Replicas) : 1;
    return { path: servicePath(name, '/logs'), tty, width };
  } catch (error) {
    if (!(error instanceof ApiFailure && error.notFound)) throw error;
  }
  const path = `/tasks/${segment('task', name)}`;
  try {
    const task = yield* client.get<TaskResource>(path);
    return { path: `${path}/logs`, tty: task.Spec.ContainerSpec?.TTY ?? false, width: digits(task.Slot ?? 0) };
  } catch (error) {
    if (error instanceof ApiFailure && error.notFound) throw new Failure(`no such task or service: ${name}`);
    throw error;
  }
}

function queryOf(client: Client, options: Options): Record<string, string> {
  const since = options.text('since');
  return {
    stdout: '1',
    stderr: '1',
    tail: options.text('tail'),
    ...(since !== '' && { since: timestamp('since', since, client.sys.wallClock()) }),
    ...(options.bool('timestamps') && { timestamps: '1' }),
    ...(options.bool('follow') && { follow: '1' }),
    ...((options.bool('details') || !options.bool('raw')) && { details: '1' }),
  };
}

/** Puts a task's name and node before each line, in place of the attributes that the engine put there. */
class LogWriter {
  readonly #client: Client;
  readonly #options: Options;
  readonly #width: number;
  readonly #resolver: IdResolver;
  readonly #heads = new Map<string, string>();
  constructor(client: Client, options: Options, width: number) {
    this.#client = client;
    this.#options = options;
    this.#width = width;
    this.#resolver = new IdResolver(client, !options.bool('no-resolve'));
  }

  *write(channel: number, text: string): Blocking<void> {
    for (const line of text.split(/(?<=\n)/)) if (line !== '') yield* this.#line(channel, line);
  }

  *#line(channel: number, line: string): Blocking<void> {
    const [time, rest] = this.#options.bool('timestamps') ? cut(line, ' ') : ['', line];
    const [attributes, message] = cut(rest, ' ');
    const details = new Map(
      attributes.split(',').map((pair) => cut(pair, '=').map(decodeURIComponent) as [string, string]),
    );
    const head = yield* this.#head(details);
    const own = [...details]
      .filter(([key]) => !key.startsWith('com.docker.swarm.'))
      .map(([key, value]) => `${key}=${value}`);
    const shown = this.#options.bool('details') ? `${own.sort().join(',')} ` : '';
    yield* this.#client.sys.write(channel, `${time === '' ? '' : `${time} `}${head}    | ${shown}${message}`);
  }

  /** `web.1.ab12cd34ef56@node1` */
  *#head(details: ReadonlyMap<string, string>): Blocking<string> {
    const attribute = (name: string): string => details.get(`com.docker.swarm.${name}.id`) ?? '';
    const id = attribute('task');
    const known = this.#heads.get(id);
    if (known !== undefined) return known;
    const node = yield* this.#resolver.node(attribute('node'));
    const service = yield* this.#resolver.service(attribute('service'));
    const { Slot = 0, ID } = yield* this.#client.get<TaskResource>(`/tasks/${segment('task', id)}`);
    const shownId = this.#options.bool('no-trunc') ? ID : truncateId(ID);
    const suffix = this.#options.bool('no-task-ids') ? '' : `.${shownId}`;
    const padding = ' '.repeat(Math.max(0, this.#width - String(Slot).length));
    const head = `${service}.${Slot}${suffix}@${node}${padding}`;
    this.#heads.set(id, head);
    return head;
  }
}
