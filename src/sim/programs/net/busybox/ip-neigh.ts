// busybox `ip neigh`: list and flush.
// Source: busybox 1.35 networking/libiproute/ipneigh.c. Not modelled: proxies, IPv6.
import { inPrefix, networkOf } from '../../../base/ip4.ts';
import type { Netlink, NudState } from '../../../linux/netlink.ts';
import type { Prefix } from '../prefix.ts';
import type { Answer } from '../tool.ts';
import { busyboxDevice, busyboxPrefix } from './ip-arguments.ts';
import { busyboxNeighbours } from './ip-text.ts';
import { die, flushed, ipWords, keyword } from './usage.ts';

const neighStates: readonly NudState[] = [
  'PERMANENT',
  'REACHABLE',
  'NOARP',
  'STALE',
  'INCOMPLETE',
  'DELAY',
  'PROBE',
  'FAILED',
];

export function busyboxIpNeigh(net: Netlink, args: readonly string[]): Answer {
  const [first, ...rest] = args;
  const command = first === undefined ? 'show' : keyword(first, ['show', 'flush'] as const);
  if (!command) throw die('ip', `invalid argument '${first}' to 'ip'`);
  if (command === 'flush' && rest.length === 0) throw die('ip', '"ip neigh flush" requires an argument');
  const words = ipWords(rest);
  let filter: { ifindex?: number; to?: Prefix; state?: string } = {};
  for (let word = words.take(); word !== undefined; word = words.take()) {
    const key = keyword(word, ['to', 'dev', 'nud'] as const);
    if (key === 'dev') filter = { ...filter, ifindex: busyboxDevice(net, words.need()).ifindex };
    else if (key === 'nud') filter = { ...filter, state: stateWord(words.need()) };
    else filter = { ...filter, to: busyboxPrefix(key === 'to' ? words.need() : word) };
  }
  if (command === 'show') return { stdout: busyboxNeighbours(net, filter), status: 0 };
  const gone = net.neighbours().filter((entry) => {
    if (entry.state === 'PERMANENT' || entry.state === 'NOARP' || entry.state === 'FAILED') return false;
    if (filter.to && !inPrefix(entry.ip, networkOf(filter.to.ip, filter.to.length), filter.to.length)) return false;
    return filter.ifindex === undefined || entry.ifindex === filter.ifindex;
  });
  for (const entry of gone) flushed(net.deleteNeighbour(entry.ifindex, entry.ip));
  if (gone.length === 0) return { stdout: 'Nothing to flush\n', status: 0 };
  return {
    stdout: `\n*** Round 1, deleting ${gone.length} entries ***\n*** Flush is complete after 1 round(s) ***\n`,
    status: 0,
  };
}

function stateWord(word: string): string {
  if (word === 'all') return 'all';
  const state = neighStates.find((known) => known.toLowerCase().startsWith(word));
  if (!state) throw die('ip', `invalid argument '${word}' to 'nud state'`);
  return state;
}
