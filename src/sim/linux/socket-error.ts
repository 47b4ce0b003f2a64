// What an ICMP error says to a socket.
// Source: struct sock_extended_err, uapi/linux/errqueue.h.
// Not modelled: errors of other origins (timestamps, zero copy).
import type { Errno } from '../base/errno.ts';
import type { Ip4 } from '../base/ip4.ts';

export interface ErrorReport {
  readonly errno: Errno;
  /** Who said so. */
  readonly offender: Ip4;
  readonly icmpType: number | undefined;
  readonly icmpCode: number | undefined;
}
