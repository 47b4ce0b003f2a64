// Checks the checksums of a frame's bytes, with nothing of the simulator's own code: IPv4 headers, ICMP, TCP, UDP, what VXLAN
// carries and what ICMP errors quote (RFC 1071, RFC 791, RFC 792, RFC 9293, RFC 768, RFC 7348).

const ETHERNET = 14;
const TYPE_IPV4 = 0x0800;
const TYPE_VLAN = 0x8100;
const TYPE_ARP = 0x0806;
const ICMP = 1;
const TCP = 6;
const UDP = 17;
const VXLAN_PORT = 4789;
const VXLAN = 8;

const word = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);

/** The ones' complement sum of `bytes`, on top of `start`; 0xffff over data that holds a right checksum. */
function sum(bytes: Uint8Array, start = 0): number {
  let total = start;
  for (let at = 0; at < bytes.length; at += 2) total += word(bytes, at);
  while (total > 0xffff) total = (total & 0xffff) + Math.floor(total / 0x10000);
  return total;
}

const isRight = (bytes: Uint8Array, start = 0): boolean => sum(bytes, start) === 0xffff;

/** What is wrong with a frame, in words; nothing when all is right. */
export function frameFaults(frame: Uint8Array): string[] {
  const tagged = word(frame, 12) === TYPE_VLAN;
  const at = tagged ? ETHERNET + 4 : ETHERNET;
  const type = word(frame, at - 2);
  if (frame.length < at) return ['shorter than its Ethernet header'];
  if (type === TYPE_ARP) return frame.length >= at + 28 ? [] : ['ARP cut short'];
  return type === TYPE_IPV4 ? packetFaults(frame.subarray(at)) : [`EtherType ${type.toString(16)}`];
}

/** The same of a bare IPv4 packet. One that an ICMP error quotes may be cut short: then only its header is checked. */
export function packetFaults(packet: Uint8Array, quoted = false): string[] {
  const headerLength = ((packet[0] ?? 0) & 15) * 4;
  const total = word(packet, 2);
  if ((packet[0] ?? 0) >> 4 !== 4 || headerLength < 20 || packet.length < headerLength) return ['no IPv4 header'];
  const faults = isRight(packet.subarray(0, headerLength)) ? [] : ['IPv4 header checksum'];
  if (total > packet.length && !quoted) faults.push(`IPv4 total length ${total} of ${packet.length} bytes`);
  const isFragment = (word(packet, 6) & 0x3fff) !== 0;
  if (isFragment || total > packet.length) return faults;
  const protocol = packet[9] ?? 0;
  const body = packet.subarray(headerLength, total);
  // The pseudo-header: both addresses, the protocol, the length.
  const pseudo = sum(packet.subarray(12, 20)) + protocol + body.length;
  if (protocol === ICMP) return [...faults, ...icmpFaults(body, quoted)];
  if (protocol === TCP && !isRight(body, pseudo)) faults.push('TCP checksum');
  if (protocol === UDP) faults.push(...udpFaults(body, pseudo));
  return faults;
}

function icmpFaults(message: Uint8Array, quoted: boolean): string[] {
  const faults = isRight(message) || quoted ? [] : ['ICMP checksum'];
  const isError = [3, 4, 5, 11, 12].includes(message[0] ?? 0);
  return isError ? [...faults, ...packetFaults(message.subarray(8), true).map((fault) => `quoted ${fault}`)] : faults;
}

function udpFaults(datagram: Uint8Array, pseudo: number): string[] {
  if (word(datagram, 4) !== datagram.length) return ['UDP length'];
  const faults = word(datagram, 6) === 0 || isRight(datagram, pseudo) ? [] : ['UDP checksum'];
  if (word(datagram, 2) !== VXLAN_PORT) return faults;
  return [...faults, ...frameFaults(datagram.subarray(8 + VXLAN)).map((fault) => `inner ${fault}`)];
}
