// Services' endpoints: virtual addresses on their networks and on the ingress, and published ports.
// Source: swarmkit manager/allocator/network.go (allocateService, isServiceAllocated, updatePortsInHostPublishMode).
// Not modelled: networks of a service outside of its task template (of before 17.x).
import { SwarmError } from '../errors.ts';
import type { Endpoint, Service, SwarmNetwork } from '../objects.ts';
import type { Transaction } from '../store/transaction.ts';
import { type NetworkAllocator, needsIngress } from './network-allocator.ts';
import { PortAllocator } from './ports.ts';

export class ServiceAllocator {
  readonly #networks: NetworkAllocator;
  readonly #ports = new PortAllocator();
  readonly #ingress: () => SwarmNetwork | undefined;
  readonly #unallocated = new Set<string>();

  constructor(networks: NetworkAllocator, ingress: () => SwarmNetwork | undefined) {
    this.#networks = networks;
    this.#ingress = ingress;
  }

  isAllocated(service: Service, onInit: boolean): boolean {
    if (!this.#networks.isServiceAllocated(service)) return false;
    const ports = service.Spec.EndpointSpec?.Ports ?? service.Endpoint.Ports ?? [];
    const had = service.Endpoint.Ports ?? [];
    return (ports.length === 0 && had.length === 0) || this.#ports.isAllocated(service, onInit);
  }

  /** The endpoint that the service is to have. Throws when something cannot be had; it is asked for again later. */
  allocate(service: Service): Endpoint {
    try {
      const endpoint = this.#allocate(service);
      this.#unallocated.delete(service.ID);
      return endpoint;
    } catch (error) {
      this.#unallocated.add(service.ID);
      throw error;
    }
  }

  /** Services that lack something; they count as asked for now. */
  takeUnallocated(): readonly string[] {
    const ids = [...this.#unallocated];
    this.#unallocated.clear();
    return ids;
  }

  release(service: Service): void {
    this.#networks.releaseService(service);
    this.#ports.free(service.Endpoint);
    this.#unallocated.delete(service.ID);
  }

  /** What has to be written down when only ports in host mode have changed: they need no allocation. */
  hostPortUpdate(service: Service): ((tx: Transaction) => void)[] {
    if (!this.#ports.hostPortsChanged(service)) return [];
    const Spec = service.Spec.EndpointSpec ?? {};
    const Ports = [
      ...(service.Endpoint.Ports ?? []).filter((port) => port.PublishMode !== 'host'),
      ...(Spec.Ports ?? []).filter((port) => port.PublishMode === 'host'),
    ];
    return [
      (tx) => {
        const current = tx.get('service', service.ID);
        if (current !== undefined) tx.update('service', { ...current, Endpoint: { ...current.Endpoint, Spec, Ports } });
      },
    ];
  }

  #allocate(service: Service): Endpoint {
    const has = service.Endpoint.VirtualIPs ?? [];
    const ingress = this.#ingress();
    const vips = [...has];
    if (needsIngress(service)) {
      if (ingress === undefined) throw new SwarmError('Unknown', 'ingress network is missing');
      if (!has.some((vip) => vip.NetworkID === ingress.ID)) vips.push({ NetworkID: ingress.ID, Addr: '' });
    }
    const Ports = this.#ports.allocate(service);
    const Spec = service.Spec.EndpointSpec ?? {};
    try {
      const VirtualIPs = this.#networks.allocateService(service, vips);
      return { Spec, ...(Ports.length > 0 && { Ports }), ...(VirtualIPs.length > 0 && { VirtualIPs }) };
    } catch (error) {
      this.#ports.free({ Spec, Ports });
      throw error;
    }
  }
}
