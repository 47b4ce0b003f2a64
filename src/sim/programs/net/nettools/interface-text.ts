// Devices as ifconfig lays them out: net-tools' layout and the older one that busybox keeps.
// Source: net-tools 2.10 lib/interface.c ife_print_long, ife_print_short; busybox 1.35 networking/interface.c.
// Not modelled: hardware other than Ethernet and loopback, point-to-point devices, interrupts.
import { formatIp4, maskOf } from '../../../base/ip4.ts';
import { formatMac } from '../../../base/mac.ts';
import type { Address6Info, AddressInfo, LinkInfo, Netlink } from '../../../linux/netlink.ts';
import { isRunning } from '../tool.ts';

/** IFF_* bits that ifconfig shows, uapi/linux/if.h, in its order. */
const flagBits: readonly (readonly [name: string, bit: number])[] = [
  ['UP', 1],
  ['BROADCAST', 2],
  ['LOOPBACK', 8],
  ['RUNNING', 64],
  ['NOARP', 128],
  ['PROMISC', 256],
  ['MULTICAST', 4096],
];

function flagsOf(link: LinkInfo): { names: string[]; value: number } {
  const on: Readonly<Record<string, boolean>> = {
    UP: link.up,
    BROADCAST: link.kind !== 'loopback',
    LOOPBACK: link.kind === 'loopback',
    RUNNING: isRunning(link),
    NOARP: !link.arpOn && link.kind !== 'loopback',
    PROMISC: link.promisc,
    MULTICAST: link.multicastOn && link.kind !== 'loopback',
  };
  const set = flagBits.filter(([name]) => on[name]);
  return { names: set.map(([name]) => name), value: set.reduce((sum, [, bit]) => sum + bit, 0) };
}

/** `1.3 KiB`: tenths are cut off, not rounded. */
export function humanBytes(bytes: number): string {
  const units: readonly (readonly [string, number])[] = [
    ['PiB', 2 ** 50],
    ['TiB', 2 ** 40],
    ['GiB', 2 ** 30],
    ['MiB', 2 ** 20],
    ['KiB', 2 ** 10],
  ];
  const [name, size] = units.find(([, unit]) => bytes > unit) ?? ['B', 1];
  const tenths = Math.trunc((bytes * 10) / size);
  return `${Math.trunc(tenths / 10)}.${tenths % 10} ${name}`;
}

/** A device, or an address of it with a label of its own (`eth0:1`), which ifconfig takes for a device. */
export interface Interface {
  readonly name: string;
  readonly link: LinkInfo;
  readonly address: AddressInfo | undefined;
  readonly addresses6: readonly Address6Info[];
}

/** The interfaces in ifconfig's order: names compared, numbers in them as numbers. */
export function interfaces(net: Netlink): Interface[] {
  const found: Interface[] = [];
  for (const link of net.links()) {
    const own = net.addresses().filter((address) => address.ifindex === link.ifindex);
    const addresses6 = net.addresses6().filter((address) => address.ifindex === link.ifindex);
    found.push({ name: link.name, link, address: own.find((address) => address.label === link.name), addresses6 });
    for (const address of own) {
      if (address.label !== link.name && !found.some((other) => other.name === address.label)) {
        found.push({ name: address.label, link, address, addresses6: [] });
      }
    }
  }
  return found.sort((a, b) => naturalOrder(a.name, b.name));
}

/** nstrcmp of net-tools: digits at the end count as a number. */
function naturalOrder(a: string, b: string): number {
  const split = (name: string) => /^(.*?)(\d*)$/.exec(name) ?? [];
  const [, stemA = '', numberA = ''] = split(a);
  const [, stemB = '', numberB = ''] = split(b);
  if (stemA !== stemB) return stemA < stemB ? -1 : 1;
  return Number(numberA) - Number(numberB);
}

const scopeBits: Readonly<Record<Address6Info['scope'], string>> = {
  host: '0x10<host>',
  link: '0x20<link>',
  global: '0x0<global>',
};

