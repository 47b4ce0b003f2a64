// /events: what happens on the host, as it happens.
// Source: moby api/server/router/system/system_routes.go getEvents, daemon/events/filter.go.
// Not modelled: filters by daemon, scope, service, node and plugin.
import type { Blocking } from '../../../des/task.ts';
import type { HttpResponse } from '../../../host/http.ts';
import { momentOf } from '../../containers/streams.ts';
import { Channel } from '../channel.ts';
import { Filters } from '../filters.ts';
import { immediate, type Route, type RouteCall } from '../route.ts';
import type { EventMessage } from '../types.ts';

const ACCEPTED = ['container', 'event', 'image', 'label', 'network', 'scope', 'type', 'volume'];

function matches(filters: Filters, event: EventMessage): boolean {
  const { ID, Attributes } = event.Actor;
  const named = (value: string): boolean => ID.startsWith(value) || Attributes.name === value;
  return (
    filters.some('type', (type) => event.Type === type) &&
    filters.some('event', (action) => event.Action === action || event.Action.startsWith(`${action}:`)) &&
    filters.some('container', (value) => event.Type === 'container' && named(value)) &&
    filters.some('network', (value) => event.Type === 'network' && named(value)) &&
    filters.some('volume', (value) => event.Type === 'volume' && named(value)) &&
    filters.some('image', (value) => Attributes.image === value) &&
    filters.some('scope', (value) => event.scope === value) &&
    filters.labels(Attributes)
  );
}

function stream(call: RouteCall): HttpResponse {
  const { daemon, request } = call;
  const filters = new Filters(request, ACCEPTED);
  const since = momentOf(daemon, 'since', request.query?.since);
  const until = momentOf(daemon, 'until', request.query?.until);
  const channel = new Channel();
  let next = since === undefined ? daemon.events.next : 0;
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
