// The manager's network allocator: networks' subnets and VXLAN ids, services' virtual addresses, tasks' and nodes' addresses.
// Source: moby libnetwork/cnmallocator/networkallocator.go; VXLAN ids: drivers/overlay/ovmanager (from 4096, in turn).
// Not modelled: plugins as drivers.
import { SwarmError } from '../errors.ts';
import type { Endpoint, NetworkAttachment, Service, SwarmNetwork, Task } from '../objects.ts';
import { allocateNetwork, type NetworkState, releaseNetwork } from './network-state.ts';
import { NumberPool } from './number-pool.ts';
import { PoolSpace } from './pool-space.ts';

/** ovmanager: vxlanIDStart, vxlanIDEnd */
const VXLAN_ID_FIRST = 4096;
const VXLAN_ID_LAST = (1 << 24) - 1;

export type VirtualIp = NonNullable<Endpoint['VirtualIPs']>[number];

/** Some port of the service is published through the routing mesh. */
export function needsIngress(service: Pick<Service, 'Spec'> | undefined): boolean {
  return (service?.Spec.EndpointSpec?.Ports ?? []).some((port) => port.PublishMode === 'ingress');
}

/** The networks that a service's tasks are on. */
function networkIdsOf(service: Service): readonly string[] {
  return (service.Spec.TaskTemplate.Networks ?? []).map((network) => network.Target);
}

export class NetworkAllocator {
  readonly #space: PoolSpace;
  readonly #vxlanIds = new NumberPool(VXLAN_ID_FIRST, VXLAN_ID_LAST);
  readonly #networks = new Map<string, NetworkState>();
  /** Services with virtual addresses, tasks with addresses. */
  readonly #services = new Set<string>();
  readonly #tasks = new Set<string>();

  constructor(pools: readonly string[], subnetSize: number) {
    this.#space = new PoolSpace(pools, subnetSize);
  }

  // ---- networks

  isAllocated(networkId: string): boolean {
    return this.#networks.has(networkId);
  }

