// One tracked connection: both directions, what became of it, how it is translated.
// Source: struct nf_conn, enum ip_conntrack_status; include/uapi/linux/netfilter/nf_conntrack_common.h.
// Not modelled: helpers and expectations, labels, zones, byte counters (nf_conntrack_acct is 0).
import { formatIp4 } from '../../base/ip4.ts';
import type { SimTime } from '../../des/scheduler.ts';
import type { Decision } from '../../trace/decision.ts';
import type { Cause } from '../../trace/record.ts';
import { IPPROTO_ICMP, IPPROTO_TCP } from '../../wire/ipv4.ts';
import type { FlowTuple, FlowView } from '../netfilter.ts';
import { creatorOf, type Origin } from '../origin.ts';
import { tcpStateNames } from './tcp-states.ts';
import type { Tuple } from './tuple.ts';

/** IPS_* bits, with the kernel's values. */
export const IPS_SEEN_REPLY = 1 << 1;
export const IPS_ASSURED = 1 << 2;
export const IPS_CONFIRMED = 1 << 3;
export const IPS_SRC_NAT = 1 << 4;
export const IPS_DST_NAT = 1 << 5;
export const IPS_SRC_NAT_DONE = 1 << 7;
export const IPS_DST_NAT_DONE = 1 << 8;

/** What is told of the rule behind a translation. */
interface TranslatingRule {
  readonly table: string;
  readonly chain: string;
  readonly text: string;
  readonly origin: Origin | undefined;
}

export class Connection implements Decision {
  readonly id: number;
  original: Tuple;
  reply: Tuple;
  status = 0;
  mark = 0;
  tcpState = 0;
  expires: SimTime = 0;
  /** TCP: the highest sequence number sent in each direction (td_end). */
  endThere = 0;
  endBack = 0;
  /** TCP: bit 0 or 1, while what was last sent there or back is not acknowledged (IP_CT_TCP_FLAG_DATA_UNACKNOWLEDGED). */
  unacknowledged = 0;
  readonly since: SimTime;
  /** The rule that chose its translation. */
  translatedBy: TranslatingRule | undefined = undefined;

  constructor(id: number, original: Tuple, since: SimTime) {
    this.id = id;
    this.original = original;
    this.reply = original.inverted();
    this.since = since;
  }

  has(status: number): boolean {
    return (this.status & status) !== 0;
  }

  /** As `conntrack` shows it at a moment. */
  view(now: SimTime): FlowView {
    const { original, status } = this;
    return {
      id: this.id,
      protocol: original.protocol,
      expiresIn: Math.max(0, this.expires - now),
      state: original.protocol === IPPROTO_TCP ? tcpStateNames[this.tcpState] : undefined,
      original: flowTuple(original),
      reply: flowTuple(this.reply),
      seenReply: (status & IPS_SEEN_REPLY) !== 0,
      assured: (status & IPS_ASSURED) !== 0,
      sourceTranslated: (status & IPS_SRC_NAT) !== 0,
      destinationTranslated: (status & IPS_DST_NAT) !== 0,
      mark: this.mark,
    };
  }

  cause(): Cause {
    const facts = [
      { label: 'original', value: tupleText(this.original) },
      { label: 'reply', value: tupleText(this.reply) },
      { label: 'state', value: stateText(this) },
    ];
    const rule = this.translatedBy;
    if (rule !== undefined)
      facts.push({ label: 'translated by', value: `-t ${rule.table} -A ${rule.chain} ${rule.text}` });
    return { kind: 'connection', facts, creator: creatorOf(rule?.origin) ?? 'its first packet' };
  }

  describe(): string {
    const from = `${formatIp4(this.original.source)} → ${formatIp4(this.original.destination)}`;
    return `conntrack: belongs to ${from}, answered by ${formatIp4(this.reply.source)} → ${formatIp4(this.reply.destination)}, so translated like it`;
  }
}

function tupleText({ source, destination, sourceId, destinationId, protocol }: Tuple): string {
  if (protocol === IPPROTO_ICMP) return `${formatIp4(source)} → ${formatIp4(destination)} id ${sourceId}`;
  return `${formatIp4(source)}:${sourceId} → ${formatIp4(destination)}:${destinationId}`;
}

function stateText(connection: Connection): string {
  const { protocol } = connection.original;
  const state = protocol === IPPROTO_TCP ? `${tcpStateNames[connection.tcpState] ?? ''} ` : '';
  const seen = connection.has(IPS_ASSURED) ? 'ASSURED' : connection.has(IPS_SEEN_REPLY) ? 'answered' : 'UNREPLIED';
  return state + seen;
}

function flowTuple(tuple: Tuple): FlowTuple {
  const { source, destination, sourceId, destinationId } = tuple;
  if (tuple.protocol !== IPPROTO_ICMP)
    return { source, destination, sourcePort: sourceId, destinationPort: destinationId, icmp: undefined };
  const icmp = { type: destinationId >> 8, code: destinationId & 0xff, id: sourceId };
  return { source, destination, sourcePort: 0, destinationPort: 0, icmp };
}
