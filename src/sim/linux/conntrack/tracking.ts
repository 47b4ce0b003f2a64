// What a namespace remembers of a packet while it handles it: its connection, its relation to it, its mark.
// Source: skb->_nfct, skb->mark, enum ip_conntrack_info; a packet that enters another namespace loses them (skb_scrub_packet).
// Not modelled: template connections, secmarks.
import type { Ipv4Packet } from '../../wire/ipv4.ts';
import type { Connection } from './connection.ts';
import type { ConnectionTable } from './table.ts';

/** How a packet relates to its connection: the bits that --ctstate asks for (XT_CONNTRACK_STATE_*). */
export const STATE_INVALID = 1;
export const STATE_ESTABLISHED = 2;
export const STATE_RELATED = 4;
export const STATE_NEW = 8;
export const STATE_UNTRACKED = 64;

/** What an IPsec transform says of itself to those who ask of a packet. */
export interface SecPathStep {
  readonly spi: number;
  readonly reqid: number;
  readonly protocol: 'esp';
  readonly mode: 'transport' | 'tunnel';
}

export class Tracking {
  readonly table: ConnectionTable;
  connection: Connection | undefined = undefined;
  state: number;
  /** 0 in the direction of the first packet, 1 for answers. */
  direction = 0;
  mark = 0;
  /** skb->ipvs_property: IPVS has had it. */
  ipvs = false;
  /** The security associations that it was decrypted with (skb_sec_path), outermost first. */
  secPath: readonly SecPathStep[] | undefined = undefined;

  constructor(table: ConnectionTable, state: number) {
    this.table = table;
    this.state = state;
  }
}

/** What `table`'s namespace remembers of a packet. */
export function trackingOf(packet: Ipv4Packet, table: ConnectionTable): Tracking | undefined {
  const known = packet.tracking;
  return known instanceof Tracking && known.table === table ? known : undefined;
}
