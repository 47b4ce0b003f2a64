// A service of a stack's file as the swarm takes it.
// Source: docker/cli v28.5.2 cli/compose/convert/service.go.
// Not modelled: credential specs, generic resources.

import { parseNanoseconds } from '../../cli/container/durations.ts';
import { restartPolicy } from '../../cli/container/request.ts';
import { nanoCpus } from '../../cli/container/resource-flags.ts';
import { Failure, notSimulated } from '../../cli/failure.ts';
import { cut } from '../../cli/flags.ts';
import { capabilities } from '../../cli/service/capabilities.ts';
import type { FileRequest } from '../../cli/service/file-references.ts';
import { IMAGE_LABEL, type Namespace } from '../../cli/stack/namespace.ts';
import type {
  ContainerSpec,
  HealthConfig,
  NetworkAttachmentConfig,
  PortConfig,
  Resources,
  RestartPolicy,
  ServiceMode,
  ServiceSpec,
  TaskSpec,
  UpdateConfig,
} from '../../engine/api/swarm-types.ts';
import { isMap, listOf, mapOf, mapValues, textOf, textsOf, type Value, type ValueMap } from '../model/values.ts';
import { convertMount } from './mounts.ts';

const text = (map: ValueMap, key: string): string => textOf(map[key] ?? null);
const texts = (map: ValueMap, key: string): string[] => textsOf(map[key] ?? null);
const number = (map: ValueMap, key: string): number => Number(text(map, key) || '0');
const nanoseconds = (map: ValueMap, key: string): number => parseNanoseconds(text(map, key));
const labels = (value: Value | undefined): Record<string, string> => mapValues(mapOf(value ?? null), textOf);
const section = (map: ValueMap, key: string): ValueMap => mapOf(map[key] ?? null);

/** Networks that are a host's own: no aliases there. */
export function isUserDefined(network: string): boolean {
  return !['default', 'bridge', 'host', 'none'].includes(network) && !/^container(:|$)/.test(network);
}

/** What a stack's services are made from. */
export interface StackParts {
  readonly stack: Namespace;
  readonly networks: ValueMap;
  readonly volumes: ValueMap;
}

export interface References {
  readonly secrets: NonNullable<ContainerSpec['Secrets']>;
  readonly configs: NonNullable<ContainerSpec['Configs']>;
}

/** Throws a Failure without the service's name. */
export function convertService(parts: StackParts, name: string, service: ValueMap, files: References): ServiceSpec {
  const { stack } = parts;
  const deploy = section(service, 'deploy');
  const update = updateConfig(deploy.update_config);
  const rollback = updateConfig(deploy.rollback_config);
  const ports = listOf(service.ports ?? null).map((port) => portConfig(mapOf(port)));
  return {
    Name: stack.scoped(name),
    Labels: { ...stack.labels(labels(deploy.labels)), [IMAGE_LABEL]: text(service, 'image') },
    TaskTemplate: taskSpec(parts, name, service, files),
    Mode: serviceMode(deploy),
    ...(update && { UpdateConfig: update }),
    ...(rollback && { RollbackConfig: rollback }),
    EndpointSpec: {
      ...(deploy.endpoint_mode !== undefined && { Mode: text(deploy, 'endpoint_mode').toLowerCase() as 'vip' }),
      Ports: ports.sort((a, b) => (a.PublishedPort ?? 0) - (b.PublishedPort ?? 0)),
    },
  };
}

function serviceMode(deploy: ValueMap): ServiceMode {
  const mode = text(deploy, 'mode');
  const replicas = deploy.replicas === undefined ? undefined : number(deploy, 'replicas');
  switch (mode) {
    case 'global':
    case 'global-job':
      if (replicas !== undefined) {
        throw new Failure('replicas can only be used with replicated or replicated-job mode');
      }
      return mode === 'global' ? { Global: {} } : { GlobalJob: {} };
    case 'replicated-job':
      return { ReplicatedJob: { MaxConcurrent: replicas ?? 1, TotalCompletions: replicas ?? 1 } };
    case 'replicated':
    case '':
      return { Replicated: { Replicas: replicas ?? 1 } };
    default:
      throw new Failure(`Unknown mode: ${mode}`);
  }
}

