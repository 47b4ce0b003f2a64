import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { HostSpec } from './format.ts';
import { worldSchema } from './load.ts';
import { classroom, oneHost, worlds } from './worlds.ts';

describe('worlds', () => {
  it.each([...worlds])('%s is one that a file may hold', (_, world) => {
    const read = v.safeParse(worldSchema, JSON.parse(JSON.stringify(world)));
    expect(read.issues).toBeUndefined();
    expect(read.output).toEqual(world);
  });

  const [server] = oneHost.internet?.hosts ?? [];
  const withServer = (change: object): unknown => ({
    ...oneHost,
    internet: { ...oneHost.internet, hosts: [{ ...server, ...change }] satisfies Partial<HostSpec>[] },
  });

  it.each([
    ['a service that nobody knows', withServer({ services: [{ run: 'sshd' }] })],
    ['a file outside the tree', withServer({ files: { '../etc/passwd': '' } })],
    ['a file of any size', withServer({ files: { '/etc/bind/root.zone': 'x'.repeat(20_000) } })],
    ['a name that the lab has already', withServer({ name: 'node1' })],
    ['a cable that leads nowhere', withServer({ nics: [{ name: 'eth0', cable: 'nowhere' }] })],
    ['an internet without names', { ...classroom, internet: { hosts: [], switches: [], routers: [] } }],
  ])('refuses %s', (_, world) => {
    expect(v.safeParse(worldSchema, world).success).toBe(false);
  });
});
