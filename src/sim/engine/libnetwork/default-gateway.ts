// docker_gwbridge: the way out for sandboxes none of whose networks leads anywhere, as those of overlays.
// Source: moby libnetwork/default_gateway.go, default_gateway_linux.go.
// Not modelled: IPv6.
import type { NetNamespace } from '../../linux/namespace.ts';
import { shortId } from '../ids.ts';
import type { Controller } from './controller.ts';
import { BRIDGE_NAME, ENABLE_ICC, ENABLE_IP_MASQUERADE } from './drivers/bridge/options.ts';
import type { Endpoint } from './endpoint.ts';
import type { Network } from './network.ts';

/** libnGWNetwork */
export const GATEWAY_NETWORK = 'docker_gwbridge';

/** Options of the network, as libnGWNetwork's creation sets them. */
export const gatewayNetworkOptions: ReadonlyMap<string, string> = new Map([
  [BRIDGE_NAME, GATEWAY_NETWORK],
  [ENABLE_ICC, 'false'],
  [ENABLE_IP_MASQUERADE, 'true'],
]);

/** Makes and removes gateway endpoints; the network itself is made when the first is needed. */
export class GatewayBridge {
  readonly #controller: Controller;
  readonly #create: () => Network;

  /** `create` makes the network docker_gwbridge. */
  constructor(controller: Controller, create: () => Network) {
    this.#controller = controller;
    this.#create = create;
  }

  network(): Network {
    return this.#controller.byName(GATEWAY_NETWORK) ?? this.#create();
  }

  /** An endpoint named `gateway_` and the container's id (or, when that is long, the beginning of the sandbox's). */
  connect(containerId: string, sandboxId: string, netns: NetNamespace): Endpoint {
    const suffix = containerId.length <= 12 ? containerId : shortId(sandboxId);
    const request = {
      name: `gateway_${suffix}`,
      containerId,
      address: undefined,
      address6: undefined,
      mac: undefined,
      dnsNames: [],
      links: new Map<string, string>(),
      gatewayPriority: 0,
      interfaceName: undefined,
      bornOnHost: true,
    };
    return this.#controller.createEndpoint(this.network(), request, netns);
  }

  disconnect(endpoint: Endpoint): void {
    this.#controller.deleteEndpoint(endpoint);
  }
}

export function isGatewayEndpoint(endpoint: Endpoint): boolean {
  return endpoint.network.name === GATEWAY_NETWORK && endpoint.name.startsWith('gateway_');
}

/**
 * Whether a sandbox with these endpoints has no way out of its own, and should have one: only overlays leave that to this bridge.
 * Source: needDefaultGW; drivers that want none say so (DisableGatewayService).
 */
export function needsGatewayBridge(endpoints: readonly Endpoint[]): boolean {
  const others = endpoints.filter((endpoint) => !isGatewayEndpoint(endpoint));
  if (others.some((endpoint) => endpoint.offersGateway)) return false;
  return others.some(
    ({ network, request }) =>
      network.driver.type === 'overlay' &&
      !network.internal &&
      (request.loadBalancer !== true || network.settings.ingress),
  );
}
