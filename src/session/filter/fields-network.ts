// Fields of IP and of what it carries. Names, types and labels are those of Wireshark's display filter reference.
// Not there: what Wireshark reckons over several packets (`tcp.stream`, `tcp.seq`, `tcp.analysis.*`).
import { getU16, NO_BYTES } from '../../sim/wire/bytes.ts';
import { ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED } from '../../sim/wire/icmp.ts';
import { IPPROTO_ICMP, IPPROTO_TCP, IPPROTO_UDP, IPV4_HEADER } from '../../sim/wire/ipv4.ts';
import { TCP_ACK, TCP_FIN, TCP_PSH, TCP_RST, TCP_SYN, type TcpSegment } from '../../sim/wire/tcp.ts';
import { describeTcpOptions, parseTcpOptions } from '../../sim/wire/tcp-options.ts';
import { type Field, fieldsOf, protocol } from './field.ts';

const ip = fieldsOf<'ip'>(({ ip }) => ip);
const icmp = fieldsOf<'icmp'>(({ icmp }) => icmp);
const udp = fieldsOf<'udp'>(({ udp }) => udp);
const tcp = fieldsOf<'tcp'>(({ tcp }) => tcp);

const DF = 2;
const MF = 1;

export const networkFields: readonly Field[] = [
  protocol('ip', 'Internet Protocol version 4', ({ ip }) => ip),
  ip('ip.addr', 'ipv4', 'Source or destination address', ({ source, destination }) => [source, destination]),
  ip('ip.src', 'ipv4', 'Source address', ({ source }) => source),
  ip('ip.dst', 'ipv4', 'Destination address', ({ destination }) => destination),
  ip('ip.version', 'number', 'Version', () => 4),
  ip('ip.hdr_len', 'number', 'Header length', () => IPV4_HEADER),
  ip('ip.dsfield', 'number', 'Differentiated services field', ({ tos }) => tos),
  ip('ip.len', 'number', 'Total length', ({ length }) => length),
  ip('ip.id', 'number', 'Identification', ({ id }) => id),
  ip(
    'ip.flags',
    'number',
    'Flags',
    ({ dontFragment, moreFragments }) => (dontFragment ? DF : 0) | (moreFragments ? MF : 0),
  ),
  ip('ip.flags.df', 'flag', "Don't fragment", ({ dontFragment }) => Number(dontFragment)),
  ip('ip.flags.mf', 'flag', 'More fragments', ({ moreFragments }) => Number(moreFragments)),
  ip(
    'ip.frag_offset',
    'number',
    'Fragment offset, in units of eight bytes',
    ({ fragmentOffset }) => fragmentOffset / 8,
  ),
  ip('ip.ttl', 'number', 'Time to live', ({ ttl }) => ttl),
  ip('ip.proto', 'number', 'Protocol', ({ protocol: number }) => number, {
    icmp: IPPROTO_ICMP,
    tcp: IPPROTO_TCP,
    udp: IPPROTO_UDP,
  }),
  ip('ip.checksum', 'number', 'Header checksum', (_, { at, bytes }) => getU16(bytes(), at + 10)),

  protocol('icmp', 'Internet Control Message Protocol', ({ icmp }) => icmp),
  icmp('icmp.type', 'number', 'Type', ({ type }) => type),
  icmp('icmp.code', 'number', 'Code', ({ code }) => code),
  icmp('icmp.checksum', 'number', 'Checksum', (_, { at, bytes }) => getU16(bytes(), at + 2)),
  icmp('icmp.ident', 'number', 'Identifier', ({ isEcho, identifier }) => (isEcho ? identifier : undefined)),
  icmp('icmp.seq', 'number', 'Sequence number', ({ isEcho, sequence }) => (isEcho ? sequence : undefined)),
  icmp('icmp.mtu', 'number', 'MTU of next hop', ({ type, code, rest }) =>
    type === ICMP_DEST_UNREACH && code === ICMP_FRAG_NEEDED ? rest & 0xffff : undefined,
  ),
  icmp('icmp.unused', 'mark', 'Unused', ({ isEcho }) => (isEcho ? undefined : 1)),

  protocol('udp', 'User Datagram Protocol', ({ udp }) => udp),
  udp('udp.port', 'number', 'Source or destination port', ({ sourcePort, destinationPort }) => [
    sourcePort,
    destinationPort,
  ]),
  udp('udp.srcport', 'number', 'Source port', ({ sourcePort }) => sourcePort),
  udp('udp.dstport', 'number', 'Destination port', ({ destinationPort }) => destinationPort),
  udp('udp.length', 'number', 'Length', ({ length }) => length),
  udp('udp.checksum', 'number', 'Checksum', (_, { at, bytes }) => getU16(bytes(), at + 6)),
  udp('udp.payload', 'bytes', 'Payload', ({ payload }) => (payload.length > 0 ? payload : undefined)),

  protocol('tcp', 'Transmission Control Protocol', ({ tcp }) => tcp),
  tcp('tcp.port', 'number', 'Source or destination port', ({ sourcePort, destinationPort }) => [
    sourcePort,
    destinationPort,
  ]),
  tcp('tcp.srcport', 'number', 'Source port', ({ sourcePort }) => sourcePort),
  tcp('tcp.dstport', 'number', 'Destination port', ({ destinationPort }) => destinationPort),
  tcp('tcp.len', 'number', 'TCP segment length', ({ payload }) => payload.length),
  tcp('tcp.seq_raw', 'number', 'Sequence number (raw)', ({ sequence }) => sequence),
  tcp('tcp.ack_raw', 'number', 'Acknowledgment number (raw)', ({ acknowledgment }) => acknowledgment),
  tcp('tcp.hdr_len', 'number', 'Header length', ({ headerLength }) => headerLength),
  tcp('tcp.flags', 'number', 'Flags', ({ flags }) => flags),
  ...flags([
    ['fin', 'Fin', TCP_FIN],
    ['syn', 'Syn', TCP_SYN],
    ['reset', 'Reset', TCP_RST],
    ['push', 'Push', TCP_PSH],
    ['ack', 'Acknowledgment', TCP_ACK],
  ]),
  tcp('tcp.window_size_value', 'number', 'Window, not scaled', ({ window }) => window),
  tcp('tcp.checksum', 'number', 'Checksum', (_, { at, bytes }) => getU16(bytes(), at + 16)),
  tcp('tcp.urgent_pointer', 'number', 'Urgent pointer', () => 0),
  tcp('tcp.options', 'bytes', 'Options', ({ options }) => (options.length > 0 ? options : undefined)),
  tcp('tcp.options.nop', 'mark', 'No-operation', ({ options }) => (hasNop(options) ? 1 : undefined)),
  tcp('tcp.options.mss_val', 'number', 'Maximum segment size', (is) => optionsOf(is).mss),
  tcp('tcp.options.wscale.shift', 'number', 'Window scale', (is) => optionsOf(is).windowScale),
  tcp('tcp.options.sack_perm', 'mark', 'SACK permitted', (is) => (optionsOf(is).sackPermitted ? 1 : undefined)),
  tcp('tcp.options.sack', 'mark', 'Selective acknowledgment', (is) => (optionsOf(is).sack ? 1 : undefined)),
  tcp('tcp.options.timestamp', 'mark', 'Timestamps', (is) => (optionsOf(is).timestamps ? 1 : undefined)),
  tcp('tcp.options.timestamp.tsval', 'number', 'Timestamp value', (is) => optionsOf(is).timestamps?.value),
  tcp('tcp.options.timestamp.tsecr', 'number', 'Timestamp echo reply', (is) => optionsOf(is).timestamps?.echo),
  tcp('tcp.payload', 'bytes', 'TCP payload', ({ payload }) => (payload.length > 0 ? payload : undefined)),
];

const optionsOf = ({ options }: TcpSegment) => parseTcpOptions(options.length === 0 ? NO_BYTES : options);

function flags(list: readonly (readonly [string, string, number])[]): Field[] {
  return list.map(([name, what, bit]) => tcp(`tcp.flags.${name}`, 'flag', what, (is) => Number(is.has(bit))));
}

const hasNop = (options: Uint8Array): boolean =>
  describeTcpOptions(options, 0).some(({ key }) => key === 'tcp.options.nop');