  /** Answers the network as it is to be written down. */
  allocate(network: SwarmNetwork): SwarmNetwork {
    const state = allocateNetwork(network, this.#space, this.#vxlanIds);
    this.#networks.set(network.ID, state);
    return state.network;
  }

  release(networkId: string): void {
    const state = this.#networks.get(networkId);
    if (state === undefined) return;
    this.#networks.delete(networkId);
    releaseNetwork(state, this.#space, this.#vxlanIds);
  }

  // ---- services

  /** Whether a service has the virtual addresses that it should have, and no others. */
  isServiceAllocated(service: Service): boolean {
    const wanted = networkIdsOf(service);
    const vips = service.Endpoint.VirtualIPs ?? [];
    const mode = service.Spec.EndpointSpec?.Mode ?? 'vip';
    if (wanted.length > 0 && mode === 'vip') {
      if (!this.#services.has(service.ID)) return false;
      if (!wanted.every((id) => vips.some((vip) => vip.NetworkID === id))) return false;
    }
    for (const vip of vips) {
      if (this.#isIngress(vip.NetworkID) && needsIngress(service)) {
        if (!this.#services.has(service.ID)) return false;
      } else if (!wanted.includes(vip.NetworkID)) {
        return false;
      }
    }
    return mode !== 'dnsrr' || !this.#services.has(service.ID);
  }

  /** The virtual addresses for a service; `has` may name networks that still lack one. Throws when one cannot be had. */
  allocateService(service: Service, has: readonly VirtualIp[]): readonly VirtualIp[] {
    if (service.Spec.EndpointSpec?.Mode === 'dnsrr') {
      for (const vip of has) this.#releaseVip(vip);
      this.#services.delete(service.ID);
      return [];
    }
    const wanted = networkIdsOf(service);
    const vips: VirtualIp[] = [];
    try {
      for (const vip of has) {
        const stays = (this.#isIngress(vip.NetworkID) && needsIngress(service)) || wanted.includes(vip.NetworkID);
        if (stays) vips.push(this.#allocateVip(vip));
        else this.#releaseVip(vip);
      }
      for (const id of wanted) {
        if (!has.some((vip) => vip.NetworkID === id)) vips.push(this.#allocateVip({ NetworkID: id, Addr: '' }));
      }
    } catch (error) {
      for (const vip of vips) this.#releaseVip(vip);
      this.#services.delete(service.ID);
      throw error;
    }
    if (vips.length > 0) this.#services.add(service.ID);
    else this.#services.delete(service.ID);
    return vips;
  }

  releaseService(service: Service): void {
    for (const vip of service.Endpoint.VirtualIPs ?? []) this.#releaseVip(vip);
    this.#services.delete(service.ID);
  }

  // ---- tasks and nodes

  isTaskAllocated(task: Task): boolean {
    if (!this.#tasks.has(task.ID) || task.NetworksAttachments.length === 0) return false;
    return task.NetworksAttachments.every((attachment) => this.isAttachmentAllocated(attachment));
  }

  isAttachmentAllocated(attachment: NetworkAttachment): boolean {
    const state = this.#networks.get(attachment.Network.ID);
    if (state === undefined) return false;
    return state.nodeLocal || state.endpoints.has(attachment.Addresses[0] ?? '');
  }

  /** Addresses on all of a task's networks, or on none: throws when one cannot be had. */
  allocateTask(taskId: string, attachments: readonly NetworkAttachment[]): readonly NetworkAttachment[] {
    const done: NetworkAttachment[] = [];
    try {
      for (const attachment of attachments) done.push(this.allocateAttachment(attachment));
    } catch (error) {
      for (const attachment of done) this.releaseAttachment(attachment);
      throw error;
    }
    this.#tasks.add(taskId);
    return done;
  }

  /** True when the task had something to give back. */
  releaseTask(task: Task): boolean {
    if (!this.isTaskAllocated(task)) return false;
    this.#tasks.delete(task.ID);
    for (const attachment of task.NetworksAttachments) this.releaseAttachment(attachment);
    return true;
  }

  allocateAttachment(attachment: NetworkAttachment): NetworkAttachment {
    const state = this.#stateOf(attachment.Network.ID);
    if (state.nodeLocal) return attachment;
    const address = this.#addressFrom(state, attachment.Addresses[0] ?? '');
    if (address === undefined) throw new SwarmError('Unknown', 'could not find an available IP');
    return { ...attachment, Addresses: [address] };
  }

  releaseAttachment(attachment: NetworkAttachment): void {
    const state = this.#networks.get(attachment.Network.ID);
    if (state === undefined) return;
    for (const address of attachment.Addresses) releaseFrom(state, address);
  }

  // ---- addresses

  #allocateVip(vip: VirtualIp): VirtualIp {
    const state = this.#stateOf(vip.NetworkID);
    if (state.nodeLocal || state.endpoints.has(vip.Addr)) return vip;
    const address = this.#addressFrom(state, vip.Addr);
    if (address === undefined) throw new SwarmError('Unknown', 'could not find an available IP while allocating VIP');
    return { NetworkID: vip.NetworkID, Addr: address };
  }

  #releaseVip(vip: VirtualIp): void {
    const state = this.#networks.get(vip.NetworkID);
    if (state !== undefined) releaseFrom(state, vip.Addr);
  }

  #addressFrom(state: NetworkState, wanted: string): string | undefined {
    for (const pool of state.pools) {
      const address = wanted === '' ? pool.next() : pool.take(wanted);
      if (address === undefined) continue;
      state.endpoints.set(address, pool);
      return address;
    }
    return undefined;
  }

  #stateOf(networkId: string): NetworkState {
    const state = this.#networks.get(networkId);
    if (state === undefined) {
      throw new SwarmError('Unknown', `could not find network allocator state for network ${networkId}`);
    }
    return state;
  }

  #isIngress(networkId: string): boolean {
    return this.#networks.get(networkId)?.network.Spec.Ingress === true;
  }
}

function releaseFrom(state: NetworkState, address: string): void {
  state.endpoints.get(address)?.free(address);
  state.endpoints.delete(address);
}
