// docker compose events
// Source: docker/compose cmd/compose/events.go; pkg/compose/events.go; pkg/api/api.go Event.String.
// Not modelled: time zones other than UTC.
import { formatRfc3339Nano } from '../../base/time.ts';
import { atLeast } from '../../cli/command.ts';
import { timestamp } from '../../cli/container/logs.ts';
import { filtersQuery } from '../../cli/filters.ts';
import { flag } from '../../cli/flags.ts';
import { followEvents } from '../../cli/system/events.ts';
import type { EventMessage } from '../../engine/api/types.ts';
import { label } from '../backend/containers.ts';
import type { ComposeCommand } from '../command.ts';
import { goJson } from '../model/encode.ts';
import { sortedEntries } from '../model/values.ts';

export const events: ComposeCommand = {
  kind: 'leaf',
  name: 'events',
  synopsis: '[OPTIONS] [SERVICE...]',
  short: 'Receive real time events from containers',
  args: atLeast(0),
  services: 'all',
  flags: [
    flag('bool', 'json', 'Output events as a stream of json objects'),
    flag('string', 'since', 'Show all events created since timestamp'),
    flag('string', 'until', 'Stream events until this timestamp'),
  ],
  *run(invocation, options) {
    const { client } = invocation;
    const project = (yield* invocation.projectName()).toLowerCase();
    const now = client.sys.wallClock();
    const query = {
      ...filtersQuery([`label=${label('project')}=${project}`]),
      ...(options.text('since') !== '' && { since: timestamp('since', options.text('since'), now) }),
      ...(options.text('until') !== '' && { until: timestamp('until', options.text('until'), now) }),
    };
    yield* followEvents(client, query, function* (event) {
      const attributes = event.Actor.Attributes ?? {};
      if (event.Type !== 'container' || attributes[label('oneoff')] === 'True') return;
      const service = attributes[label('service')] ?? '';
      if (options.args.length > 0 && !options.args.includes(service)) return;
      yield* client.print(options.bool('json') ? jsonOf(event, service) : `${textOf(event)}\n`);
    });
    return 0;
  },
};

/** What an event tells beside Compose's own labels. */
function attributesOf(event: EventMessage): [string, string][] {
  return sortedEntries(event.Actor.Attributes ?? {}).filter(([key]) => !key.startsWith('com.docker.compose.'));
}

function textOf(event: EventMessage): string {
  const [, date = '', time = '', fraction = ''] =
    /^(\S+)T(\d\d:\d\d:\d\d)(?:\.(\d+))?Z$/.exec(formatRfc3339Nano(event.timeNano / 1_000_000)) ?? [];
  const attributes = attributesOf(event).map(([key, value]) => `${key}=${value}`);
  const when = `${date} ${time}.${fraction.padEnd(6, '0').slice(0, 6)}`;
  return `${when} container ${event.Action} ${event.Actor.ID} (${attributes.join(', ')})`;
}

function jsonOf(event: EventMessage, service: string): string {
  return goJson({
    action: event.Action,
    attributes: Object.fromEntries(attributesOf(event)),
    id: event.Actor.ID,
    service,
    time: formatRfc3339Nano(event.timeNano / 1_000_000),
    type: 'container',
  });
}
