// The match state, and what it has in common with conntrack: how a packet relates to the connections that are known.
// Source: net/netfilter/xt_conntrack.c, xt_state.c; libxt_conntrack.c.
// Not modelled: nothing known.
import { IPS_DST_NAT, IPS_SRC_NAT } from '../../conntrack/connection.ts';
import {
  STATE_ESTABLISHED,
  STATE_INVALID,
  STATE_NEW,
  STATE_RELATED,
  STATE_UNTRACKED,
} from '../../conntrack/tracking.ts';
import { type Kind, type Match, not, RuleError } from '../extension.ts';
import type { Traversal } from '../traversal.ts';

const STATE_SNAT = 256; // XT_CONNTRACK_STATE_SNAT and _DNAT, beyond the bits of a packet's own state
const STATE_DNAT = 512;

/** In the order in which they are printed. */
const stateNames: readonly (readonly [string, number])[] = [
  ['INVALID', STATE_INVALID],
  ['NEW', STATE_NEW],
  ['RELATED', STATE_RELATED],
  ['ESTABLISHED', STATE_ESTABLISHED],
  ['UNTRACKED', STATE_UNTRACKED],
  ['SNAT', STATE_SNAT],
  ['DNAT', STATE_DNAT],
];

/** A list of states as bits; `what` names it in complaints. */
export function parseStates(word: string, what: string): number {
  let mask = 0;
  for (const part of word.split(',')) {
    const bit = stateNames.find(([name]) => name === part.toUpperCase())?.[1];
    if (bit === undefined) throw new RuleError(`Bad ${what} "${part}"`);
    mask |= bit;
  }
  return mask;
}

/** The states of a mask, as they are printed. */
export function stateSpelling(mask: number): string {
  return stateNames
    .filter(([, bit]) => (mask & bit) !== 0)
    .map(([state]) => state)
    .join(',');
}

/** Whether a packet is in one of the states of `mask`. */
export function inState({ tracking }: Traversal, mask: number): boolean {
  let state = tracking === undefined || tracking.state === 0 ? STATE_INVALID : tracking.state;
  const connection = tracking?.connection;
  if ((mask & (STATE_SNAT | STATE_DNAT)) !== 0 && connection !== undefined) {
    if (connection.has(IPS_SRC_NAT)) state |= STATE_SNAT;
    if (connection.has(IPS_DST_NAT)) state |= STATE_DNAT;
  }
  return (state & mask) !== 0;
}

export const stateMatchKind: Kind<Match> = {
  name: 'state',
  begin() {
    let mask: number | undefined;
    let negated = false;
    return {
      options: ['--state'],
      take(option, words, inverted) {
        mask = parseStates(words.value(option), 'state');
        negated = inverted;
      },
      finish() {
        if (mask === undefined) throw new RuleError('state: option "--state" must be specified\n');
        const wanted = mask;
        const inverted = negated;
        const spelt = `state ${stateSpelling(wanted)}`;
        return {
          name: 'state',
          needsTracking: true,
          matches: (at) => inState(at, wanted) !== inverted,
          text: `${not(inverted)}--${spelt}`,
          listing: () => `${not(inverted)}${spelt}`,
        };
      },
    };
  },
};
