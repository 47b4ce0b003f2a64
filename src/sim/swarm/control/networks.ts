// Networks at the leader.
// Source: swarmkit manager/controlapi/network.go; moby libnetwork/cnmallocator/provider.go (drivers).
// Not modelled: network and IPAM plugins.

import { type Cidr, contains, masked, parseAddress, parseCidr } from '../../base/cidr.ts';
import type { RandomStream } from '../../base/random.ts';
import type { Blocking } from '../../des/task.ts';
import { needsIngress } from '../allocator/network-allocator.ts';
import { SwarmError } from '../errors.ts';
import { compareStates, type IpamConfig, type NetworkSpec, type SwarmNetwork } from '../objects.ts';
import { newId } from '../store/identity.ts';
import type { Store } from '../store/store.ts';
import type { Transaction } from '../store/transaction.ts';
import { invalid, validateName } from './names.ts';

/** networkallocator.PredefinedLabel: networks that every node has of itself. */
export const PREDEFINED_LABEL = 'com.docker.swarm.predefined';

/** cnmallocator's initializers on Linux. */
const builtInDrivers: readonly string[] = ['overlay', 'macvlan', 'bridge', 'ipvlan', 'host'];

/** A network that nothing has been allocated for. */
export function newNetwork(id: string, spec: NetworkSpec) {
  return {
    ID: id,
    Spec: spec,
    DriverState: { Name: '' },
    IPAMOptions: { Driver: { Name: '' }, Configs: [] },
    allocated: false,
  };
}

export class NetworkControl {
  readonly #store: Store;
  readonly #random: RandomStream;

  constructor(store: Store, random: RandomStream) {
    this.#store = store;
    this.#random = random;
  }

  *create(spec: NetworkSpec): Blocking<SwarmNetwork> {
    validateNetworkSpec(spec);
    const id = newId(this.#random);
    yield* this.#store.update((tx) => {
      if (spec.Ingress === true) {
        for (const network of tx.all('network')) {
          if (network.Spec.Ingress !== true) continue;
          throw new SwarmError('AlreadyExists', `ingress network (${network.ID}) is already present`);
        }
      }
      tx.create('network', newNetwork(id, spec));
    });
    const network = this.#store.get('network', id);
    if (network === undefined) throw notFound(id);
    return network;
  }

  *remove(id: string): Blocking<void> {
    const network = this.#store.get('network', id);
    if (network === undefined) throw notFound(id);
    if (network.Spec.Labels[PREDEFINED_LABEL] === 'true') {
      throw new SwarmError(
        'FailedPrecondition',
        `network ${id} (${network.Spec.Name}) is a swarm predefined network and cannot be removed`,
      );
    }
    yield* this.#store.update((tx) => {
      if (tx.get('network', id) === undefined) throw notFound(id);
      if (network.Spec.Ingress === true) refuseIfIngressNeeded(tx);
      else refuseIfInUse(tx, id);
      tx.delete('network', id);
    });
  }
}

function notFound(id: string): SwarmError {
  return new SwarmError('NotFound', `network ${id} not found`);
}

function refuseIfIngressNeeded(tx: Transaction): void {
  for (const service of tx.all('service')) {
    if (!needsIngress(service)) continue;
    throw new SwarmError(
      'FailedPrecondition',
      `ingress network cannot be removed because service ${service.ID} depends on it`,
    );
  }
}

function refuseIfInUse(tx: Transaction, id: string): void {
  for (const service of tx.all('service')) {
    if (!(service.Spec.TaskTemplate.Networks ?? []).some((network) => network.Target === id)) continue;
    throw new SwarmError('FailedPrecondition', `network ${id} is in use by service ${service.ID}`);
  }
  for (const task of tx.all('task')) {
    const alive = compareStates(task.DesiredState, 'running') <= 0 && compareStates(task.Status.State, 'running') <= 0;
    if (!alive || !(task.Spec.Networks ?? []).some((network) => network.Target === id)) continue;
    throw new SwarmError('FailedPrecondition', `network ${id} is in use by task ${task.ID}`);
  }
}

function validateNetworkSpec(spec: NetworkSpec): void {
  if (spec.Attachable === true && spec.Ingress === true) throw invalid('ingress network cannot be attachable');
  validateName(spec.Name);
  if (spec.Labels[PREDEFINED_LABEL] !== undefined) {
    throw new SwarmError(
      'PermissionDenied',
      `label ${PREDEFINED_LABEL} is for internally created predefined networks and cannot be applied by users`,
    );
  }
  const driver = spec.DriverConfiguration?.Name;
  if (spec.Ingress === true && driver !== undefined && driver !== 'overlay') {
    throw new SwarmError('Unimplemented', 'only overlay driver is currently supported for ingress network');
  }
  if (driver === '') throw invalid('driver name: if driver is specified name is required');
  if (driver !== undefined && !builtInDrivers.includes(driver.toLowerCase())) {
    throw invalid(`error during lookup of plugin ${driver}`);
  }
  const ipam = spec.IPAMOptions?.Driver?.Name;
  if (ipam === '') throw invalid('driver name: if driver is specified name is required');
  if (ipam !== undefined && ipam.toLowerCase() !== 'default') throw invalid(`error during lookup of plugin ${ipam}`);
  for (const config of spec.IPAMOptions?.Configs ?? []) validateIpam(config);
}

function validateIpam({ Subnet = '', Range, Gateway }: IpamConfig): void {
  const block = parseCidr(Subnet);
  if (block === undefined) throw invalid(`ipam configuration: invalid subnet ${Subnet}`);
  const subnet: Cidr = masked(block);
  if (Range !== undefined && Range !== '') {
    const range = parseCidr(Range);
    if (range === undefined) throw invalid(`ipam configuration: invalid range ${Range}`);
    if (!contains(subnet, range)) {
      throw invalid(`ipam configuration: subnet ${Subnet} does not contain range ${Range}`);
    }
  }
  if (Gateway !== undefined && Gateway !== '') {
    const gateway = parseAddress(Gateway);
    if (gateway === undefined) throw invalid(`ipam configuration: invalid gateway ${Gateway}`);
    if (!contains(subnet, gateway)) {
      throw invalid(`ipam configuration: subnet ${Subnet} does not contain gateway ${Gateway}`);
    }
  }
}
