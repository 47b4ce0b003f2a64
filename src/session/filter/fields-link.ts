// Fields of frames and of what is below IP. Names, types and labels are those of Wireshark's display filter reference.

import { isGroupMac } from '../../sim/base/mac.ts';
import { ETH_P_8021Q } from '../../sim/wire/ethernet.ts';
import { type Field, fieldsOf, protocol, recordField } from './field.ts';

const SECOND = 1_000_000;
/** The second bit of a MAC address's first byte: made by hand or by software. */
const LOCAL_BIT = 0x02_00_00_00_00_00;
const isLocal = (mac: number): number => Number(Math.floor(mac / LOCAL_BIT) % 2 === 1);

const eth = fieldsOf<'eth'>(({ eth }) => eth);
const vlan = fieldsOf<'vlan'>(({ vlan }) => vlan);
const arp = fieldsOf<'arp'>(({ arp }) => arp);

export const linkFields: readonly Field[] = [
  { name: 'frame', type: 'protocol', what: 'Frame', read: ({ layers }) => [[layers.bytes()]] },
  recordField('frame.len', 'number', 'Frame length on the wire', ({ layers }) => layers.length),
  recordField('frame.cap_len', 'number', 'Frame length stored into the capture file', ({ layers }) => layers.length),
  recordField('frame.time_epoch', 'time', 'Epoch time', ({ startsAt, outcome }) => (startsAt + outcome.time) / SECOND),
  recordField('frame.time_relative', 'time', 'Time since the lab began', ({ outcome }) => outcome.time / SECOND),
  recordField('frame.protocols', 'text', 'Protocols in frame', ({ layers }) => layers.protocols),

  protocol('eth', 'Ethernet', ({ eth }) => eth),
  eth('eth.dst', 'mac', 'Destination', ({ destination }) => destination),
  eth('eth.src', 'mac', 'Source', ({ source }) => source),
  eth('eth.addr', 'mac', 'Address', ({ destination, source }) => [destination, source]),
  eth('eth.type', 'number', 'Type', ({ vlan: tag, etherType }) => (tag === 0 ? etherType : ETH_P_8021Q)),
  eth('eth.dst.ig', 'flag', 'Destination is a group', ({ destination }) => Number(isGroupMac(destination))),
  eth('eth.dst.lg', 'flag', 'Destination is locally administered', ({ destination }) => isLocal(destination)),
  eth('eth.src.lg', 'flag', 'Source is locally administered', ({ source }) => isLocal(source)),

  protocol('vlan', '802.1Q virtual LAN', ({ vlan }) => vlan),
  vlan('vlan.id', 'number', 'ID', ({ vlan: tag }) => tag),
  vlan('vlan.priority', 'number', 'Priority', () => 0),
  vlan('vlan.dei', 'flag', 'Drop eligible', () => 0),
  vlan('vlan.etype', 'number', 'Type', ({ etherType }) => etherType),

  protocol('arp', 'Address Resolution Protocol', ({ arp }) => arp),
  arp('arp.hw.type', 'number', 'Hardware type', () => 1),
  arp('arp.proto.type', 'number', 'Protocol type', () => 0x0800),
  arp('arp.hw.size', 'number', 'Hardware size', () => 6),
  arp('arp.proto.size', 'number', 'Protocol size', () => 4),
  arp('arp.opcode', 'number', 'Opcode', ({ operation }) => operation, { request: 1, reply: 2 }),
  arp('arp.src.hw_mac', 'mac', 'Sender MAC address', ({ senderMac }) => senderMac),
  arp('arp.src.proto_ipv4', 'ipv4', 'Sender IP address', ({ senderIp }) => senderIp),
  arp('arp.dst.hw_mac', 'mac', 'Target MAC address', ({ targetMac }) => targetMac),
  arp('arp.dst.proto_ipv4', 'ipv4', 'Target IP address', ({ targetIp }) => targetIp),
  arp('arp.isgratuitous', 'flag', 'Is gratuitous', ({ senderIp, targetIp }) => (senderIp === targetIp ? 1 : undefined)),
];
