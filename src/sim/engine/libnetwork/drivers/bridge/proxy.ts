// docker-proxy: one process per published port of the host, which carries what no rule leads to the container: connections from
// 127.0.0.1, from other networks of the host, and over IPv6.
// Source: moby cmd/docker-proxy/{main,tcp_proxy,udp_proxy}_linux.go, libnetwork/portmapper/proxy_linux.go (its arguments). Not modelled: SCTP.
import { formatAddress } from '../../../../base/cidr.ts';
import { ip4 } from '../../../../base/ip4.ts';
import type { SimTime } from '../../../../des/scheduler.ts';
import type { Blocking, Task } from '../../../../des/task.ts';
import type { Socket, SocketFactory, StreamSocket } from '../../../../linux/socket.ts';
import type { PortBinding } from '../../driver.ts';
import { UdpRelay } from './proxy-datagram.ts';
import { GO_KEEP_ALIVE, relayStreams } from './proxy-stream.ts';

/** What a proxy uses of its host. */
export interface ProxyHost {
  readonly sockets: SocketFactory;
  now(): SimTime;
  startTask(body: Blocking<void>): Task<void>;
}

/** A container's port, as the proxy dials it. */
export interface Backend {
  readonly address: string;
  readonly port: number;
}

/** A bound socket, as the daemon hands it on. */
export type ProxySocket =
  | { readonly protocol: 'tcp'; readonly socket: StreamSocket }
  | { readonly protocol: 'udp'; readonly socket: Socket };

/** The command line that `ps` shows. */
export function proxyArguments({ protocol, hostAddress, hostPort, port }: PortBinding, address: string): string[] {
  return [
    ...['/usr/bin/docker-proxy', '-proto', protocol],
    ...['-host-ip', formatAddress(hostAddress), '-host-port', String(hostPort)],
    ...['-container-ip', address, '-container-port', String(port), '-use-listen-fd'],
  ];
}

/** Serves until it is killed; then its sockets close. */
export function* runProxy(host: ProxyHost, bound: ProxySocket, backend: Backend): Blocking<number> {
  // A container without an IPv4 address is reached over IPv6, of which no packet is sent.
  if (backend.address.includes(':')) for (;;) yield { on: [] };
  const address = ip4(backend.address);
  if (bound.protocol === 'udp') return yield* new UdpRelay(host, bound.socket, address, backend.port).run();
  const { socket } = bound;
  socket.keepAlive = GO_KEEP_ALIVE;
  const sessions = new Set<Task<void>>();
  try {
    for (;;) {
      const client = socket.accept();
      if (client === undefined) yield { on: [socket.readable] };
      else {
        for (const each of sessions) if (each.outcome !== undefined) sessions.delete(each);
        sessions.add(host.startTask(relayStreams(host.sockets, client, address, backend.port)));
      }
    }
  } finally {
    for (const each of sessions) each.kill();
    socket.close();
  }
}
