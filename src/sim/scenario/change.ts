// What may be changed of a world while it runs: machines that come and go, cables that break, networks that fall apart.
// An input of the log, like keystrokes; files carry it, so it is untrusted: load-change.ts validates.
import type { HostSpec, LinkSpec, VlanSpec } from './format.ts';

export type Change =
  /** Without a description: one more like the first, with the next free name and address. */
  | { readonly kind: 'host.add'; readonly host?: HostSpec }
  | { readonly kind: 'host.remove'; readonly host: string }
  /** Pulls the plug: nothing is asked. */
  | { readonly kind: 'host.off'; readonly host: string }
  | { readonly kind: 'host.on'; readonly host: string }
  /** As the command does: services are stopped first. */
  | { readonly kind: 'host.shutdown'; readonly host: string }
  | { readonly kind: 'host.reboot'; readonly host: string }
  | ({ readonly kind: 'cable.cut' } & CableName)
  | ({ readonly kind: 'cable.mend' } & CableName)
  | ({ readonly kind: 'cable.set'; readonly link: LinkSpec } & CableName)
  /** Of the switch's port that the cable is plugged into; without VLANs it passes all frames as they are. */
  | ({ readonly kind: 'port.vlans'; readonly vlans?: VlanSpec } & CableName)
  /** A cable between two switches, where there is no way between them yet: a ring has no spanning tree that would break it. */
  | { readonly kind: 'switch.join'; readonly switches: readonly [string, string] }
  /** Takes a cable between two switches away. */
  | ({ readonly kind: 'switch.part' } & CableName)
  | ({ readonly kind: 'block' } & BlockName)
  | ({ readonly kind: 'unblock' } & BlockName)
  /** These machines on one side, all others on the other. */
  | { readonly kind: 'partition'; readonly machines: readonly string[] }
  | { readonly kind: 'heal' };

/** A cable by the card that it is plugged into. */
export interface CableName {
  readonly machine: string;
  readonly nic: string;
}

/** What is blocked between two machines: a port, a protocol, or everything. */
export interface BlockName {
  readonly between: readonly [string, string];
  readonly protocol?: 'tcp' | 'udp';
  readonly port?: number;
}
