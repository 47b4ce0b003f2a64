// docker stats
// Source: docker/cli v28.5.2 cli/command/container/{stats,stats_helpers}.go.
// Not modelled: formats from a configuration file. Containers that come and go are found by listing them, not by their events.
import type { ContainerSummary, StatsResponse } from '../../engine/api/types.ts';
import type { HttpStream } from '../../host/http.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { atLeast, type Leaf } from '../command.ts';
import { Branch, runUntil } from '../concurrent.ts';
import { Failure } from '../failure.ts';
import { filtersQuery } from '../filters.ts';
import { flag, type Options } from '../flags.ts';
import { formatList } from '../formatter/format.ts';
import { listFormatFlag } from '../formatter/inspect.ts';
import { statsFormat, statsList, statsView } from '../formatter/stats.ts';
import { containerPath } from './api-calls.ts';

/** How often the screen is drawn, in microseconds. */
const REDRAW = 500_000;

/** A container that is looked at: its stream, and the last that came of it. */
interface Watched {
  readonly asked: string;
  readonly stream: HttpStream | undefined;
  text: string;
  last: StatsResponse | undefined;
}

export const stats: Leaf = {
  kind: 'leaf',
  name: 'stats',
  synopsis: '[OPTIONS] [CONTAINER...]',
  short: 'Display a live stream of container(s) resource usage statistics',
  aliasText: 'docker container stats, docker stats',
  args: atLeast(0),
  names: ['running'],
  flags: [
    flag('bool', 'all', 'Show all containers (default shows just running)', { short: 'a' }),
    listFormatFlag,
    flag('bool', 'no-stream', 'Disable streaming stats and only pull the first result'),
    flag('bool', 'no-trunc', 'Do not truncate output'),
  ],
  run: (client, options) => showStats(client, options, options.args, []),
};

/** Shows containers by name or, without names, those that filters let through. */
export function* showStats(
  client: Client,
  options: Options,
  names: readonly string[],
  filters: readonly string[],
): Blocking<number> {
  const wanted = () => wantedOf(client, options, names, filters);
  if (options.bool('no-stream')) yield* showOnce(client, options, wanted);
  else yield* follow(client, options, wanted);
  return 0;
}

/** Tells which containers are to be shown by now. */
type Wanted = () => Blocking<readonly string[]>;

function* wantedOf(
  client: Client,
  options: Options,
  names: readonly string[],
  filters: readonly string[],
): Blocking<readonly string[]> {
  if (names.length > 0) return names;
  const query = { ...(options.bool('all') && { all: '1' }), ...filtersQuery(filters) };
  return (yield* client.get<ContainerSummary[]>('/containers/json', query)).map(({ Id }) => Id);
}

function textOf(options: Options, shown: readonly { asked: string; last: StatsResponse | undefined }[]): string {
  const views = shown.flatMap(({ asked, last }) => (last ? [statsView(asked, last, !options.bool('no-trunc'))] : []));
  return formatList(statsFormat(options.text('format')), statsList, views);
}

/** Asks for all of them at the same time. */
function* showOnce(client: Client, options: Options, wanted: Wanted): Blocking<void> {
  const names = yield* wanted();
  const failures: Failure[] = [];
  const branches = names.map((asked) => new Branch(askOnce(client, asked, failures)));
  while (branches.some(({ result }) => !result)) {
    yield* runUntil(
      branches,
      branches.filter(({ result }) => !result),
    );
  }
  if (failures.length > 0) throw new Failure(failures.map(({ message }) => message).join('\n'));
  const shown = branches.map((branch, i) => ({ asked: names[i] ?? '', last: branch.result?.value }));
  yield* client.sys.print(textOf(options, shown));
}

function* askOnce(client: Client, asked: string, failures: Failure[]): Blocking<StatsResponse | undefined> {
  try {
    return yield* client.get<StatsResponse>(containerPath(asked, 'stats'), { stream: '0' });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    failures.push(error);
    return undefined;
  }
}

/** Draws over what it drew, until it is interrupted. */
function* follow(client: Client, options: Options, wanted: Wanted): Blocking<void> {
  const watched = new Map<string, Watched>();
  for (;;) {
    const names = yield* wanted();
    for (const asked of [...watched.keys()].filter((name) => !names.includes(name))) {
      watched.get(asked)?.stream?.close();
      watched.delete(asked);
    }
    for (const asked of names.filter((name) => !watched.has(name))) {
      const { stream } = yield* client.send('GET', containerPath(asked, 'stats'), { query: { stream: '1' } });
      watched.set(asked, { asked, stream, text: '', last: undefined });
    }
    for (const each of watched.values()) yield* takeNews(each);
    const lines = textOf(options, [...watched.values()]).split('\n');
    yield* client.sys.print(`\x1b[H${lines.map((line) => `${line} \x1b[K\n`).join('')}\x1b[J`);
    yield* client.sys.sleep(REDRAW);
  }
}

/** Reads what has come; waits only for the very first. */
function* takeNews(each: Watched): Blocking<void> {
  while (each.stream && (each.last === undefined || each.stream.ready())) {
    const chunk = yield* each.stream.read();
    if (chunk === undefined) return;
    const lines = `${each.text}${chunk.text}`.split('\n');
    each.text = lines.pop() ?? '';
    const line = lines.at(-1);
    if (line) each.last = JSON.parse(line);
  }
}
