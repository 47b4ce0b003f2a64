// /events: what happens on the host, as it happens.
// Source: moby api/server/router/system/system_routes.go getEvents, daemon/events/filter.go.
// Not modelled: nothing known.
import type { Blocking } from '../../../des/task.ts';
import type { HttpResponse } from '../../../host/http.ts';
import { momentOf } from '../../containers/streams.ts';
import { parseReference } from '../../images/store.ts';
import { Channel } from '../channel.ts';
import { invalid } from '../errors.ts';
import { Filters } from '../filters.ts';
import { immediate, type Route, type RouteCall } from '../route.ts';
import type { EventMessage } from '../types.ts';

/** Filters that look at what the event is about, whatever its kind. */
const ACTORS = ['daemon', 'container', 'plugin', 'volume', 'network', 'node', 'service', 'secret', 'config'];
/** Actions that carry more behind a colon: asked for by one of these names, all names match as beginnings. */
const PREFIXES = ['health_status', 'exec_create', 'exec_start'];

function matches(filters: Filters, event: EventMessage): boolean {
  const { ID, Attributes } = event.Actor;
  const { name = '', image = '' } = Attributes;
  const begins = filters.get('event').some((action) => PREFIXES.includes(action));
  const imageName = event.Type === 'image' ? name : image;
  return (
    filters.some('event', (action) => (begins ? event.Action.startsWith(action) : event.Action === action)) &&
    filters.some('type', (type) => event.Type === type) &&
    filters.some('scope', (scope) => event.scope === scope) &&
    ACTORS.every((kind) => filters.some(kind, (value) => ID.startsWith(value) || name.startsWith(value))) &&
    filters.some('image', (value) => [ID, imageName, withoutTag(ID), withoutTag(imageName)].includes(value)) &&
    filters.labels(Attributes)
  );
}

function withoutTag(image: string): string {
  return parseReference(image)?.repository ?? image;
}

function stream(call: RouteCall): HttpResponse {
  const { daemon, request } = call;
  const filters = new Filters(request);
  const since = momentOf(daemon, 'since', request.query?.since);
  const until = momentOf(daemon, 'until', request.query?.until);
  if (until !== undefined && until < (since ?? 0)) {
    const { since: first, until: last } = request.query ?? {};
    throw invalid(`\`since\` time (${first}) cannot be after \`until\` time (${last})`);
  }
  const channel = new Channel();
  let next = since === undefined && until === undefined ? daemon.events.next : 0;
  const { scheduler } = daemon.machine;
  const deadline =
    until === undefined ? undefined : scheduler.now + Math.max(0, Math.ceil((until - daemon.now()) * 1000));
  const wanted = (event: EventMessage): boolean => {
    const at = event.timeNano / 1_000_000;
    return at >= (since ?? 0) && at <= (until ?? Number.POSITIVE_INFINITY) && matches(filters, event);
  };
  daemon.machine.startTask(
    (function* (): Blocking<void> {
      while (!channel.closed) {
        const events = daemon.events.since(next);
        next = daemon.events.next;
        for (const event of events) {
          if (wanted(event)) yield* channel.send({ channel: 'stdout', text: `${JSON.stringify(event)}\n` });
        }
        if (events.length > 0) continue;
        if (deadline !== undefined && scheduler.now >= deadline) break;
        const on = [daemon.events.changed, channel.readable];
        yield deadline === undefined ? { on } : { on, until: deadline };
      }
      channel.end();
    })(),
  );
  return { status: 200, stream: channel };
}

export const eventRoutes: readonly Route[] = [immediate('GET', '/events', 'Follow what happens', stream)];
