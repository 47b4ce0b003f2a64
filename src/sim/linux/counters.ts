// A namespace's protocol counters.
// Source: RFC 4293 (IP), RFC 4292, RFC 2011 (ICMP), RFC 4022 (TCP), RFC 4113 (UDP) as net/ipv4/proc.c prints them in /proc/net/snmp.
// Not modelled: TCP's constants (RtoMin and the like), UDP-Lite and the extended counters of /proc/net/netstat.

/** In the order of /proc/net/snmp. */
export const counterNames = [
  'Ip.Forwarding',
  'Ip.DefaultTTL',
  'Ip.InReceives',
  'Ip.InHdrErrors',
  'Ip.InAddrErrors',
  'Ip.ForwDatagrams',
  'Ip.InUnknownProtos',
  'Ip.InDiscards',
  'Ip.InDelivers',
  'Ip.OutRequests',
  'Ip.OutDiscards',
  'Ip.OutNoRoutes',
  'Ip.ReasmTimeout',
  'Ip.ReasmReqds',
  'Ip.ReasmOKs',
  'Ip.ReasmFails',
  'Ip.FragOKs',
  'Ip.FragFails',
  'Ip.FragCreates',
  'Icmp.InMsgs',
  'Icmp.InErrors',
  'Icmp.InCsumErrors',
  'Icmp.InDestUnreachs',
  'Icmp.InTimeExcds',
  'Icmp.InParmProbs',
  'Icmp.InSrcQuenchs',
  'Icmp.InRedirects',
  'Icmp.InEchos',
  'Icmp.InEchoReps',
  'Icmp.OutMsgs',
  'Icmp.OutErrors',
  'Icmp.OutDestUnreachs',
  'Icmp.OutTimeExcds',
  'Icmp.OutParmProbs',
  'Icmp.OutRedirects',
  'Icmp.OutEchos',
  'Icmp.OutEchoReps',
  'Tcp.ActiveOpens',
  'Tcp.PassiveOpens',
  'Tcp.AttemptFails',
  'Tcp.EstabResets',
  'Tcp.CurrEstab',
  'Tcp.InSegs',
  'Tcp.OutSegs',
  'Tcp.RetransSegs',
  'Tcp.InErrs',
  'Tcp.OutRsts',
  'Tcp.InCsumErrors',
  'Udp.InDatagrams',
  'Udp.NoPorts',
  'Udp.InErrors',
  'Udp.OutDatagrams',
  'Udp.RcvbufErrors',
  'Udp.SndbufErrors',
  'Udp.InCsumErrors',
] as const;

export type CounterName = (typeof counterNames)[number];

/** A counter's place in a namespace's array; look up once, when a module is loaded, not for each packet. */
export function counterIndex(name: CounterName): number {
  return counterNames.indexOf(name);
}

/** A namespace's counters: `values[counterIndex(name)]`. */
export function newCounters(): Float64Array {
  return new Float64Array(counterNames.length);
}
