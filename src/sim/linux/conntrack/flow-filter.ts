// Whether a connection is one of those that somebody asks for.
// Source: conntrack(8), the options -s -d -r -q --sport --dport --state --mark; nf_conntrack_netlink.c (ctnetlink_filter_match).
// Not modelled: masks, status bits other than translation's.
import { ANY, type Ip4 } from '../../base/ip4.ts';
import type { FlowFilter, FlowView } from '../netfilter.ts';

/** True when `flow` has everything that `filter` names. */
export function flowFits(flow: FlowView, filter: FlowFilter): boolean {
  const { original, reply } = flow;
  const pairs: readonly (readonly [unknown, unknown])[] = [
    [filter.protocol, flow.protocol],
    [filter.source, original.source],
    [filter.destination, original.destination],
    [filter.sourcePort, original.sourcePort],
    [filter.destinationPort, original.destinationPort],
    [filter.replySource, reply.source],
    [filter.replyDestination, reply.destination],
    [filter.replySourcePort, reply.sourcePort],
    [filter.replyDestinationPort, reply.destinationPort],
    [filter.state, flow.state],
    [filter.mark, flow.mark],
  ];
  if (filter.translated && !flow.sourceTranslated && !flow.destinationTranslated) return false;
  if (!toAddress(filter.sourceTranslated, flow.sourceTranslated, reply.destination)) return false;
  if (!toAddress(filter.destinationTranslated, flow.destinationTranslated, reply.source)) return false;
  return pairs.every(([wanted, has]) => wanted === undefined || wanted === has);
}

/** Whether a half is translated as somebody asks: at all, or to one address. */
const toAddress = (asked: Ip4 | undefined, translated: boolean, address: Ip4): boolean =>
  asked === undefined || (translated && (asked === ANY || asked === address));
