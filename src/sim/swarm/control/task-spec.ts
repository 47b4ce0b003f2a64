// Whether a task template can be accepted.
// Source: swarmkit manager/controlapi/service.go (validateTaskSpec and what it calls).
// Not modelled: templates in container specs, generic runtimes, credential specs.
import { SwarmError } from '../errors.ts';
import type { ContainerSpec, HealthConfig, Resources, RestartPolicy, TaskSpec } from '../objects.ts';
import { parseConstraints } from '../orchestrator/constraint.ts';
import { invalid } from './names.ts';

/** Smallest reservation or limit: a thousandth of a CPU (nanos), 4 MiB. */
const MIN_NANO_CPUS = 1e6;
const MIN_MEMORY = 4 * 1024 * 1024;
/** minimumDuration of health checks: 1 ms. */
const MIN_HEALTH_DURATION = 1e6;

/** distribution/reference: a name with optional domain, tag and digest. */
const imagePattern =
  /^(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::\d+)?|\[[0-9a-fA-F:]+\](?::\d+)?)\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::\w[\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*:[0-9a-fA-F]{32,})?$/;

/** Throws SwarmError in swarmkit's words. */
export function validateTaskSpec(spec: TaskSpec): void {
  validateResources(spec.Resources?.Limits);
  validateResources(spec.Resources?.Reservations);
  validateRestartPolicy(spec.RestartPolicy);
  parseConstraints(spec.Placement?.Constraints ?? []);
  const container = spec.ContainerSpec;
  if (container === undefined) {
    if (spec.NetworkAttachmentSpec === undefined) throw invalid('TaskSpec: missing runtime');
    throw new SwarmError('Unimplemented', 'RuntimeSpec: unimplemented runtime in service spec');
  }
  validateReferences(
    'secret',
    container.Secrets?.map((ref) => ({ ...ref, id: ref.SecretID, name: ref.SecretName })),
  );
  validateReferences(
    'config',
    container.Configs?.map((ref) => ({ ...ref, id: ref.ConfigID, name: ref.ConfigName })),
  );
  validateContainer(container);
}

function validateResources(resources: Resources | undefined): void {
  const cpus = resources?.NanoCPUs ?? 0;
  const memory = resources?.MemoryBytes ?? 0;
  if (cpus !== 0 && cpus < MIN_NANO_CPUS) {
    throw invalid(`invalid cpu value ${shortFloat(cpus / 1e9)}: Must be at least ${MIN_NANO_CPUS / 1e9}`);
  }
  if (memory !== 0 && memory < MIN_MEMORY) throw invalid(`invalid memory value ${memory}: Must be at least 4MiB`);
}

/** Go's %g: exponents below 1e-4 have two digits. */
function shortFloat(value: number): string {
  if (value >= 1e-4) return String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}

function validateRestartPolicy(policy: RestartPolicy | undefined): void {
  if ((policy?.Delay ?? 0) < 0) throw invalid('TaskSpec: restart-delay cannot be negative');
  if ((policy?.Window ?? 0) < 0) throw invalid('TaskSpec: restart-window cannot be negative');
}

interface Reference {
  readonly id: string;
  readonly name: string;
  readonly File: { readonly Name: string };
}

function validateReferences(kind: 'secret' | 'config', references: readonly Reference[] = []): void {
  const targets = new Map<string, string>();
  for (const { id, name, File } of references) {
    if (id === '' || name === '') throw invalid(`malformed ${kind} reference`);
    if (File.Name === '') throw invalid(`malformed file ${kind} reference, invalid target file name provided`);
    const before = targets.get(File.Name);
    if (before !== undefined) {
      throw invalid(`${kind} references '${before}' and '${name}' have a conflicting target: '${File.Name}'`);
    }
    targets.set(File.Name, name);
  }
}

function validateContainer(container: ContainerSpec): void {
  if (container.Image === '') throw invalid('ContainerSpec: image reference must be provided');
  if (!imagePattern.test(container.Image)) {
    throw invalid(`ContainerSpec: ${JSON.stringify(container.Image)} is not a valid repository/tag`);
  }
  const targets = new Set<string>();
  for (const { Target } of container.Mounts ?? []) {
    if (targets.has(Target)) throw invalid(`ContainerSpec: duplicate mount point: ${Target}`);
    targets.add(Target);
  }
  if (container.Healthcheck !== undefined) validateHealthcheck(container.Healthcheck);
}

function validateHealthcheck(check: HealthConfig): void {
  for (const name of ['Interval', 'Timeout', 'StartPeriod'] as const) {
    const value = check[name] ?? 0;
    if (value !== 0 && value < MIN_HEALTH_DURATION) {
      throw invalid(`ContainerSpec: ${name} in HealthConfig cannot be less than 1ms`);
    }
  }
  if ((check.Retries ?? 0) < 0) throw invalid('ContainerSpec: Retries in HealthConfig cannot be negative');
}