function taskSpec(parts: StackParts, name: string, service: ValueMap, files: References): TaskSpec {
  const deploy = section(service, 'deploy');
  const placement = section(deploy, 'placement');
  const restart = restartOf(text(service, 'restart'), deploy.restart_policy);
  const logging = section(service, 'logging');
  return {
    ContainerSpec: containerSpec(parts, service, files),
    Resources: resources(section(deploy, 'resources')),
    ...(restart && { RestartPolicy: restart }),
    Placement: {
      Constraints: texts(placement, 'constraints'),
      Preferences: listOf(placement.preferences ?? null).map((preference) => ({
        Spread: { SpreadDescriptor: text(mapOf(preference), 'spread') },
      })),
      MaxReplicas: number(placement, 'max_replicas_per_node'),
    },
    Networks: attachments(parts, name, service.networks),
    ...(service.logging !== undefined && {
      LogDriver: { Name: text(logging, 'driver'), Options: labels(logging.options) },
    }),
    ForceUpdate: 0,
  };
}

function containerSpec({ stack, volumes }: StackParts, service: ValueMap, files: References): ContainerSpec {
  if (service.credential_spec !== undefined) throw notSimulated('credential_spec');
  const health = healthCheck(service.healthcheck);
  const environment = Object.entries(section(service, 'environment')).map(([key, value]) =>
    value === null ? key : `${key}=${textOf(value)}`,
  );
  return {
    Image: text(service, 'image'),
    Labels: stack.labels(labels(service.labels)),
    Command: texts(service, 'entrypoint'),
    Args: texts(service, 'command'),
    Hostname: text(service, 'hostname'),
    Env: environment.sort(),
    Dir: text(service, 'working_dir'),
    User: text(service, 'user'),
    Privileges: { CredentialSpec: null, SELinuxContext: null, NoNewPrivileges: false },
    ...(service.init !== undefined && { Init: service.init === true }),
    StopSignal: text(service, 'stop_signal'),
    TTY: service.tty === true,
    OpenStdin: service.stdin_open === true,
    ReadOnly: service.read_only === true,
    Mounts: listOf(service.volumes ?? null).map((mount) => convertMount(stack, mapOf(mount), volumes)),
    ...(service.stop_grace_period !== undefined && { StopGracePeriod: nanoseconds(service, 'stop_grace_period') }),
    ...(health && { Healthcheck: health }),
    Hosts: texts(service, 'extra_hosts').map((entry) => {
      const [host, address] = cut(entry, ':');
      return `${address} ${host}`;
    }),
    ...((service.dns ?? service.dns_search) !== undefined && {
      DNSConfig: { Nameservers: texts(service, 'dns'), Search: texts(service, 'dns_search') },
    }),
    Secrets: files.secrets,
    Configs: files.configs,
    ...(service.isolation !== undefined && { Isolation: text(service, 'isolation') }),
    Sysctls: labels(service.sysctls),
    ...capabilities(texts(service, 'cap_add'), texts(service, 'cap_drop')),
    Ulimits: Object.entries(section(service, 'ulimits'))
      .map(([Name, limit]) => {
        const both = isMap(limit) ? { Hard: number(limit, 'hard'), Soft: number(limit, 'soft') } : undefined;
        return { Name, ...(both ?? { Hard: Number(textOf(limit)), Soft: Number(textOf(limit)) }) };
      })
      .sort((a, b) => (a.Name < b.Name ? -1 : 1)),
    OomScoreAdj: number(service, 'oom_score_adj'),
  };
}

function attachments(
  { stack, networks }: StackParts,
  name: string,
  given: Value | undefined,
): NetworkAttachmentConfig[] {
  const wanted = mapOf(given ?? null);
  const all = Object.entries(Object.keys(wanted).length === 0 ? { default: null } : wanted);
  const list = all.map(([key, value]): NetworkAttachmentConfig => {
    if (!(key in networks) && key !== 'default') throw new Failure(`undefined network ${JSON.stringify(key)}`);
    const Target = text(section(networks, key), 'name') || stack.scoped(key);
    const driverOptions = labels(mapOf(value).driver_opts);
    const aliases = [...texts(mapOf(value), 'aliases'), ...(isUserDefined(Target) ? [name] : [])];
    return {
      Target,
      ...(aliases.length > 0 && { Aliases: aliases }),
      ...(Object.keys(driverOptions).length > 0 && { DriverOpts: driverOptions }),
    };
  });
  return list.sort((a, b) => (a.Target < b.Target ? -1 : 1));
}

