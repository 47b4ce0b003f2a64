// Reading arguments of busybox's `ip`, or leaving with its complaints.
// Source: busybox 1.35 networking/libiproute/utils.c, ll_map.c xll_name_to_index, libnetlink.c rtnl_talk.
// Not modelled: IPv6 arguments.
import type { Errno } from '../../../base/errno.ts';
import { strerror } from '../../../base/errno.ts';
import type { Ip4 } from '../../../base/ip4.ts';
import type { LinkInfo, Netlink } from '../../../linux/netlink.ts';
import { looksLikeIp6, type Prefix, readAddress, readPrefix } from '../prefix.ts';
import { notSimulated, parseUnsigned, ToolExit } from '../tool.ts';
import { die } from './usage.ts';

export function busyboxPrefix(word: string): Prefix {
  if (looksLikeIp6(word)) throw notSimulated('IPv6 addresses given to ip');
  const prefix = readPrefix(word);
  if (!prefix) throw die('ip', `an inet prefix is expected rather than "${word}"`);
  return prefix;
}

export function busyboxAddress(word: string): Ip4 {
  if (looksLikeIp6(word)) throw notSimulated('IPv6 addresses given to ip');
  const ip = readAddress(word);
  if (ip === undefined) throw die('ip', `an inet address is expected rather than "${word}"`);
  return ip;
}

export function busyboxNumber(word: string, option: string, status = 1): number {
  const value = parseUnsigned(word);
  if (value === undefined) throw die('ip', `invalid argument '${word}' to '${option}'`, status);
  return value;
}

/** The device of a name; `ip link` leaves with 2, the other objects with 1. */
export function busyboxDevice(net: Netlink, name: string, status = 1): LinkInfo {
  const link = net.link(name);
  if (!link) throw die('ip', `can't find device '${name}'`, status);
  return link;
}

/** What the kernel refused over netlink. */
export function kernelRefused(errno: Errno): ToolExit {
  return new ToolExit(2, `ip: RTNETLINK answers: ${strerror[errno]}\n`);
}
