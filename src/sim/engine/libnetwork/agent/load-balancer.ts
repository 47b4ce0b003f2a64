// A node's load balancer for one network of a swarm: a namespace that has the services' virtual addresses, marks what is meant
// for each, and hands every connection to one of the tasks behind it.
// Source: moby libnetwork/service_linux.go (addLBBackend, rmLBBackend, configureFWMark), network.go createLoadBalancerSandbox.
// Not modelled: IPv6.
import { formatCidr, masked } from '../../../base/cidr.ts';
import { formatIp4, ip4 } from '../../../base/ip4.ts';
import type { DestinationSpec, ServiceKey } from '../../../linux/ipvs.ts';
import type { Netlink } from '../../../linux/netlink.ts';
import type { Endpoint } from '../endpoint.ts';
import type { Sandbox } from '../sandbox.ts';
import type { IngressRules } from './ingress-rules.ts';
import type { LoadBalanced } from './service-bindings.ts';

/** osl kernel tweaks of a sandbox with services, ipvs first needs. */
const virtualServerSettings: readonly (readonly [string, string])[] = [
  ['ipv4/vs/expire_nodest_conn', '1'],
  ['ipv4/vs/expire_quiescent_template', '1'],
  ['ipv4/vs/conn_reuse_mode', '0'],
];
const ALIAS_LENGTH = 32;

export interface LoadBalancerParts {
  readonly sandbox: Sandbox;
  /** The node's own address on the network. */
  readonly endpoint: Endpoint;
  /** Tasks answer their clients themselves (option `dsr`). */
  readonly directReturn: boolean;
  /** Of the ingress network's load balancer. */
  readonly ingress: IngressRules | undefined;
}

export class LoadBalancer {
  readonly parts: LoadBalancerParts;
  readonly #net: Netlink;

  constructor(parts: LoadBalancerParts) {
    this.parts = parts;
    this.#net = parts.sandbox.options.netns.net;
  }

  /** Puts a task behind a virtual address; the first one brings the address itself. */
  addBackend(balanced: LoadBalanced, address: string, task: string): void {
    if (balanced.virtualAddress === '') return;
    const key = keyOf(balanced);
    const origin = originOf(balanced);
    if (!this.#net.ipvs.has(key)) {
      if (!this.#addAddress(balanced)) return;
      this.#addMarks(balanced);
      this.#net.ipvs.addService(key, 'rr', origin);
    }
    this.#net.ipvs.addDestination(key, this.#destination(address, 1), `${origin}, task ${task}`);
    for (const [path, value] of virtualServerSettings) this.#net.setSysctl(path, value);
  }

  /** `entirely`: it is gone; otherwise it gets no new connections. The last one takes the address with it. */
  removeBackend(balanced: LoadBalanced, address: string, entirely: boolean, isLast: boolean): void {
    if (balanced.virtualAddress === '') return;
    const key = keyOf(balanced);
    if (entirely) this.#net.ipvs.deleteDestination(key, ip4(address), 0);
    else this.#net.ipvs.editDestination(key, this.#destination(address, 0));
    if (!isLast) return;
    this.#net.ipvs.deleteService(key);
    const { ingress } = this.parts;
    const gateway = this.#gateway();
    if (ingress !== undefined && gateway !== undefined) ingress.withdraw(gateway, balanced.ports);
    for (const { chain, words } of markRules(balanced)) this.#net.netfilter.delete('mangle', chain, words);
    const ifindex = this.#ifindex();
    if (ifindex !== undefined) this.#net.deleteAddress(ifindex, ip4(balanced.virtualAddress), ALIAS_LENGTH);
  }

  /**
   * False when the address is there already, which Docker takes for an error: while a service changes its published ports, its
   * old tasks and its new ones count as two services of one address, and the new ones wait outside until the old ones are gone.
   */
  #addAddress(balanced: LoadBalanced): boolean {
    const ifindex = this.#ifindex();
    const address = ip4(balanced.virtualAddress);
    if (ifindex === undefined) return false;
    if (this.#net.addAddress(ifindex, address, ALIAS_LENGTH, {}, originOf(balanced)) !== undefined) return false;
    const { ingress } = this.parts;
    const gateway = this.#gateway();
    if (ingress !== undefined && gateway !== undefined) {
      ingress.publish(gateway, balanced.ports, balanced.serviceName);
    }
    return true;
  }

  #addMarks(balanced: LoadBalanced): void {
    const { netfilter } = this.#net;
    const marks = markRules(balanced);
    const add = ({ chain, words }: (typeof marks)[number]): void => {
      netfilter.append('mangle', chain, words, originOf(balanced));
    };
    for (const rule of marks.slice(0, -1)) add(rule);
    const { address } = this.parts.endpoint;
    if (!this.parts.directReturn && address !== undefined) {
      const words = ['-m', 'ipvs', '--ipvs', '-d', formatCidr(masked(address))];
      const translation = [...words, '-j', 'SNAT', '--to-source', formatIp4(Number(address.value))];
      if (!netfilter.has('nat', 'POSTROUTING', translation)) {
        netfilter.append(
          'nat',
          'POSTROUTING',
          translation,
          `load balancer of network ${this.parts.endpoint.network.name}`,
        );
        this.#net.setSysctl('ipv4/vs/conntrack', '1');
      }
    }
    for (const rule of marks.slice(-1)) add(rule);
  }

  #destination(address: string, weight: number): DestinationSpec {
    const method = this.parts.directReturn ? 'route' : 'masq';
    return { address: ip4(address), port: 0, weight, method, upper: 0, lower: 0 };
  }

  #ifindex(): number | undefined {
    const { interfaceName } = this.parts.endpoint;
    return interfaceName === undefined ? undefined : this.#net.link(interfaceName)?.ifindex;
  }

  /** The sandbox's address on docker_gwbridge. */
  #gateway(): number | undefined {
    const address = this.parts.sandbox.gateway?.address;
    return address && Number(address.value);
  }
}

const keyOf = ({ mark }: LoadBalanced): ServiceKey => ({ kind: 'fwmark', mark });
const originOf = ({ serviceName }: LoadBalanced): string => `service ${serviceName}`;

/** Published ports first, the virtual address last. */
function markRules({ ports, virtualAddress, mark }: LoadBalanced) {
  const target = ['-j', 'MARK', '--set-mark', String(mark)];
  return [
    ...ports.map(({ protocol, publishedPort }) => ({
      chain: 'PREROUTING',
      words: ['-p', protocol, '--dport', String(publishedPort), ...target],
    })),
    { chain: 'INPUT', words: ['-d', `${virtualAddress}/32`, ...target] },
  ];
}
