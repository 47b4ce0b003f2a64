// Services at the leader: checked, written down, changed, rolled back, removed.
// Source: swarmkit manager/controlapi/service.go.
// Not modelled: networks of a service outside of its task template (of before 17.x).
import type { RandomStream } from '../../base/random.ts';
import type { Blocking } from '../../des/task.ts';
import { needsIngress } from '../allocator/network-allocator.ts';
import { SwarmError } from '../errors.ts';
import type { EndpointSpec, PortConfig, Service, ServiceSpec, UpdateConfig } from '../objects.ts';
import { isJob, modeOf } from '../orchestrator/task.ts';
import { equal } from '../store/equal.ts';
import { newId } from '../store/identity.ts';
import type { Store } from '../store/store.ts';
import { type ReadTables, StoreConflict } from '../store/tables.ts';
import { invalid, validateName } from './names.ts';
import { validateTaskSpec } from './task-spec.ts';

export class ServiceControl {
  readonly #store: Store;
  readonly #random: RandomStream;

  constructor(store: Store, random: RandomStream) {
    this.#store = store;
    this.#random = random;
  }

  *create(spec: ServiceSpec): Blocking<Service> {
    validateServiceSpec(spec);
    validateNetworks(this.#store, spec);
    checkPortConflicts(this.#store, spec, '');
    const ID = newId(this.#random);
    const job = isJob(spec.Mode) && {
      JobStatus: { JobIteration: { Index: 0 }, LastExecution: this.#store.now() },
    };
    try {
      yield* this.#store.update((tx) => {
        requireIngress(tx, spec);
        checkReferences(tx, spec);
        tx.create('service', { ID, Spec: spec, Endpoint: { Spec: {} }, specVersion: 0, ...job });
      });
    } catch (error) {
      if (!(error instanceof StoreConflict) || error.kind !== 'name') throw error;
      throw new SwarmError('AlreadyExists', `${error.message}: service ${spec.Name} already exists`);
    }
    return this.#get(ID);
  }

  *update(id: string, version: number, spec: ServiceSpec, rollback: boolean): Blocking<Service> {
    validateServiceSpec(spec);
    validateNetworks(this.#store, spec);
    const before = this.#get(id);
    if (spec.EndpointSpec !== undefined && !equal(spec.EndpointSpec, before.Spec.EndpointSpec)) {
      checkPortConflicts(this.#store, spec, id);
    }
    yield* this.#store.update((tx) => {
      const service = tx.get('service', id);
      if (service === undefined) throw notFound(id);
      checkReferences(tx, spec);
      if (modeOf(service.Spec.Mode) !== modeOf(spec.Mode)) {
        throw new SwarmError('Unimplemented', 'service mode change is not allowed');
      }
      if (service.Spec.Name !== spec.Name) {
        throw new SwarmError('Unimplemented', 'renaming services is not supported');
      }
      const next = rollback ? rolledBack(service, this.#store.now()) : updated(service, version, spec);
      requireIngress(tx, next.Spec);
      tx.update('service', { ...runAgain(next, this.#store.now()), Version: { Index: version } });
    });
    return this.#get(id);
  }

  *remove(id: string): Blocking<void> {
    yield* this.#store.update((tx) => {
      if (tx.get('service', id) === undefined) throw notFound(id);
      tx.delete('service', id);
    });
  }

  #get(id: string): Service {
    const service = this.#store.get('service', id);
    if (service === undefined) throw notFound(id);
    return service;
  }
}

function notFound(id: string): SwarmError {
  return new SwarmError('NotFound', `service ${id} not found`);
}

function updated(service: Service, version: number, spec: ServiceSpec): Service {
  const { UpdateStatus: _, ...rest } = service;
  return {
    ...rest,
    Spec: spec,
    specVersion: version,
    PreviousSpec: service.Spec,
    previousSpecVersion: service.specVersion,
  };
}

function rolledBack(service: Service, now: string): Service {
  if (service.PreviousSpec === undefined) {
    throw new SwarmError('FailedPrecondition', `service ${service.ID} does not have a previous spec`);
  }
  return {
    ...service,
    Spec: service.PreviousSpec,
    specVersion: service.previousSpecVersion ?? 0,
    PreviousSpec: service.Spec,
    previousSpecVersion: service.specVersion,
    UpdateStatus: { State: 'rollback_started', Message: 'manually requested rollback', StartedAt: now },
  };
}

/** A job that is changed runs again from the start. */
function runAgain(service: Service, now: string): Service {
  if (service.JobStatus === undefined) return service;
  const Index = service.JobStatus.JobIteration.Index + 1;
  return { ...service, JobStatus: { JobIteration: { Index }, LastExecution: now } };
}

// ---- checks

function validateServiceSpec(spec: ServiceSpec): void {
  validateName(spec.Name);
  validateTaskSpec(spec.TaskTemplate);
  validateMode(spec);
  if (isJob(spec.Mode)) {
    if (spec.UpdateConfig !== undefined) throw invalid('Jobs may not have an update config');
  } else {
    validateUpdate(spec.UpdateConfig);
  }
  validateEndpoint(spec.EndpointSpec);
}

function validateMode({ Mode }: ServiceSpec): void {
  if ('Replicated' in Mode && Mode.Replicated.Replicas < 0) throw invalid('Number of replicas must be non-negative');
  if (!('ReplicatedJob' in Mode)) return;
  if (Mode.ReplicatedJob.MaxConcurrent < 0) throw invalid('Maximum concurrent jobs must not be negative');
  if (Mode.ReplicatedJob.TotalCompletions < 0) throw invalid('Total completed jobs must not be negative');
}

function validateUpdate(config: UpdateConfig | undefined): void {
  if (config === undefined) return;
  if ((config.Delay ?? 0) < 0) throw invalid('TaskSpec: update-delay cannot be negative');
  if ((config.Monitor ?? 0) < 0) throw invalid('TaskSpec: update-monitor cannot be negative');
  if (config.MaxFailureRatio < 0 || config.MaxFailureRatio > 1) {
    throw invalid('TaskSpec: update-maxfailureratio cannot be less than 0 or bigger than 1');
  }
}

function portKey(port: PortConfig): string {
  return `${port.PublishedPort} ${port.Protocol}`;
}

function validateEndpoint(spec: EndpointSpec | undefined): void {
  const seen = new Set<string>();
  for (const port of spec?.Ports ?? []) {
    if (spec?.Mode === 'dnsrr' && port.PublishMode === 'ingress') {
      throw invalid("EndpointSpec: port published with ingress mode can't be used with dnsrr mode");
    }
    if ((port.PublishedPort ?? 0) === 0) continue;
    if (seen.has(portKey(port))) throw invalid('EndpointSpec: duplicate published ports provided');
    seen.add(portKey(port));
  }
}

function validateNetworks(tables: ReadTables, spec: ServiceSpec): void {
  for (const { Target } of spec.TaskTemplate.Networks ?? []) {
    const network = tables.get('network', Target);
    if (network?.Spec.Ingress !== true) continue;
    throw invalid(`Service cannot be explicitly attached to the ingress network ${JSON.stringify(network.Spec.Name)}`);
  }
}

/** A port of the ingress is one service's; a port in host mode may be that of several, on different nodes. */
function checkPortConflicts(tables: ReadTables, spec: ServiceSpec, serviceId: string): void {
  const fixed = (spec.EndpointSpec?.Ports ?? []).filter((port) => (port.PublishedPort ?? 0) !== 0);
  if (fixed.length === 0) return;
  const ingress = new Set(fixed.filter((port) => port.PublishMode === 'ingress').map(portKey));
  const host = new Set(fixed.filter((port) => port.PublishMode === 'host').map(portKey));
  for (const service of tables.all('service')) {
    if (service.ID === serviceId) continue;
    for (const port of [...(service.Spec.EndpointSpec?.Ports ?? []), ...(service.Endpoint.Ports ?? [])]) {
      const key = portKey(port);
      const used = `port '${port.PublishedPort}' is already in use by service '${service.Spec.Name}' (${service.ID})`;
      if (port.PublishMode === 'host') {
        if (ingress.has(key)) throw invalid(`${used} as a host-published port`);
      } else if (ingress.has(key) || host.has(key)) {
        throw invalid(`${used} as an ingress port`);
      }
    }
  }
}

function requireIngress(tables: ReadTables, spec: ServiceSpec): void {
  if (!needsIngress({ Spec: spec })) return;
  for (const network of tables.all('network')) if (network.Spec.Ingress === true) return;
  throw new SwarmError('FailedPrecondition', 'service needs ingress network, but no ingress network is present');
}

/** The secrets and configs that the spec names are there, under these names. */
function checkReferences(tables: ReadTables, spec: ServiceSpec): void {
  const container = spec.TaskTemplate.ContainerSpec;
  const secrets = (container?.Secrets ?? []).filter(
    (reference) => tables.get('secret', reference.SecretID)?.Spec.Name !== reference.SecretName,
  );
  missing(
    'secret',
    secrets.map((reference) => reference.SecretName),
  );
  const configs = (container?.Configs ?? []).filter(
    (reference) => tables.get('config', reference.ConfigID)?.Spec.Name !== reference.ConfigName,
  );
  missing(
    'config',
    configs.map((reference) => reference.ConfigName),
  );
}

function missing(kind: string, names: readonly string[]): void {
  if (names.length === 0) return;
  throw invalid(`${kind}${names.length === 1 ? '' : 's'} not found: ${names.join(', ')}`);
}