function portConfig(port: ValueMap): PortConfig {
  const published = number(port, 'published');
  return {
    Protocol: (text(port, 'protocol') || 'tcp') as 'tcp',
    TargetPort: number(port, 'target'),
    ...(published !== 0 && { PublishedPort: published }),
    PublishMode: (text(port, 'mode') || 'ingress') as 'ingress',
  };
}

function resources(given: ValueMap): NonNullable<TaskSpec['Resources']> {
  const amounts = (value: Value | undefined): Resources => {
    const map = mapOf(value ?? null);
    if (map.generic_resources !== undefined) throw notSimulated('generic_resources');
    return {
      NanoCPUs: text(map, 'cpus') === '' ? 0 : Number(nanoCpus(text(map, 'cpus'))),
      MemoryBytes: number(map, 'memory'),
      Pids: number(map, 'pids'),
    };
  };
  return {
    ...(given.limits !== undefined && { Limits: amounts(given.limits) }),
    ...(given.reservations !== undefined && { Reservations: amounts(given.reservations) }),
  };
}

/** The service's own `restart` counts where `deploy` has no policy. */
function restartOf(restart: string, policy: Value | undefined): RestartPolicy | undefined {
  if (policy !== undefined) {
    const map = mapOf(policy);
    return {
      Condition: (text(map, 'condition') || 'any') as 'any',
      ...(map.delay !== undefined && { Delay: nanoseconds(map, 'delay') }),
      MaxAttempts: number(map, 'max_attempts'),
      ...(map.window !== undefined && { Window: nanoseconds(map, 'window') }),
    };
  }
  const { Name, MaximumRetryCount } = restartPolicy(restart);
  switch (Name) {
    case '':
    case 'no':
      return undefined;
    case 'always':
    case 'unless-stopped':
      return { Condition: 'any', MaxAttempts: 0 };
    case 'on-failure':
      return { Condition: 'on-failure', MaxAttempts: MaximumRetryCount };
    default:
      throw new Failure(`unknown restart policy: ${restart}`);
  }
}

function updateConfig(value: Value | undefined): UpdateConfig | undefined {
  if (value === undefined) return undefined;
  const map = mapOf(value);
  const monitor = nanoseconds(map, 'monitor');
  return {
    Parallelism: map.parallelism === undefined ? 1 : number(map, 'parallelism'),
    Delay: nanoseconds(map, 'delay'),
    ...(map.failure_action !== undefined && { FailureAction: text(map, 'failure_action') as 'pause' }),
    ...(monitor !== 0 && { Monitor: monitor }),
    MaxFailureRatio: number(map, 'max_failure_ratio'),
    Order: (text(map, 'order') || 'stop-first') as 'stop-first',
  };
}

function healthCheck(value: Value | undefined): HealthConfig | undefined {
  if (value === undefined) return undefined;
  const map = mapOf(value);
  const Test = texts(map, 'test');
  if (map.disable === true) {
    if (Test.length > 0) throw new Failure("test and disable can't be set at the same time");
    return { Test: ['NONE'] };
  }
  return {
    Test,
    Interval: nanoseconds(map, 'interval'),
    Timeout: nanoseconds(map, 'timeout'),
    StartPeriod: nanoseconds(map, 'start_period'),
    StartInterval: nanoseconds(map, 'start_interval'),
    Retries: number(map, 'retries'),
  };
}

/** The secrets or configs that a service names, by the names that they have in the swarm. */
export function fileRequests(
  { stack }: StackParts,
  kind: 'secret' | 'config',
  references: Value | undefined,
  declared: ValueMap,
): FileRequest[] {
  const requests = listOf(references ?? null).map((value): FileRequest => {
    const reference = mapOf(value);
    const source = text(reference, 'source');
    if (!(source in declared)) throw new Failure(`undefined ${kind} ${JSON.stringify(source)}`);
    return {
      name: text(section(declared, source), 'name') || stack.scoped(source),
      file: {
        Name: text(reference, 'target') || source,
        UID: text(reference, 'uid') || '0',
        GID: text(reference, 'gid') || '0',
        Mode: reference.mode === undefined ? 0o444 : number(reference, 'mode'),
      },
    };
  });
  return requests.sort((a, b) => (a.name < b.name ? -1 : 1));
}
