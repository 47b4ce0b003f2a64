// Why a proxy sends a request where it does, in words and data for those who look on.
// Source: ours: a real proxy tells at most its log.
// Not for: the choice itself (balance.ts and each proxy's own rules).
import type { Decision } from '../../../trace/decision.ts';

/** `haproxy backend web: server node2, roundrobin`, with the data behind it. */
export function choice(program: string, words: string, facts: Readonly<Record<string, string>>): Decision {
  const listed = Object.entries(facts).map(([label, value]) => ({ label, value }));
  return { describe: () => words, cause: () => ({ kind: 'socket', facts: listed, creator: program }) };
}
