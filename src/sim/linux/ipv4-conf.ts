// What a device's sysctls below net.ipv4.conf demand of packets, ready to be asked for each of them.
// Source: struct ipv4_devconf (include/linux/inetdevice.h): IN_DEV_MAXCONF and IN_DEV_ORCONF say how `all` and the device's own go together.
// Not modelled: the settings that this kernel does not obey (see sysctl.ts).

export interface Ipv4Conf {
  /** rp_filter: 0 off, 1 strict (answers must take the same device), 2 loose (some route must lead back). */
  readonly rpFilter: number;
  readonly acceptLocal: boolean;
  readonly routeLocalnet: boolean;
  readonly arpIgnore: number;
  readonly arpAnnounce: number;
}

/** The kernel's own: one object for all devices that nobody has changed. */
export const kernelConf: Ipv4Conf = {
  rpFilter: 0,
  acceptLocal: false,
  routeLocalnet: false,
  arpIgnore: 0,
  arpAnnounce: 0,
};

/** `settings` gives one of `all` and of the device, as numbers. */
export function ipv4ConfOf(settings: (key: string) => readonly [all: number, own: number]): Ipv4Conf {
  const most = (key: string): number => Math.max(...settings(key));
  const either = (key: string): boolean => most(key) !== 0;
  return {
    rpFilter: most('rp_filter'),
    acceptLocal: either('accept_local'),
    routeLocalnet: either('route_localnet'),
    arpIgnore: most('arp_ignore'),
    arpAnnounce: most('arp_announce'),
  };
}

/** The settings that make up an `Ipv4Conf`. */
export const obeyedConf: ReadonlySet<string> = new Set([
  'rp_filter',
  'accept_local',
  'route_localnet',
  'arp_ignore',
  'arp_announce',
]);
