// docker logs
// Source: docker/cli cli/command/container/logs.go; moby client/container_logs.go, api/types/time/timestamp.go.
// Not modelled: nothing.
import { parseIso } from '../../base/time.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { exactly, type Leaf } from '../command.ts';
import { Failure } from '../failure.ts';
import { flag } from '../flags.ts';
import { parseDuration } from '../formatter/duration.ts';
import { containerPath, inspectContainer } from './api-calls.ts';

const EXAMPLES = '(e.g. "2013-01-02T13:23:37Z") or relative (e.g. "42m" for 42 minutes)';

export const logs: Leaf = {
  kind: 'leaf',
  name: 'logs',
  synopsis: '[OPTIONS] CONTAINER',
  short: 'Fetch the logs of a container',
  aliasText: 'docker container logs, docker logs',
  args: exactly(1),
  names: ['container'],
  flags: [
    flag('bool', 'details', 'Show extra details provided to logs'),
    flag('bool', 'follow', 'Follow log output', { short: 'f' }),
    flag('string', 'since', `Show logs since timestamp ${EXAMPLES}`),
    flag('string', 'tail', 'Number of lines to show from the end of the logs', { short: 'n', default: 'all' }),
    flag('bool', 'timestamps', 'Show timestamps', { short: 't' }),
    flag('string', 'until', `Show logs before a timestamp ${EXAMPLES}`),
  ],
  *run(client, options) {
    const { Id } = yield* inspectContainer(client, options.args[0] ?? '');
    const now = client.sys.wallClock();
    const query = {
      stdout: '1',
      stderr: '1',
      tail: options.text('tail'),
      ...(options.bool('follow') && { follow: '1' }),
      ...(options.bool('details') && { details: '1' }),
      ...(options.bool('timestamps') && { timestamps: '1' }),
      ...(options.changed('since') && { since: timestamp('since', options.text('since'), now) }),
      ...(options.changed('until') && { until: timestamp('until', options.text('until'), now) }),
    };
    yield* copyResponse(client, containerPath(Id, 'logs'), query);
    return 0;
  },
};

function* copyResponse(client: Client, path: string, query: Record<string, string>): Blocking<void> {
  const { body, stream } = yield* client.send('GET', path, { query });
  if (body) yield* client.sys.print(body);
  for (;;) {
    const chunk = stream ? yield* stream.read() : undefined;
    if (chunk === undefined) return;
    yield* client.sys.write(chunk.channel === 'stderr' ? 2 : 1, chunk.text);
  }
}

/** Seconds since 1970 of a moment, or of a duration before now. `now` is in milliseconds. */
export function timestamp(name: string, text: string, now: number): string {
  if (/^\d+(\.\d+)?$/.test(text)) return text;
  const ago = parseDuration(text);
  const ms = ago === undefined ? parseIso(text) : now - ago * 1000;
  if (ms === undefined) {
    const why = `failed to parse value as time or duration: ${JSON.stringify(text)}`;
    throw new Failure(`invalid value for ${JSON.stringify(name)}: ${why}`);
  }
  return `${Math.floor(ms / 1000)}.${String(Math.round((ms % 1000) * 1_000_000)).padStart(9, '0')}`;
}
