// Which tasks stand behind which services on one node, and the mark that each service has on each network.
// Source: moby libnetwork/service_common.go (addServiceBinding, rmServiceBinding), service.go.
// Not modelled: services of Windows nodes.
import type { ServicePort } from '../service.ts';
import type { EndpointRecord } from './records.ts';

/** fwMarkCtr begins at 256. */
const FIRST_MARK = 256;

/** A service on one network: what a load balancer is to do for it. */
export interface LoadBalanced {
  readonly serviceName: string;
  /** Empty without one. */
  readonly virtualAddress: string;
  readonly mark: number;
  readonly ports: readonly ServicePort[];
  /** Ids of the endpoints behind it. */
  readonly backends: Set<string>;
}

interface Binding {
  /** By network id. */
  readonly balanced: Map<string, LoadBalanced>;
  /** Endpoints by address: for a moment two may have the same. */
  readonly endpoints: Map<string, Set<string>>;
}

/** What became of a removal. */
export interface Unbound {
  readonly balanced: LoadBalanced;
  /** It was the last of its service on the network. */
  readonly isLast: boolean;
  /** Another endpoint has the same address. */
  readonly shared: boolean;
}

export class ServiceBindings {
  readonly #bindings = new Map<string, Binding>();
  #nextMark = FIRST_MARK;

  /** Puts an endpoint behind its service; `isFirst` when it is the only one on this network. */
  add(networkId: string, endpointId: string, record: EndpointRecord): { balanced: LoadBalanced; isFirst: boolean } {
    const key = keyOf(record);
    let binding = this.#bindings.get(key);
    if (binding === undefined) {
      binding = { balanced: new Map(), endpoints: new Map() };
      this.#bindings.set(key, binding);
    }
    let balanced = binding.balanced.get(networkId);
    const isFirst = balanced === undefined;
    if (balanced === undefined) {
      const { serviceName, virtualAddress, ingressPorts } = record;
      const mark = this.#nextMark++;
      balanced = { serviceName, virtualAddress, mark, ports: ingressPorts, backends: new Set() };
      binding.balanced.set(networkId, balanced);
    }
    balanced.backends.add(endpointId);
    const endpoints = binding.endpoints.get(record.endpointAddress) ?? new Set();
    binding.endpoints.set(record.endpointAddress, endpoints.add(endpointId));
    return { balanced, isFirst };
  }

  /** `entirely`: it is gone; otherwise it only takes no new connections. Undefined when it was not there. */
  remove(networkId: string, endpointId: string, record: EndpointRecord, entirely: boolean): Unbound | undefined {
    const key = keyOf(record);
    const binding = this.#bindings.get(key);
    const balanced = binding?.balanced.get(networkId);
    if (binding === undefined || balanced === undefined || !balanced.backends.has(endpointId)) return undefined;
    if (entirely) balanced.backends.delete(endpointId);
    const isLast = balanced.backends.size === 0;
    if (isLast) binding.balanced.delete(networkId);
    const endpoints = binding.endpoints.get(record.endpointAddress);
    endpoints?.delete(endpointId);
    const shared = endpoints !== undefined && endpoints.size > 0;
    if (!shared) binding.endpoints.delete(record.endpointAddress);
    if (binding.balanced.size === 0) this.#bindings.delete(key);
    return { balanced, isLast, shared };
  }

  /** The mark of an endpoint's service on a network; 0 when it has none. */
  mark(networkId: string, record: EndpointRecord): number {
    return this.#bindings.get(keyOf(record))?.balanced.get(networkId)?.mark ?? 0;
  }

  /** The network has left this node. */
  forgetNetwork(networkId: string): void {
    for (const [key, { balanced, endpoints }] of this.#bindings) {
      const gone = balanced.get(networkId)?.backends ?? new Set();
      for (const [address, ids] of endpoints) {
        for (const id of gone) ids.delete(id);
        if (ids.size === 0) endpoints.delete(address);
      }
      balanced.delete(networkId);
      if (balanced.size === 0) this.#bindings.delete(key);
    }
  }
}

/** A service whose ports change counts as another: both exist while tasks are replaced. */
function keyOf({ serviceId, ingressPorts }: EndpointRecord): string {
  const ports = ingressPorts.map(({ protocol, targetPort, publishedPort }) =>
    [protocol, targetPort, publishedPort].join('/'),
  );
  return [serviceId, ...ports].join(' ');
}
