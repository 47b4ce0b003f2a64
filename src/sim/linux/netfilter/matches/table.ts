// THE table of matches: what a rule can ask of a packet beside addresses, devices and protocol.
// Source: iptables-extensions(8).
// Not modelled: the matches of the second list; naming one answers so.

import { connmarkMatch } from '../connmark.ts';
import type { Kind, Match } from '../extension.ts';
import { addrtypeMatch } from './addrtype.ts';
import { bpfMatch } from './bpf.ts';
import { conntrackMatch } from './conntrack.ts';
import { icmpMatch } from './icmp.ts';
import { ipvsMatch } from './ipvs.ts';
import { limitMatch } from './limit.ts';
import { macMatch } from './mac.ts';
import { lengthMatch, stringMatch, ttlMatch } from './packet.ts';
import { commentMatch, iprangeMatch, markMatch } from './plain.ts';
import { policyMatch } from './policy.ts';
import { multiportMatch, tcpMatch, udpMatch } from './ports.ts';
import { stateMatchKind } from './state.ts';
import { statisticMatch } from './statistic.ts';

export const matchKinds: readonly Kind<Match>[] = [
  addrtypeMatch,
  bpfMatch,
  commentMatch,
  connmarkMatch,
  conntrackMatch,
  icmpMatch,
  iprangeMatch,
  ipvsMatch,
  lengthMatch,
  limitMatch,
  macMatch,
  markMatch,
  multiportMatch,
  policyMatch,
  stateMatchKind,
  statisticMatch,
  stringMatch,
  tcpMatch,
  ttlMatch,
  udpMatch,
];

/** Real matches that are not simulated. */
export const missingMatches: readonly string[] = [
  'ah',
  'cgroup',
  'cluster',
  'connbytes',
  'connlabel',
  'connlimit',
  'cpu',
  'dccp',
  'devgroup',
  'dscp',
  'ecn',
  'esp',
  'hashlimit',
  'helper',
  'nfacct',
  'osf',
  'owner',
  'physdev',
  'pkttype',
  'quota',
  'rateest',
  'realm',
  'recent',
  'rpfilter',
  'sctp',
  'set',
  'socket',
  'tcpmss',
  'time',
  'tos',
  'u32',
];
