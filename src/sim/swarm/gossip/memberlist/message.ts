// What members say to each other, over UDP (single or compound) and over TCP.
// Source: hashicorp/memberlist v0.4.0 net.go (messageType and the structures behind it).
// Not modelled: errMsg, labels (networkdb sets none), a ping's payload (nobody sets one).
import type { Ip4 } from '../../../base/ip4.ts';

/** Where a member is reached. */
export interface Endpoint {
  readonly address: Ip4;
  readonly port: number;
}

/** state.go NodeStateType: the numbers are those of the wire. */
export const ALIVE = 0;
export const SUSPECT = 1;
export const DEAD = 2;
export const LEFT = 3;
export type MemberState = typeof ALIVE | typeof SUSPECT | typeof DEAD | typeof LEFT;

export interface Ping {
  readonly kind: 'ping';
  readonly seqNo: number;
  /** Whom it is for: another member behind the same address does not answer. */
  readonly node: string;
  readonly sourceNode: string;
  readonly source: Endpoint;
}

/** Asks a third member to ping. */
export interface IndirectPing {
  readonly kind: 'indirectPing';
  readonly seqNo: number;
  readonly node: string;
  readonly target: Endpoint;
  /** Wants to hear when there is no answer either. */
  readonly nack: boolean;
  readonly sourceNode: string;
  readonly source: Endpoint;
}

export interface Ack {
  readonly kind: 'ack';
  readonly seqNo: number;
}

export interface Nack {
  readonly kind: 'nack';
  readonly seqNo: number;
}

export interface Suspect {
  readonly kind: 'suspect';
  readonly incarnation: number;
  readonly node: string;
  readonly from: string;
}

export interface Alive {
  readonly kind: 'alive';
  readonly incarnation: number;
  readonly node: string;
  readonly at: Endpoint;
}

/** From itself: the member has left. */
export interface Dead {
  readonly kind: 'dead';
  readonly incarnation: number;
  readonly node: string;
  readonly from: string;
}

/** What memberlist carries for networkdb. */
export interface User {
  readonly kind: 'user';
  readonly payload: Uint8Array;
}

/** What a datagram carries, alone or in a compound. */
export type Message = Ping | IndirectPing | Ack | Nack | Suspect | Alive | Dead | User;

/** One member as an exchange of state tells of it. */
export interface MemberRecord {
  readonly name: string;
  readonly at: Endpoint;
  readonly incarnation: number;
  readonly state: MemberState;
}

/** The whole state, both ways over one connection. */
export interface PushPull {
  readonly kind: 'pushPull';
  readonly join: boolean;
  readonly members: readonly MemberRecord[];
  readonly userState: Uint8Array;
}

/** What a connection carries. */
export type StreamMessage = PushPull | Ping | Ack | User;
