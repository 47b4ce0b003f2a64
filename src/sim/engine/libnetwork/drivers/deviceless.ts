// The drivers `host` and `null`: no devices at all; a sandbox shares the host's namespace, or has a loopback alone.
// Source: moby libnetwork/drivers/host/host.go, drivers/null/null.go.
// Not modelled: nothing known.
import { forbidden } from '../../api/errors.ts';
import type { Driver, JoinInfo } from '../driver.ts';

/** A driver whose endpoints are mere entries in a list. */
export class DevicelessDriver implements Driver {
  readonly type: 'host' | 'null';
  readonly usesIpam = false;
  #network: string | undefined;

  constructor(type: 'host' | 'null') {
    this.type = type;
  }

  needsGateway(): boolean {
    return false;
  }

  createNetwork(plan: { readonly id: string }): void {
    if (this.#network !== undefined) throw forbidden(`only one instance of "${this.type}" network is allowed`);
    this.#network = plan.id;
  }

  deleteNetwork(): void {
    throw forbidden(`network of type "${this.type}" cannot be deleted`);
  }

  createEndpoint(): undefined {
    return undefined;
  }

  deleteEndpoint(): void {}

  join(): JoinInfo {
    return { device: undefined, namePrefix: '', gateway: undefined, gateway6: undefined };
  }

  leave(): void {}

  programExternalConnectivity(): void {}

  revokeExternalConnectivity(): void {}

  portMap(): undefined {
    return undefined;
  }

  deviceUid(): undefined {
    return undefined;
  }
}
