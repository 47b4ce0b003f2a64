// unbound: a recursive name server with a cache. It knows the root's servers from /etc/unbound/root.hints and learns the rest.
// Source: unbound(8), unbound.conf(5); the hints are a master file, as InterNIC's named.root is.
// Not modelled: unbound.conf, access control, DNSSEC, local zones.
import type { Blocking, Program, Sys } from '../../../host/sys.ts';
import { TYPE_A, TYPE_NS } from '../../../wire/dns-record.ts';
import { Recursor } from './recursor.ts';
import { type DnsReply, EFFORT, serveDns } from './service.ts';
import { parseRecords } from './zone.ts';

const HINTS = '/etc/unbound/root.hints';

function* run(sys: Sys): Blocking<number> {
  const text = sys.fs.readFile(HINTS);
  const { records, problems } = parseRecords('', text.ok ? text.value : '');
  for (const problem of problems) yield* sys.error(`unbound: ${HINTS}:${problem}: not understood\n`);
  const recursor = new Recursor(
    sys,
    records.filter(({ type }) => type === TYPE_NS || type === TYPE_A),
  );
  return yield* serveDns(sys, 'unbound', function* (question): Blocking<DnsReply> {
    yield* sys.compute(EFFORT);
    return yield* recursor.resolve(question);
  });
}

export const unbound: Program = {
  name: 'unbound',
  summary: 'recursive, caching name server',
  *main(sys) {
    return yield* run(sys);
  },
};
