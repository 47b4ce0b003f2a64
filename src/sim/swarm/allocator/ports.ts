// Published ports of the ingress: those that services ask for, and 30000 to 32767 for those that do not care.
// Source: swarmkit manager/allocator/portallocator.go.
// Not modelled: nothing that a user could see.
import { SwarmError } from '../errors.ts';
import type { Endpoint, PortConfig, Service } from '../objects.ts';
import { NumberPool } from './number-pool.ts';

/** dynamicPortStart, dynamicPortEnd */
const DYNAMIC_FIRST = 30000;
const DYNAMIC_LAST = 32767;
const LAST_PORT = 65535;

type Protocol = PortConfig['Protocol'];

class PortSpace {
  readonly #all = new NumberPool(1, LAST_PORT);
  readonly #dynamic = new NumberPool(DYNAMIC_FIRST, DYNAMIC_LAST);

  take(port: PortConfig): PortConfig {
    const wanted = port.PublishedPort ?? 0;
    if (wanted !== 0) {
      const isDynamic = wanted >= DYNAMIC_FIRST && wanted <= DYNAMIC_LAST;
      if (isDynamic && !this.#dynamic.take(wanted)) throw allocated();
      if (!this.#all.take(wanted)) throw allocated();
      return port;
    }
    const chosen = this.#dynamic.next();
    if (chosen === undefined || !this.#all.take(chosen)) throw allocated();
    return { ...port, PublishedPort: chosen };
  }

  free(port: number): void {
    this.#dynamic.free(port);
    this.#all.free(port);
  }
}

function allocated(): SwarmError {
  return new SwarmError('Unknown', 'requested id is already allocated');
}

/** What makes a port the same port of a service, whatever it is published as. */
function portKey(port: PortConfig): string {
  return `${port.Name ?? ''} ${port.Protocol} ${port.TargetPort}`;
}

export class PortAllocator {
  readonly #spaces: Readonly<Record<Protocol, PortSpace>> = {
    tcp: new PortSpace(),
    udp: new PortSpace(),
    sctp: new PortSpace(),
  };

  /** The ports of a service's endpoint: those it had stay its own as far as its spec still wants them. */
  allocate(service: Service): readonly PortConfig[] {
    const wanted = reconcile(service);
    this.free(service.Endpoint);
    const ports: PortConfig[] = [];
    try {
      for (const port of wanted) {
        ports.push(port.PublishMode === 'ingress' ? this.#spaces[port.Protocol].take(port) : port);
      }
    } catch (error) {
      this.free({ Spec: {}, Ports: ports });
      throw error;
    }
    return ports;
  }

  free(endpoint: Endpoint): void {
    for (const port of endpoint.Ports ?? []) {
      if (port.PublishMode === 'ingress') this.#spaces[port.Protocol].free(port.PublishedPort ?? 0);
    }
  }

  /** Whether the endpoint has all that the spec asks for. */
  isAllocated(service: Service, onInit: boolean): boolean {
    const wanted = service.Spec.EndpointSpec?.Ports ?? [];
    const has = service.Endpoint.Ports ?? [];
    if (wanted.length !== has.length) return false;
    const left = has.filter((port) => port.PublishMode === 'ingress');
    const takeOut = (port: PortConfig): boolean => {
      const at = left.findIndex((other) => portKey(other) === portKey(port) && matches(port, other));
      if (at >= 0) left.splice(at, 1);
      return at >= 0;
    };
    const ingress = wanted.filter((port) => port.PublishMode === 'ingress');
    const fixed = ingress.filter((port) => (port.PublishedPort ?? 0) !== 0);
    const dynamic = ingress.filter((port) => (port.PublishedPort ?? 0) === 0);
    if (!fixed.every(takeOut) || !dynamic.every(takeOut) || (onInit && dynamic.length > 0)) return false;
    const hostTargets = new Set(has.filter((port) => port.PublishMode === 'host').map((port) => port.TargetPort));
    return wanted.every((port) => port.PublishMode !== 'host' || hostTargets.has(port.TargetPort));
  }

  /** Whether a host-mode port is published as another than before. */
  hostPortsChanged(service: Service): boolean {
    const has = (service.Endpoint.Ports ?? []).filter((port) => port.PublishMode === 'host');
    const fixed = (service.Spec.EndpointSpec?.Ports ?? []).filter(
      (port) => port.PublishMode === 'host' && (port.PublishedPort ?? 0) !== 0,
    );
    return fixed.some((port) => !has.some((other) => portKey(other) === portKey(port) && matches(port, other)));
  }
}

function matches(wanted: PortConfig, has: PortConfig): boolean {
  const port = wanted.PublishedPort ?? 0;
  return port === 0 ? (has.PublishedPort ?? 0) !== 0 : has.PublishedPort === port;
}

/** reconcilePortConfigs: ports that were chosen for the service stay chosen. */
function reconcile(service: Service): readonly PortConfig[] {
  const wanted = service.Spec.EndpointSpec?.Ports ?? [];
  const has = service.Endpoint.Ports ?? [];
  if (wanted.length !== has.length) return wanted;
  const left = has.filter((port) => port.PublishMode === 'ingress');
  const isDynamic = (port: PortConfig): boolean => port.PublishMode === 'ingress' && (port.PublishedPort ?? 0) === 0;
  const takeOut = (port: PortConfig): PortConfig | undefined => {
    const at = left.findIndex((other) => portKey(other) === portKey(port) && matches(port, other));
    return at < 0 ? undefined : left.splice(at, 1)[0];
  };
  const fixed = wanted.filter((port) => !isDynamic(port));
  for (const port of fixed) if (port.PublishMode === 'ingress') takeOut(port);
  return [...fixed, ...wanted.filter(isDynamic).map((port) => takeOut(port) ?? port)];
}
