// Sockets as a process without CAP_NET_RAW gets them: no raw ones and none that see frames.
// Source: raw(7), packet(7); icmp(7) for ping sockets, which net.ipv4.ping_group_range opens to groups.
// Not modelled: groups other than root's, number 0.
import { type Errno, fail, type Result } from '../base/errno.ts';
import type { Netlink } from '../linux/netlink.ts';
import type { PacketTap, Socket, SocketFactory, SocketInfo, SocketKind, StreamSocket } from '../linux/socket.ts';

/** root's group. */
const GID_ROOT = 0;

export class UnprivilegedSockets implements SocketFactory {
  readonly #sockets: SocketFactory;
  readonly #net: Netlink;
  constructor(sockets: SocketFactory, net: Netlink) {
    this.#sockets = sockets;
    this.#net = net;
  }

  socket(kind: SocketKind): Result<Socket> {
    if (kind.type === 'raw') return fail('EPERM');
    if (kind.type === 'ping' && !this.#mayPing()) return fail('EACCES');
    return this.#sockets.socket(kind);
  }

  stream(options?: { readonly family?: 'inet' | 'inet6' }): Result<StreamSocket> {
    return this.#sockets.stream(options);
  }

  list(): readonly SocketInfo[] {
    return this.#sockets.list();
  }

  sendPacket(): Errno {
    return 'EPERM';
  }

  tap(): Result<PacketTap> {
    return fail('EPERM');
  }

  /** inet_get_ping_group_range_net and ping_init_sock of net/ipv4/ping.c. */
  #mayPing(): boolean {
    const [first = 1, last = 0] = (this.#net.sysctl('ipv4/ping_group_range') ?? '').split(/\s+/).map(Number);
    return first <= GID_ROOT && GID_ROOT <= last;
  }
}
