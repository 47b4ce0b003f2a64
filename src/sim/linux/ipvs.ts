// The seam between what configures virtual services and the kernel: IP Virtual Server of one namespace.
// Source: uapi/linux/ip_vs.h (the generic netlink family IPVS), ipvsadm(8).
// Not modelled: connection synchronisation between directors, IPv6, SCTP.
import type { Errno } from '../base/errno.ts';
import type { Ip4 } from '../base/ip4.ts';
import type { Origin } from './origin.ts';

/** What a service is known by: a mark that netfilter gives, or an address and port. */
export type ServiceKey =
  | { readonly kind: 'fwmark'; readonly mark: number }
  | { readonly kind: 'address'; readonly protocol: 6 | 17; readonly address: Ip4; readonly port: number };

/** IP_VS_CONN_F_FWD_MASK: NAT, direct routing, IP in IP. */
export type ForwardMethod = 'masq' | 'route' | 'tunnel';

export interface DestinationSpec {
  readonly address: Ip4;
  /** 0 keeps the port that the client asked for. */
  readonly port: number;
  /** 0 takes no new connections. */
  readonly weight: number;
  readonly method: ForwardMethod;
  /** With more connections than `upper` it takes no more until they are fewer than `lower`; 0 for no limit. */
  readonly upper: number;
  readonly lower: number;
}

/** Counters, and what they grow by in a second as the estimator has it. */
export interface IpvsStats {
  readonly connections: number;
  readonly inPackets: number;
  readonly outPackets: number;
  readonly inBytes: number;
  readonly outBytes: number;
}

export interface DestinationView extends DestinationSpec {
  readonly active: number;
  readonly inactive: number;
  readonly stats: IpvsStats;
  readonly rate: IpvsStats;
  readonly origin: Origin | undefined;
}

export interface ServiceView {
  readonly key: ServiceKey;
  readonly scheduler: string;
  readonly stats: IpvsStats;
  readonly rate: IpvsStats;
  readonly destinations: readonly DestinationView[];
  readonly origin: Origin | undefined;
}

/** One entry of the connection table. */
export interface IpvsConnectionView {
  readonly protocol: number;
  readonly state: string;
  /** In microseconds. */
  readonly expiresIn: number;
  readonly client: Ip4;
  readonly clientPort: number;
  readonly virtual: Ip4;
  readonly virtualPort: number;
  readonly destination: Ip4;
  readonly destinationPort: number;
}

/** To whom a new connection was given, and who else could have had it, as they were then. */
export interface IpvsChoice {
  /** Virtual microseconds. */
  readonly time: number;
  readonly client: Ip4;
  readonly clientPort: number;
  /** As ipvsadm writes it: `FWM 257`. */
  readonly service: string;
  readonly scheduler: string;
  /** By what the scheduler chooses. */
  readonly by: string;
  readonly chosen: string;
  readonly others: readonly {
    readonly text: string;
    readonly weight: number;
    readonly active: number;
    readonly inactive: number;
    readonly takes: boolean;
  }[];
}

/** In seconds. */
export interface IpvsTimeouts {
  readonly tcp: number;
  readonly tcpFin: number;
  readonly udp: number;
}

/** Virtual services of one namespace. ESRCH: no such service; ENOENT: no such destination or scheduler; EEXIST; EOPNOTSUPP: not simulated. */
export interface Ipvs {
  /** What every call answers to who has no CAP_NET_ADMIN. */
  readonly denied?: Errno;
  services(): readonly ServiceView[];
  /** Whether there is such a service. */
  has(key: ServiceKey): boolean;
  addService(key: ServiceKey, scheduler: string, origin?: Origin): Errno | undefined;
  editService(key: ServiceKey, scheduler: string): Errno | undefined;
  deleteService(key: ServiceKey): Errno | undefined;
  addDestination(key: ServiceKey, destination: DestinationSpec, origin?: Origin): Errno | undefined;
  editDestination(key: ServiceKey, destination: DestinationSpec): Errno | undefined;
  deleteDestination(key: ServiceKey, address: Ip4, port: number): Errno | undefined;
  clear(): void;
  /** Zeroes counters: of all services when none is named. */
  zero(key?: ServiceKey): Errno | undefined;
  timeouts(): IpvsTimeouts;
  /** 0 leaves a value as it is. */
  setTimeouts(timeouts: IpvsTimeouts): void;
  connections(): readonly IpvsConnectionView[];
  /** The last choices, oldest first. */
  choices(): readonly IpvsChoice[];
}
