// Reading an argument of `ip`, or leaving with iproute2's own complaint.
// Source: iproute2 lib/utils.c (get_addr, get_prefix, nodev, on_off), lib/ll_addr.c.
// Not modelled: IPv6 arguments, link-layer addresses of other kinds.
import type { Ip4 } from '../../../base/ip4.ts';
import { type Mac, parseMac } from '../../../base/mac.ts';
import type { LinkInfo, Netlink } from '../../../linux/netlink.ts';
import { looksLikeIp6, type Prefix, readAddress, readPrefix } from '../prefix.ts';
import { invalidArgument, notSimulated, parseUnsigned, ToolExit } from '../tool.ts';

/** A prefix of any family: only IPv4 ones are simulated. */
export function prefixArgument(word: string, what = 'any valid prefix'): Prefix {
  if (looksLikeIp6(word)) throw notSimulated('IPv6 addresses given to ip');
  const prefix = readPrefix(word);
  if (!prefix) throw new ToolExit(1, `Error: ${what} is expected rather than "${word}".\n`);
  return prefix;
}

/** An address; `family` is how iproute2 names what it wanted. */
export function addressArgument(word: string, family = 'inet'): Ip4 {
  if (looksLikeIp6(word)) throw notSimulated('IPv6 addresses given to ip');
  const ip = word.includes('/') ? undefined : readAddress(word);
  if (ip === undefined) throw new ToolExit(1, `Error: ${family} address is expected rather than "${word}".\n`);
  return ip;
}

export function macArgument(word: string): Mac {
  const padded = word.split(':').map((byte) => byte.padStart(2, '0'));
  const mac = parseMac(padded.join(':'));
  if (mac === undefined) throw new ToolExit(1, `"${word}" is invalid lladdr.\n`);
  return mac;
}

export function numberArgument(word: string, complaint: string): number {
  const value = parseUnsigned(word);
  if (value === undefined || value > 0xffffffff) throw invalidArgument(word, complaint);
  return value;
}

export function onOffArgument(option: string, word: string): boolean {
  if (word === 'on') return true;
  if (word === 'off') return false;
  throw new ToolExit(1, `Error: argument of "${option}" must be "on" or "off", not "${word}"\n`);
}

/** The device of this name, or `Cannot find device` (nodev). */
export function deviceArgument(net: Netlink, name: string): LinkInfo {
  const link = net.link(name);
  if (!link) throw new ToolExit(1, `Cannot find device "${name}"\n`);
  return link;
}

/** The device to list; lists complain in other words than changes do. */
export function listedDevice(net: Netlink, name: string): LinkInfo {
  const link = net.link(name);
  if (!link) throw new ToolExit(1, `Device "${name}" does not exist.\n`);
  return link;
}

/** IFNAMSIZ - 1 characters, no slash, no space (check_ifname). */
export function isDeviceName(name: string): boolean {
  return name.length > 0 && name.length <= 15 && !/[/\s]/.test(name);
}
