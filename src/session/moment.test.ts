import * as v from 'valibot';
import { expect, it } from 'vitest';
import { momentSchema } from './moment.ts';
import type { Moment } from './protocol.ts';

type Selection = NonNullable<Moment['selection']>;

/** One of each kind: what can be selected can be shared. */
const samples: { readonly [K in Selection['kind']]: Extract<Selection, { readonly kind: K }> } = {
  device: { kind: 'device', uid: 7 },
  container: { kind: 'container', host: 'node1', id: 'abc' },
  network: { kind: 'network', host: 'node1', id: 'abc' },
  host: { kind: 'host', host: 'node1' },
  service: { kind: 'service', cluster: 'c', id: 's' },
  task: { kind: 'task', cluster: 'c', id: 't' },
  span: { kind: 'span', cluster: 'c', id: 'n' },
  cluster: { kind: 'cluster', id: 'c' },
  netns: { kind: 'netns', host: 'node1', id: 3 },
  internet: { kind: 'internet' },
  record: { kind: 'record', seq: 99 },
};

it.each(Object.values(samples))('$kind', (selection) => {
  const moment: Moment = { time: 1, selection, camera: { x: -1.5, y: 0, width: 10, height: 20 }, panel: 'files' };
  expect(v.parse(momentSchema, moment)).toEqual(moment);
});

it.each([
  { time: -1 },
  { time: 1.5 },
  { time: 1, selection: { kind: 'nosuch' } },
  { time: 1, selection: { kind: 'device', uid: '7' } },
  { time: 1, camera: { x: 0, y: 0, width: 0, height: 1 } },
  { time: 1, camera: { x: null, y: 0, width: 1, height: 1 } },
  { time: 1, panel: '../' },
  { time: 1, more: true },
])('%j is none', (value) => {
  expect(v.safeParse(momentSchema, value).success).toBe(false);
});
