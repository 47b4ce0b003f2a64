// docker events
// Source: docker/cli cli/command/system/events.go; moby client/events.go.
// Not modelled: nothing.
import { formatRfc3339Fixed } from '../../base/time.ts';
import type { EventMessage } from '../../engine/api/types.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { exactly, type Leaf } from '../command.ts';
import { timestamp } from '../container/logs.ts';
import { filtersQuery } from '../filters.ts';
import { flag } from '../flags.ts';
import { BAD_TEMPLATE, executed, parsed } from '../formatter/format.ts';
import { longFormatFlag } from '../formatter/inspect.ts';
import type { Template } from '../gotemplate/execute.ts';
import { GoMap, Struct, type Value } from '../gotemplate/values.ts';

export const events: Leaf = {
  kind: 'leaf',
  name: 'events',
  synopsis: '[OPTIONS]',
  short: 'Get real time events from the server',
  aliasText: 'docker system events, docker events',
  args: exactly(0),
  flags: [
    flag('filter', 'filter', 'Filter output based on conditions provided', { short: 'f' }),
    longFormatFlag,
    flag('string', 'since', 'Show all events created since timestamp'),
    flag('string', 'until', 'Stream events until this timestamp'),
  ],
  *run(client, options) {
    const template = formatOf(options.text('format'));
    const now = client.sys.wallClock();
    const query = {
      ...(options.changed('since') && { since: timestamp('since', options.text('since'), now) }),
      ...(options.changed('until') && { until: timestamp('until', options.text('until'), now) }),
      ...filtersQuery(options.list('filter')),
    };
    yield* followEvents(client, query, (event, line) =>
      client.print(template ? executed(template, messageOf(event, line), '') : pretty(event)),
    );
    return 0;
  },
};

/** Hands on every event that the engine tells of, with the line it came in, until the stream ends. */
export function* followEvents(
  client: Client,
  query: Readonly<Record<string, string>>,
  tell: (event: EventMessage, line: string) => Blocking<void>,
): Blocking<void> {
  const { body, stream } = yield* client.send('GET', '/events', { query });
  let text = body ?? '';
  for (;;) {
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') yield* tell(JSON.parse(line), line);
    const chunk = stream ? yield* stream.read() : undefined;
    if (chunk === undefined) break;
    text += chunk.text;
  }
  if (text.trim() !== '') yield* tell(JSON.parse(text), text);
}

function formatOf(format: string): Template | undefined {
  if (format === '') return undefined;
  return parsed(format === 'json' ? '{{json .}}' : format, 'Error parsing format: ', BAD_TEMPLATE);
}

/** An event as templates see it; as JSON it is what the engine sent. */
function messageOf(event: EventMessage, line: string): Struct {
  const attributes = new GoMap(new Map(Object.entries(event.Actor.Attributes ?? {})), 'map[string]string', '');
  const actor: Readonly<Record<string, Value>> = { ID: event.Actor.ID, Attributes: attributes };
  const json = (encode: (value: Value) => string) =>
    `{"ID":${encode(event.Actor.ID)},"Attributes":${encode(attributes)}}`;
  const fields: Readonly<Record<string, Value>> = {
    Status: event.status ?? '',
    ID: event.id ?? '',
    From: event.from ?? '',
    Type: event.Type,
    Action: event.Action,
    Actor: new Struct('events.Actor', new Map(Object.entries(actor)), { json }),
    Scope: event.scope,
    Time: event.time,
    TimeNano: event.timeNano,
  };
  return new Struct('events.Message', new Map(Object.entries(fields)), { json: () => line });
}

function pretty(event: EventMessage): string {
  const attributes = Object.entries(event.Actor.Attributes ?? {})
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
  const when = formatRfc3339Fixed(event.timeNano / 1_000_000);
  const what = `${event.Type} ${event.Action} ${event.Actor.ID}`;
  return `${when} ${what}${attributes === '' ? '' : ` (${attributes})`}`;
}
