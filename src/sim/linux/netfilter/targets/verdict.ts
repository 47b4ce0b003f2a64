// The plain verdicts: ACCEPT, DROP, RETURN.
// Source: iptables(8), TARGETS.
// Not modelled: QUEUE.
import type { Kind, Target } from '../extension.ts';
import type { Verdict } from '../traversal.ts';

function verdictTarget(name: string, verdict: Verdict): Kind<Target> {
  const target: Target = { name, text: '', listing: () => '', apply: () => verdict };
  return { name, begin: () => ({ options: [], take: () => undefined, finish: () => target }) };
}

export const acceptTarget = verdictTarget('ACCEPT', 'accept');
export const dropTarget = verdictTarget('DROP', 'drop');
export const returnTarget = verdictTarget('RETURN', 'return');
