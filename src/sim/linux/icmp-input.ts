// Receiving ICMP: echoes are answered, errors go to the sockets that they are about.
// Source: net/ipv4/icmp.c (icmp_rcv, icmp_unreach, icmp_err_convert), ping.c (ping_rcv).
// Not modelled: timestamps, redirects (accepted by no host here), address masks.
import type { Errno } from '../base/errno.ts';
import type { Decision } from '../trace/decision.ts';
import {
  ICMP_DEST_UNREACH,
  ICMP_ECHO,
  ICMP_ECHOREPLY,
  ICMP_FRAG_NEEDED,
  ICMP_HOST_ISOLATED,
  ICMP_HOST_UNKNOWN,
  ICMP_NET_ANO,
  ICMP_NET_UNKNOWN,
  ICMP_NET_UNR_TOS,
  ICMP_NET_UNREACH,
  ICMP_PARAMETERPROB,
  ICMP_PORT_UNREACH,
  ICMP_PROT_UNREACH,
  ICMP_REDIRECT,
  ICMP_SR_FAILED,
  ICMP_TIME_EXCEEDED,
  type IcmpMessage,
} from '../wire/icmp.ts';
import { type Ipv4Packet, parseIpv4 } from '../wire/ipv4.ts';
import { counterIndex } from './counters.ts';
import { nobodyPings, unknownProtocol } from './endings.ts';
import { sendEchoReply } from './icmp-output.ts';
import type { NetDevice, Stack } from './stack.ts';

const IN_MSGS = counterIndex('Icmp.InMsgs');
const IN_ERRORS = counterIndex('Icmp.InErrors');
const inCounters: Readonly<Record<number, number>> = {
  [ICMP_ECHOREPLY]: counterIndex('Icmp.InEchoReps'),
  [ICMP_DEST_UNREACH]: counterIndex('Icmp.InDestUnreachs'),
  [ICMP_REDIRECT]: counterIndex('Icmp.InRedirects'),
  [ICMP_ECHO]: counterIndex('Icmp.InEchos'),
  [ICMP_TIME_EXCEEDED]: counterIndex('Icmp.InTimeExcds'),
  [ICMP_PARAMETERPROB]: counterIndex('Icmp.InParmProbs'),
};

const icmpLayer: Decision = { describe: () => 'ICMP, in the kernel' };
const echoIgnored: Decision = { describe: () => 'icmp_echo_ignore_broadcasts or icmp_echo_ignore_all is set' };

/** What an unreachable of each code means to a socket (icmp_err_convert). */
const unreachableErrno: Readonly<Record<number, Errno>> = {
  [ICMP_NET_UNREACH]: 'ENETUNREACH',
  [ICMP_PROT_UNREACH]: 'ENOPROTOOPT',
  [ICMP_PORT_UNREACH]: 'ECONNREFUSED',
  [ICMP_FRAG_NEEDED]: 'EMSGSIZE',
  [ICMP_SR_FAILED]: 'EOPNOTSUPP',
  [ICMP_NET_UNKNOWN]: 'ENETUNREACH',
  [ICMP_HOST_UNKNOWN]: 'EHOSTDOWN',
  [ICMP_HOST_ISOLATED]: 'ENONET',
  [ICMP_NET_ANO]: 'ENETUNREACH',
  [ICMP_NET_UNR_TOS]: 'ENETUNREACH',
};

/** icmp_rcv. `rawTook`: a raw socket has a copy, so that the message has reached somebody. */
export function receiveIcmp(
  ns: Stack,
  device: NetDevice,
  packet: Ipv4Packet,
  icmp: IcmpMessage,
  rawTook: boolean,
): void {
  ns.count(IN_MSGS, 1);
  const index = inCounters[icmp.type];
  if (index !== undefined) ns.count(index, 1);
  const { trace } = ns.kernel;
  if (icmp.type === ICMP_ECHO) {
    const ignored = ns.echoIgnoreAll || (ns.echoIgnoreBroadcasts && !ns.isLocal(packet.destination));
    trace.deliver(device, packet, ignored ? echoIgnored : icmpLayer);
    if (!ignored) sendEchoReply(ns, packet, icmp);
  } else if (icmp.type === ICMP_ECHOREPLY) {
    const socket = ns.sockets.pingSocket(icmp.identifier, packet.destination);
    if (socket !== undefined) {
      trace.deliver(device, packet, socket);
      socket.enqueue(packet);
    } else if (!rawTook) {
      trace.drop(device, packet, 'NO_SOCKET', nobodyPings(ns, icmp.identifier));
    }
  } else if (icmp.isError) {
    trace.deliver(device, packet, icmpLayer);
    receiveError(ns, packet, icmp);
  } else if (!rawTook) {
    trace.drop(device, packet, 'UNKNOWN_PROTOCOL', unknownProtocol(ns, `ICMP type ${icmp.type}`));
  }
}

/** icmp_unreach: finds the packet that the error quotes and the socket that sent it. */
function receiveError(ns: Stack, packet: Ipv4Packet, icmp: IcmpMessage): void {
  const quoted = parseIpv4(icmp.payload);
  if (quoted === undefined) {
    ns.count(IN_ERRORS, 1);
    return;
  }
  if (icmp.type === ICMP_DEST_UNREACH && icmp.code === ICMP_FRAG_NEEDED) {
    ns.learnPathMtu(quoted.destination, icmp.rest & 0xffff);
  }
  const errno = icmp.type === ICMP_DEST_UNREACH ? (unreachableErrno[icmp.code] ?? 'EHOSTUNREACH') : 'EHOSTUNREACH';
  ns.sockets.deliverError(quoted, { errno, offender: packet.source, icmpType: icmp.type, icmpCode: icmp.code });
}
