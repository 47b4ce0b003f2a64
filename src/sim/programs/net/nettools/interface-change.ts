// The words behind `ifconfig DEVICE`, carried out one after the other, for net-tools and busybox alike.
// Source: net-tools 2.10 ifconfig.c main(); busybox 1.35 networking/ifconfig.c; net/ipv4/devinet.c devinet_ioctl.
// Not modelled: IPv6 addresses, point-to-point, tunnels, media, memory and interrupts, names in place of addresses.
import type { Errno } from '../../../base/errno.ts';
import { broadcastOf, type Ip4 } from '../../../base/ip4.ts';
import { parseMac } from '../../../base/mac.ts';
import type { LinkChange, LinkInfo, Netlink } from '../../../linux/netlink.ts';
import { lengthOfMask, readAddress, readPrefix } from '../prefix.ts';
import { notSimulated, type ToolExit } from '../tool.ts';
import { classfulLength } from './route-change.ts';

/** How one of the two tools complains. */
export interface InterfaceComplaints {
  noDevice(name: string, words: readonly string[]): ToolExit;
  usage(): ToolExit;
  unknownHost(name: string): ToolExit;
  refused(ioctl: string, errno: Errno): ToolExit;
}

const absentWords = [
  'add',
  'del',
  'pointopoint',
  '-pointopoint',
  'dstaddr',
  'tunnel',
  'outfill',
  'keepalive',
  'trailers',
  '-trailers',
  'allmulti',
  '-allmulti',
  'mem_start',
  'io_addr',
  'irq',
  'media',
  'dynamic',
  '-dynamic',
  'name',
  'metric',
  '-broadcast',
];

/** Words that set one thing of the device, and the ioctl that they go through. */
function settingOf(word: string): LinkChange | undefined {
  switch (word) {
    case 'up':
      return { up: true };
    case 'down':
      return { up: false };
    case 'arp':
    case '-arp':
      return { arpOn: word === 'arp' };
    case 'promisc':
    case '-promisc':
      return { promisc: word === 'promisc' };
    case 'multicast':
    case '-multicast':
      return { multicastOn: word === 'multicast' };
    default:
      return undefined;
  }
}

/** Carries out the words in order; leaves with a complaint at the first that fails. */
export function changeInterface(
  net: Netlink,
  name: string,
  given: readonly string[],
  complaints: InterfaceComplaints,
  origin: string,
): void {
  const words = [...given];
  const device = name.replace(/:.*/, '');
  const link = net.link(device);
  if (!link) throw complaints.noDevice(name, given);
  const value = (): string => {
    const next = words.shift();
    if (next === undefined) throw complaints.usage();
    return next;
  };
  const set = (change: LinkChange, ioctl: string): void => {
    const errno = net.setLink(link.ifindex, change);
    if (errno) throw complaints.refused(ioctl, errno);
  };
  while (words.length > 0) {
    const word = value();
    const setting = settingOf(word);
    if (word === 'down' && name !== device) {
      const errno = removeAlias(net, link, name);
      if (errno) throw complaints.refused('SIOCSIFFLAGS', errno);
    } else if (setting) set(setting, 'SIOCSIFFLAGS');
    else if (word === 'mtu') setMtu(link, Number(value()), set, complaints);
    else if (word === 'txqueuelen') set({ txqlen: Number(value()) }, 'SIOCSIFTXQLEN');
    else if (word === 'hw') setHardware(value(), value(), set, complaints);
    else if (word === 'netmask')
      reshape(net, link, name, { length: lengthOfMask(addressWord(value(), complaints)) }, complaints, origin);
    else if (word === 'broadcast')
      reshape(net, link, name, { broadcast: addressWord(value(), complaints) }, complaints, origin);
    else if (absentWords.includes(word)) throw notSimulated(`ifconfig with ${word}`);
    else if (word !== 'inet') setAddress(net, link, name, word, complaints, origin);
  }
}

function addressWord(word: string, complaints: InterfaceComplaints): Ip4 {
  const ip = readAddress(word);
  if (ip === undefined || !word.includes('.')) throw complaints.unknownHost(word);
  return ip;
}

