// What differs between two views of the world, as news.
import type { WorldView } from '../../session/protocol.ts';
import type { News } from './news.ts';

type Host = WorldView['hosts'][number];
type Container = Host['containers'][number];
type Cluster = NonNullable<WorldView['clusters']>[number];

/** Docker's words for states, as what is told of them. */
const states: Readonly<Record<string, 'created' | 'running' | 'stopped' | 'paused'>> = {
  created: 'created',
  running: 'running',
  exited: 'stopped',
  dead: 'stopped',
  paused: 'paused',
};

/** Pairs of what was and what is, by what tells them apart. */
function* pairs<T>(
  before: readonly T[],
  now: readonly T[],
  by: (one: T) => string,
): Generator<readonly [before: T | undefined, now: T | undefined]> {
  const was = new Map(before.map((one) => [by(one), one]));
  for (const one of now) {
    yield [was.get(by(one)), one];
    was.delete(by(one));
  }
  for (const one of was.values()) yield [one, undefined];
}

function* containerNews(host: string, before: Container | undefined, now: Container | undefined): Generator<News> {
  const name = now?.name ?? before?.name ?? '';
  if (now === undefined) {
    yield { kind: 'removed', name, host };
    return;
  }
  const kind = states[now.state];
  if (before?.state !== now.state && kind !== undefined) yield { kind, name, host };
  for (const [was, is] of pairs(before?.attachments ?? [], now.attachments, ({ network }) => network)) {
    if (was === undefined && is !== undefined) yield { kind: 'attached', name, network: is.network };
    if (was !== undefined && is === undefined) yield { kind: 'detached', name, network: was.network };
  }
}

function* nodeNews({ name: host, node: before }: Host, { node: now }: Host): Generator<News> {
  if (before?.cluster !== now?.cluster) {
    if (now?.cluster === undefined) yield { kind: 'left', host };
    else yield { kind: 'joined', host, role: now.role };
  } else if (now?.leads === true && before?.leads !== true) yield { kind: 'leads', host };
  if (before?.hasLeader === true && now?.hasLeader === false && now.role === 'manager')
    yield { kind: 'noLeader', host };
}

function* hostNews(before: Host, now: Host): Generator<News> {
  const host = now.name;
  if (before.power !== now.power) {
    if (now.power === 'on') yield { kind: 'hostOn', host };
    else if (now.power === 'off') yield { kind: 'hostOff', host };
  }
  yield* nodeNews(before, now);
  // Of a host that has lost its power, nothing has been removed: nobody can tell what is there.
  if (before.power !== 'on' || now.power !== 'on') return;
  for (const [was, is] of pairs(before.networks, now.networks, ({ id }) => id)) {
    if (was === undefined && is !== undefined) yield { kind: 'network', name: is.name, host };
    if (was !== undefined && is === undefined) yield { kind: 'noNetwork', name: was.name, host };
  }
  for (const [was, is] of pairs(before.containers, now.containers, ({ id }) => id)) yield* containerNews(host, was, is);
}

function* clusterNews(before: Cluster, now: Cluster): Generator<News> {
  for (const [was, is] of pairs(before.services, now.services, ({ id }) => id)) {
    if (is === undefined) yield { kind: 'noService', name: was?.name ?? '' };
    else if (was === undefined) yield { kind: 'service', name: is.name };
    else if (was.running !== is.running && is.wanted !== undefined) {
      yield { kind: 'tasks', name: is.name, running: is.running, wanted: is.wanted };
    }
  }
}

/** What has happened from one view of the world to the next. */
export function changes(before: WorldView, now: WorldView): readonly News[] {
  const news: News[] = [];
  for (const [was, is] of pairs(before.hosts, now.hosts, ({ name }) => name)) {
    if (was !== undefined && is !== undefined && was !== is) news.push(...hostNews(was, is));
  }
  for (const [was, is] of pairs(before.clusters ?? [], now.clusters ?? [], ({ id }) => id)) {
    if (was !== undefined && is !== undefined) news.push(...clusterNews(was, is));
  }
  return news;
}
