// unbound: a recursive name server with a cache. It knows the root's servers from /etc/unbound/root.hints and learns the rest.
// Source: unbound(8), unbound.conf(5); the hints are a master file, as InterNIC's named.root is.
// Not modelled: unbound.conf, access control, DNSSEC, local zones.
import type { Blocking, Program, Sys } from '../../../host/sys.ts';
import { type DnsRecord, TYPE_A, TYPE_NS } from '../../../wire/dns-record.ts';
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
  return yield* serveDns(sys, 'unbound', function* (question, { id }): Blocking<DnsReply> {
    yield* sys.compute(EFFORT);
    const reply = yield* recursor.resolve(question);
    return { ...reply, answers: rotated(reply.answers, question.type, id) };
  });
}

/** rrset-roundrobin: yes, which takes its turn from the query's identifier. Aliases stay before what they lead to. */
function rotated(answers: readonly DnsRecord[], type: number, id: number): readonly DnsRecord[] {
  const aliases = answers.filter((one) => one.type !== type);
  const set = answers.filter((one) => one.type === type);
  const turn = set.length === 0 ? 0 : id % set.length;
  return [...aliases, ...set.slice(turn), ...set.slice(0, turn)];
}

export const unbound: Program = {
  name: 'unbound',
  summary: 'recursive, caching name server',
  *main(sys) {
    return yield* run(sys);
  },
};
