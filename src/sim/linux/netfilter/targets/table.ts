// THE table of targets: what a rule can do with a packet beside jumping to a chain.
// Source: iptables-extensions(8).
// Not modelled: the targets of the second list; naming one answers so.

import { connmarkTarget } from '../connmark.ts';
import type { Kind, Target } from '../extension.ts';
import { tcpMssTarget, ttlTarget } from './header.ts';
import { logTarget } from './log.ts';
import { dnatTarget, masqueradeTarget, netmapTarget, redirectTarget, snatTarget } from './nat.ts';
import { ctTarget, markTarget, notrackTarget } from './plain.ts';
import { rejectTarget } from './reject.ts';
import { acceptTarget, dropTarget, returnTarget } from './verdict.ts';

export const targetKinds: readonly Kind<Target>[] = [
  acceptTarget,
  connmarkTarget,
  ctTarget,
  dnatTarget,
  dropTarget,
  logTarget,
  markTarget,
  masqueradeTarget,
  netmapTarget,
  notrackTarget,
  redirectTarget,
  rejectTarget,
  returnTarget,
  snatTarget,
  tcpMssTarget,
  ttlTarget,
];

/** Real targets that are not simulated. */
export const missingTargets: readonly string[] = [
  'AUDIT',
  'CHECKSUM',
  'CLASSIFY',
  'CLUSTERIP',
  'CONNSECMARK',
  'DSCP',
  'ECN',
  'HMARK',
  'IDLETIMER',
  'LED',
  'NFLOG',
  'NFQUEUE',
  'QUEUE',
  'RATEEST',
  'SECMARK',
  'SET',
  'SYNPROXY',
  'TCPOPTSTRIP',
  'TEE',
  'TOS',
  'TPROXY',
  'TRACE',
  'ULOG',
];