/** ETH_MIN_MTU and ETH_MAX_MTU: uapi/linux/if_ether.h. */
function setMtu(
  link: LinkInfo,
  mtu: number,
  set: (change: LinkChange, ioctl: string) => void,
  complaints: InterfaceComplaints,
): void {
  if (!Number.isInteger(mtu) || (link.kind !== 'loopback' && (mtu < 68 || mtu > 65535))) {
    throw complaints.refused('SIOCSIFMTU', 'EINVAL');
  }
  set({ mtu }, 'SIOCSIFMTU');
}

function setHardware(
  type: string,
  text: string,
  set: (change: LinkChange, ioctl: string) => void,
  complaints: InterfaceComplaints,
): void {
  const mac = type === 'ether' ? parseMac(text) : undefined;
  if (mac === undefined) throw complaints.usage();
  set({ mac }, 'SIOCSIFHWADDR');
}

function removeAlias(net: Netlink, link: LinkInfo, label: string): Errno | undefined {
  for (const address of net.addresses()) {
    if (address.ifindex !== link.ifindex || address.label !== label) continue;
    const errno = net.deleteAddress(link.ifindex, address.local, address.prefixLength);
    if (errno) return errno;
  }
  return undefined;
}

/** SIOCSIFADDR replaces the address of this label, with its class's mask unless a length was written, and takes the device up. */
function setAddress(
  net: Netlink,
  link: LinkInfo,
  label: string,
  word: string,
  complaints: InterfaceComplaints,
  origin: string,
): void {
  const prefix = readPrefix(word);
  if (!prefix || !/^[\d.]+(\/\d+)?$/.test(word)) throw complaints.unknownHost(word);
  const kept = removeAlias(net, link, label);
  if (kept) throw complaints.refused('SIOCSIFADDR', kept);
  if (prefix.ip !== 0) {
    const length = prefix.given ? prefix.length : classfulLength(prefix.ip);
    const errno = addWith(net, link, label, prefix.ip, length, undefined, origin);
    if (errno) throw complaints.refused('SIOCSIFADDR', errno);
  }
  const refused = net.setLink(link.ifindex, { up: true });
  if (refused) throw complaints.refused('SIOCSIFFLAGS', refused);
}

/** Addresses set by ioctl get the broadcast address of their network, as long as it has room for one. */
function addWith(
  net: Netlink,
  link: LinkInfo,
  label: string,
  ip: Ip4,
  length: number,
  broadcast: Ip4 | undefined,
  origin: string,
): Errno | undefined {
  const hasBroadcast = link.kind !== 'loopback' && length < 31;
  const brd = broadcast ?? (hasBroadcast ? broadcastOf(ip, length) : undefined);
  const scope = link.kind === 'loopback' ? ('host' as const) : ('global' as const);
  return net.addAddress(
    link.ifindex,
    ip,
    length,
    { label, scope, ...(brd === undefined ? {} : { broadcast: brd }) },
    origin,
  );
}

/** SIOCSIFNETMASK and SIOCSIFBRDADDR: the same address with another mask or broadcast address. */
function reshape(
  net: Netlink,
  link: LinkInfo,
  label: string,
  change: { readonly length?: number | undefined; readonly broadcast?: Ip4 },
  complaints: InterfaceComplaints,
  origin: string,
): void {
  const ioctl = change.broadcast === undefined ? 'SIOCSIFNETMASK' : 'SIOCSIFBRDADDR';
  const address = net.addresses().find((known) => known.ifindex === link.ifindex && known.label === label);
  if (!address) throw complaints.refused(ioctl, 'EADDRNOTAVAIL');
  if (change.broadcast === undefined && change.length === undefined) throw complaints.refused(ioctl, 'EINVAL');
  const kept = net.deleteAddress(link.ifindex, address.local, address.prefixLength);
  if (kept) throw complaints.refused(ioctl, kept);
  const errno = addWith(
    net,
    link,
    label,
    address.local,
    change.length ?? address.prefixLength,
    change.broadcast,
    origin,
  );
  if (errno) throw complaints.refused(ioctl, errno);
}
