// The matches conntrack and state: how a packet relates to the connections that are known.
// Source: net/netfilter/xt_conntrack.c, xt_state.c; libxt_conntrack.c.
// Not modelled: conntrack's other options (addresses, ports, status, expiry).
import { IPS_DST_NAT, IPS_SRC_NAT } from '../../conntrack/connection.ts';
import {
  STATE_ESTABLISHED,
  STATE_INVALID,
  STATE_NEW,
  STATE_RELATED,
  STATE_UNTRACKED,
} from '../../conntrack/tracking.ts';
import { type Kind, type Match, not, notSimulated, RuleError } from '../extension.ts';

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

function stateKind(name: 'conntrack' | 'state'): Kind<Match> {
  const option = name === 'state' ? '--state' : '--ctstate';
  const others = ['--ctproto', '--ctorigsrc', '--ctorigdst', '--ctorigsrcport', '--ctorigdstport', '--ctreplsrc'];
  const rest = ['--ctrepldst', '--ctreplsrcport', '--ctrepldstport', '--ctstatus', '--ctexpire', '--ctdir'];
  return {
    name,
    begin() {
      let mask: number | undefined;
      let negated = false;
      return {
        options: name === 'state' ? [option] : [option, ...others, ...rest],
        take(given, words, inverted) {
          if (given !== option) throw notSimulated(`iptables -m conntrack ${given}`);
          mask = parseStates(words.value(given), name === 'state' ? 'state' : 'ctstate');
          negated = inverted;
        },
        finish() {
          if (mask === undefined)
            throw new RuleError(
              name === 'state'
                ? 'state: option "--state" must be specified\n'
                : 'conntrack: At least one option is required',
            );
          return stateMatch(name, mask, negated);
        },
      };
    },
  };
}

function parseStates(word: string, what: string): number {
  let mask = 0;
  for (const part of word.split(',')) {
    const bit = stateNames.find(([name]) => name === part.toUpperCase())?.[1];
    if (bit === undefined) throw new RuleError(`Bad ${what} "${part}"`);
    mask |= bit;
  }
  return mask;
}

function stateMatch(name: 'conntrack' | 'state', mask: number, inverted: boolean): Match {
  const spelt = stateNames
    .filter(([, bit]) => (mask & bit) !== 0)
    .map(([state]) => state)
    .join(',');
  const translated = (mask & (STATE_SNAT | STATE_DNAT)) !== 0;
  return {
    name,
    needsTracking: true,
    matches(at) {
      const tracking = at.tracking;
      let state = tracking === undefined || tracking.state === 0 ? STATE_INVALID : tracking.state;
      const connection = tracking?.connection;
      if (translated && connection !== undefined) {
        if (connection.has(IPS_SRC_NAT)) state |= STATE_SNAT;
        if (connection.has(IPS_DST_NAT)) state |= STATE_DNAT;
      }
      return ((state & mask) !== 0) !== inverted;
    },
    text: `${not(inverted)}--${name === 'state' ? 'state' : 'ctstate'} ${spelt}`,
    listing: () => `${not(inverted)}${name === 'state' ? 'state' : 'ctstate'} ${spelt}`,
  };
}

export const conntrackMatch = stateKind('conntrack');
export const stateMatchKind = stateKind('state');
