import { expect, it } from 'vitest';
import { ip4 } from '../../../../base/ip4.ts';
import { PeerDb } from './peer-db.ts';
import type { Peer } from './sandbox.ts';

const peer = (host: string): Peer => ({
  address: { family: 4, value: BigInt(ip4('10.0.1.5')) },
  mac: 0x02420a000105,
  vtep: ip4(host),
});

it('lets the first of several that say the same count, and the next one when it goes', () => {
  const db = new PeerDb();
  const [a, b, c] = [peer('192.168.99.101'), peer('192.168.99.102'), peer('192.168.99.103')];
  expect(db.add('a', a)).toBe(a);
  expect(db.add('b', b)).toBeUndefined();
  expect(db.add('c', c)).toBeUndefined();
  expect([...db.active()]).toEqual([a]);
  expect(db.remove('b')).toEqual({ gone: b, counted: false, next: undefined });
  expect(db.remove('a')).toEqual({ gone: a, counted: true, next: c });
  expect([...db.active()]).toEqual([c]);
  expect([...db.hosts()]).toEqual([c.vtep]);
  expect(db.remove('c')).toEqual({ gone: c, counted: true, next: undefined });
  expect([...db.active(), ...db.hosts()]).toEqual([]);
  expect(db.remove('c')).toBeUndefined();
});
