// How a host leads published ports into the routing mesh: chains of its own in nat and filter, and a socket that keeps each port.
// Source: moby libnetwork/service_linux.go (programIngress, filterPortConfigs, plumbProxy).
// Not modelled: SCTP sockets, rules of daemons older than 28.0.1.
import { ANY, formatIp4, type Ip4 } from '../../../base/ip4.ts';
import type { Netlink } from '../../../linux/netlink.ts';
import type { SocketFactory } from '../../../linux/socket.ts';
import { DOCKER_FORWARD } from '../drivers/bridge/base-chains.ts';
import { type FirewallRule, programRules, removeRules } from '../drivers/bridge/rule.ts';
import type { ServicePort } from '../service.ts';

const CHAIN = 'DOCKER-INGRESS';
const ORIGIN = 'swarm routing mesh';
const OWNER = 'dockerd';
const BACKLOG = 4096; // net.core.somaxconn, which net.ListenTCP takes

const TO_LOCAL = ['-m', 'addrtype', '--dst-type', 'LOCAL', '-j', CHAIN];

interface PublishedPort {
  /** How many services of the same port there are: a moment while ports change. */
  users: number;
  readonly close: () => void;
}

export class IngressRules {
  readonly #net: Netlink;
  readonly #sockets: SocketFactory;
  readonly #ports = new Map<string, PublishedPort>();

  constructor(net: Netlink, sockets: SocketFactory) {
    this.#net = net;
    this.#sockets = sockets;
  }

  /** `gateway` is the mesh's own address on docker_gwbridge. */
  publish(gateway: Ip4, ports: readonly ServicePort[], service: string): void {
    this.#prepare(gateway);
    for (const port of ports) {
      const key = keyOf(port);
      const present = this.#ports.get(key);
      if (present !== undefined) {
        present.users++;
        continue;
      }
      programRules(this.#net.netfilter, portRules(gateway, port), `published port of service ${service}`);
      this.#ports.set(key, { users: 1, close: this.#occupy(port) });
    }
  }

  withdraw(gateway: Ip4, ports: readonly ServicePort[]): void {
    for (const port of ports) {
      const key = keyOf(port);
      const present = this.#ports.get(key);
      if (present === undefined) continue;
      present.users--;
      if (present.users > 0) continue;
      this.#ports.delete(key);
      removeRules(this.#net.netfilter, portRules(gateway, port));
      present.close();
    }
  }

  #prepare(gateway: Ip4): void {
    const { netfilter } = this.#net;
    netfilter.newChain('nat', CHAIN, ORIGIN);
    netfilter.newChain('filter', CHAIN, ORIGIN);
    const way = this.#net.lookupRoute(gateway);
    const device = way.kind === 'hit' ? this.#net.linkByIndex(way.ifindex)?.name : undefined;
    const rules = [
      rule('nat', CHAIN, 'append', ['-j', 'RETURN']),
      rule('filter', CHAIN, 'append', ['-j', 'RETURN']),
      rule('nat', 'OUTPUT', 'insert', TO_LOCAL),
      rule('nat', 'PREROUTING', 'insert', TO_LOCAL),
      rule('filter', DOCKER_FORWARD, 'insert', ['-j', CHAIN]),
    ];
    programRules(netfilter, rules, ORIGIN);
    if (device === undefined) return;
    this.#net.setSysctl(`ipv4/conf/${device}/route_localnet`, '1');
    const fromHost = ['-m', 'addrtype', '--src-type', 'LOCAL', '-o', device, '-j', 'MASQUERADE'];
    programRules(netfilter, [rule('nat', 'POSTROUTING', 'insert', fromHost)], ORIGIN);
  }

  /** A port that somebody else has is his: the rules lead past him all the same. */
  #occupy({ protocol, publishedPort }: ServicePort): () => void {
    if (protocol === 'udp') {
      const socket = this.#sockets.socket({ type: 'udp' });
      if (!socket.ok) return () => undefined;
      socket.value.owner = OWNER;
      socket.value.bind(ANY, publishedPort);
      return () => socket.value.close();
    }
    const socket = protocol === 'tcp' ? this.#sockets.stream() : undefined;
    if (socket?.ok !== true) return () => undefined;
    socket.value.owner = OWNER;
    if (socket.value.bind(ANY, publishedPort) === undefined) socket.value.listen(BACKLOG);
    return () => socket.value.close();
  }
}

const keyOf = ({ protocol, publishedPort, targetPort }: ServicePort): string =>
  `${publishedPort}:${targetPort}/${protocol}`;

function portRules(gateway: Ip4, { protocol, publishedPort }: ServicePort): FirewallRule[] {
  const port = String(publishedPort);
  const established = ['-m', 'conntrack', '--ctstate', 'ESTABLISHED,RELATED'];
  const to = `${formatIp4(gateway)}:${port}`;
  return [
    rule('nat', CHAIN, 'insert', ['-p', protocol, '--dport', port, '-j', 'DNAT', '--to-destination', to]),
    rule('filter', CHAIN, 'insert', ['-p', protocol, '--sport', port, ...established, '-j', 'ACCEPT']),
    rule('filter', CHAIN, 'insert', ['-p', protocol, '--dport', port, '-j', 'ACCEPT']),
  ];
}

function rule(
  table: FirewallRule['table'],
  chain: string,
  place: FirewallRule['place'],
  words: readonly string[],
): FirewallRule {
  return { table, chain, place, words, failure: 'failed to add ingress' };
}