/** One interface as net-tools shows it, with the empty line behind it. */
export function interfaceText({ name, link, address, addresses6 }: Interface): string {
  const { names, value } = flagsOf(link);
  const { stats } = link;
  let text = `${name}: flags=${value}<${names.join(',')}>  mtu ${link.mtu}\n`;
  if (address) {
    text += `        inet ${formatIp4(address.local)}  netmask ${formatIp4(maskOf(address.prefixLength))}`;
    if (link.kind !== 'loopback') text += `  broadcast ${formatIp4(address.broadcast ?? 0)}`;
    text += '\n';
  }
  for (const six of addresses6)
    text += `        inet6 ${six.local}  prefixlen ${six.prefixLength}  scopeid ${scopeBits[six.scope]}\n`;
  const loop = link.kind === 'loopback';
  text += `        ${loop ? 'loop' : `ether ${formatMac(link.mac)}`}  txqueuelen ${link.txqlen}  (${loop ? 'Local Loopback' : 'Ethernet'})\n`;
  if (name === link.name) {
    text += `        RX packets ${stats.rxPackets}  bytes ${stats.rxBytes} (${humanBytes(stats.rxBytes)})\n`;
    text += `        RX errors ${stats.rxErrors}  dropped ${stats.rxDropped}  overruns 0  frame 0\n`;
    text += `        TX packets ${stats.txPackets}  bytes ${stats.txBytes} (${humanBytes(stats.txBytes)})\n`;
    text += `        TX errors ${stats.txErrors}  dropped ${stats.txDropped} overruns 0  carrier 0  collisions 0\n`;
  }
  return `${text}\n`;
}

/** The same in busybox's layout. */
export function interfaceTextBusybox({ name, link, address, addresses6 }: Interface): string {
  const { stats } = link;
  const loop = link.kind === 'loopback';
  const hardware = loop ? 'Local Loopback' : `Ethernet  HWaddr ${formatMac(link.mac).toUpperCase()}`;
  const indent = ' '.repeat(10);
  let text = `${name.padEnd(9)} Link encap:${hardware}  \n`;
  if (address) {
    text += `${indent}inet addr:${formatIp4(address.local)}`;
    if (!loop) text += `  Bcast:${formatIp4(address.broadcast ?? 0)}`;
    text += `  Mask:${formatIp4(maskOf(address.prefixLength))}\n`;
  }
  for (const six of addresses6) {
    const scope = six.scope === 'host' ? 'Host' : six.scope === 'link' ? 'Link' : 'Global';
    text += `${indent}inet6 addr: ${six.local}/${six.prefixLength} Scope:${scope}\n`;
  }
  text += `${indent}${flagsOf(link).names.join(' ')}  MTU:${link.mtu}  Metric:1\n`;
  if (name === link.name) {
    text += `${indent}RX packets:${stats.rxPackets} errors:${stats.rxErrors} dropped:${stats.rxDropped} overruns:0 frame:0\n`;
    text += `${indent}TX packets:${stats.txPackets} errors:${stats.txErrors} dropped:${stats.txDropped} overruns:0 carrier:0\n`;
    text += `${indent}collisions:0 txqueuelen:${link.txqlen} \n`;
    text += `${indent}RX bytes:${stats.rxBytes} (${humanBytes(stats.rxBytes)})  TX bytes:${stats.txBytes} (${humanBytes(stats.txBytes)})\n`;
  }
  return `${text}\n`;
}

/** One letter a flag, as `netstat -i` and `ifconfig -s` abbreviate them. */
const flagLetters: readonly (readonly [name: string, letter: string])[] = [
  ['BROADCAST', 'B'],
  ['LOOPBACK', 'L'],
  ['MULTICAST', 'M'],
  ['NOARP', 'O'],
  ['PROMISC', 'P'],
  ['RUNNING', 'R'],
  ['UP', 'U'],
];

export const SHORT_HEADING = 'Iface      MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg\n';

/** One interface as a line of counters. */
export function interfaceLine({ name, link }: Interface): string {
  const { stats } = link;
  const { names } = flagsOf(link);
  const letters = flagLetters.map(([flag, letter]) => (names.includes(flag) ? letter : '')).join('');
  const at = (value: number, width: number): string => String(value).padStart(width);
  const received = `${at(stats.rxPackets, 8)} ${at(stats.rxErrors, 6)} ${at(stats.rxDropped, 6)} ${'0'.padEnd(6)}`;
  const sent = `${at(stats.txPackets, 8)} ${at(stats.txErrors, 6)} ${at(stats.txDropped, 6)} ${at(0, 6)}`;
  return `${name.padEnd(15)} ${at(link.mtu, 5)} ${received} ${sent} ${letters}\n`;
}
