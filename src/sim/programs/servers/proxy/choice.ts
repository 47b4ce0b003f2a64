// Why a proxy sends a request where it does, in words and data for those who look on.
// Source: ours: a real proxy tells at most its log.
// Not for: the choice itself (balance.ts and each proxy's own rules).
import type { Decision } from '../../../trace/decision.ts';

/** A server of several, and why it was not asked, or that it was. */
export type Considered = ReturnType<NonNullable<Decision['considered']>>[number];

/** `haproxy backend web: server node2, roundrobin`, with the data behind it, and the servers that it chose among. */
export function choice(
  program: string,
  words: string,
  facts: Readonly<Record<string, string>>,
  considered: readonly Considered[] = [],
): Decision {
  const listed = Object.entries(facts).map(([label, value]) => ({ label, value }));
  return {
    describe: () => words,
    cause: () => ({ kind: 'socket', facts: listed, creator: program }),
    ...(considered.length === 0 ? {} : { considered: () => considered }),
  };
}
