// How a member reaches others: what memberlist asks of the network under it, and what it offers to that network.
// Source: hashicorp/memberlist v0.4.0 transport.go, net.go.
// Not modelled: bytes, which are the business of who implements it.
import type { Errno } from '../../../base/errno.ts';
import type { SimTime } from '../../../des/scheduler.ts';
import type { Blocking } from '../../../des/task.ts';
import type { Endpoint, Message, StreamMessage } from './message.ts';

export interface Transport {
  /** Begins to listen. EADDRINUSE. */
  open(receiver: Receiver): Errno | undefined;
  /**
   * Sends one datagram: a message, or several as a compound. `checked` puts a checksum before it, as memberlist does
   * where it knows the receiver as a member. False when the own host refuses to send.
   */
  send(to: Endpoint, messages: readonly Message[], checked: boolean): boolean;
  /** Says one thing over a connection and waits for the answer; undefined when none has come by `deadline`. */
  request(to: Endpoint, message: StreamMessage, deadline: SimTime): Blocking<StreamMessage | undefined>;
  /** Says one thing over a connection, which nobody answers. False when there was no connection by `deadline`. */
  tell(to: Endpoint, message: StreamMessage, deadline: SimTime): Blocking<boolean>;
  close(): void;
}

/** What a transport calls. */
export interface Receiver {
  onDatagram(messages: readonly Message[]): void;
  /** Answers what has come over a connection; undefined where there is nothing to answer. */
  onStream(message: StreamMessage): StreamMessage | undefined;
}
