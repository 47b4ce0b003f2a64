// All fields that a filter knows, by name.
import type { Field } from './field.ts';
import { applicationFields } from './fields-application.ts';
import { linkFields } from './fields-link.ts';
import { networkFields } from './fields-network.ts';
import { recordFields } from './fields-record.ts';

export const allFields: readonly Field[] = [...recordFields, ...linkFields, ...networkFields, ...applicationFields];

const byName: ReadonlyMap<string, Field> = new Map(allFields.map((field) => [field.name, field]));

export function fieldNamed(name: string): Field | undefined {
  return byName.get(name);
}

/** Letters to add, drop, change or swap to make one word of another. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((next[j - 1] ?? 0) + 1, (row[j] ?? 0) + 1, (row[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (before[j - 2] ?? 0) + 1);
      next.push(best);
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}

/** Fields of Wireshark's that we do not have, and what comes near. */
const instead: Readonly<Record<string, string>> = {
  'frame.number': 'hop.number',
  'frame.time': 'frame.time_relative',
  'frame.interface_name': 'hop.at',
  'frame.comment': 'hop.why',
  'tcp.stream': 'hop.journey',
  'udp.stream': 'hop.journey',
  'tcp.seq': 'tcp.seq_raw',
  'tcp.ack': 'tcp.ack_raw',
  'tcp.window_size': 'tcp.window_size_value',
  'http.content_length': 'http.content_length_header',
  'ip.host': 'ip.addr',
};

/** The field whose name is nearest to a mistyped one, if any is near. */
export function nearestField(name: string): string | undefined {
  const lower = name.toLowerCase();
  if (Object.hasOwn(instead, lower)) return instead[lower];
  if (byName.has(lower)) return lower;
  const last = lower.slice(lower.lastIndexOf('.') + 1);
  let best: string | undefined;
  let least = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const field of allFields) {
    const away = distance(lower, field.name);
    if (away < least) [best, least] = [field.name, away];
  }
  // `source.port`, `srcport`: the part behind the dot alone may tell.
  return best ?? allFields.find((field) => last.length > 3 && field.name.endsWith(`.${last}`))?.name;
}
