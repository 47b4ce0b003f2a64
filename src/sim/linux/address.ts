// Addresses of a device.
// Source: struct in_ifaddr (include/linux/inetdevice.h), net/ipv4/devinet.c; IPv6: net/ipv6/addrconf.c.
// Not modelled: lifetimes, peer (point to point) addresses; IPv6 addresses are shown but carry no traffic.
import type { Ip4 } from '../base/ip4.ts';
import type { AddressInfo, Origin } from './netlink.ts';

/** One IPv4 address; a device holds them in the order in which it lists them. */
export interface InterfaceAddress {
  readonly local: Ip4;
  readonly prefixLength: number;
  readonly broadcast: Ip4 | undefined;
  readonly scope: AddressInfo['scope'];
  readonly label: string;
  /** IFA_F_SECONDARY: another address of the same subnet came first. */
  secondary: boolean;
  readonly origin: Origin | undefined;
}

/** One IPv6 address, for display. */
export interface InterfaceAddress6 {
  readonly local: string;
  readonly prefixLength: number;
  readonly scope: AddressInfo['scope'];
  /** Undefined for one that somebody has set. */
  readonly proto: 'kernel_lo' | 'kernel_ll' | undefined;
  readonly nodad?: boolean;
}

const scopeOrder = { global: 0, link: 253, host: 254 } as const; // RT_SCOPE_UNIVERSE, _LINK, _HOST

/** Numbers grow as scopes narrow, as rtnetlink(7) has them. */
export function scopeRank(scope: AddressInfo['scope']): number {
  return scopeOrder[scope];
}
