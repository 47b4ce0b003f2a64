// A service's spec as the managers keep it: what a request says, in the order and with the members that inspect prints.
// Source: moby daemon/cluster/convert/{service,container,network}.go, there and back again.
// Not modelled: generic resources, plugins as runtime.

import type {
  ContainerSpec,
  EndpointSpec,
  HealthConfig,
  Mount,
  PortConfig,
  Resources,
  ServiceMode,
  ServiceSpec,
  TaskSpec,
  UpdateConfig,
} from '../../swarm/objects.ts';
import { invalid } from '../api/errors.ts';
import { sortedMap } from '../api/sorted.ts';
import type { ServiceBody } from './service-requests.ts';

type Given<T> = { readonly [K in keyof T]?: T[K] | null | undefined };
type ContainerBody = NonNullable<NonNullable<ServiceBody['TaskTemplate']>['ContainerSpec']>;
type FileReferenceBody = NonNullable<NonNullable<ContainerBody['Secrets']>[number]['File']>;
type TaskBody = NonNullable<ServiceBody['TaskTemplate']>;

/** Without members that are absent, null, empty, zero or false: Go's omitempty. */
function compact<T extends object>(object: Given<T>): T {
  const kept = Object.entries(object).filter(([, value]) => {
    if (value === null || value === undefined || value === '' || value === 0 || value === false) return false;
    return !(typeof value === 'object' && Object.keys(value as object).length === 0);
  });
  return Object.fromEntries(kept) as T;
}

/** The word, if it is one of those that the managers know; '' means the first. */
function oneOf<T extends string>(what: string, value: string | null | undefined, words: readonly [T, ...T[]]): T {
  const word = (value ?? '').toLowerCase();
  if (word === '') return words[0];
  const found = words.find((each) => each === word);
  if (found === undefined) throw invalid(`invalid ${what}: ${JSON.stringify(value)}`);
  return found;
}

export function serviceSpecOf(body: ServiceBody): ServiceSpec {
  const { TaskTemplate, Mode, UpdateConfig: update, RollbackConfig: rollback, EndpointSpec: endpoint } = body;
  return {
    Name: body.Name ?? '',
    Labels: sortedMap(body.Labels ?? {}),
    TaskTemplate: taskSpec(TaskTemplate ?? {}),
    Mode: modeOf(Mode),
    ...(update ? { UpdateConfig: updateConfig('UpdateFailureAction', update) } : {}),
    ...(rollback ? { RollbackConfig: updateConfig('RollbackFailureAction', rollback) } : {}),
    ...(endpoint ? { EndpointSpec: endpointSpec(endpoint) } : {}),
  };
}

function modeOf(mode: ServiceBody['Mode']): ServiceMode {
  const given = [mode?.Replicated, mode?.Global, mode?.ReplicatedJob, mode?.GlobalJob].filter((each) => each);
  if (given.length > 1) throw invalid('must specify only one service mode');
  if (mode?.Global) return { Global: {} };
  if (mode?.GlobalJob) return { GlobalJob: {} };
  if (mode?.ReplicatedJob) {
    const { MaxConcurrent, TotalCompletions } = mode.ReplicatedJob;
    const concurrent = MaxConcurrent ?? 1;
    return { ReplicatedJob: { MaxConcurrent: concurrent, TotalCompletions: TotalCompletions ?? concurrent } };
  }
  return { Replicated: { Replicas: mode?.Replicated?.Replicas ?? 1 } };
}

function taskSpec(body: TaskBody): TaskSpec {
  const { Resources: resources, RestartPolicy: restart, Placement: placement } = body;
  const networks = (body.Networks ?? []).map((network) => ({
    Target: network.Target ?? '',
    ...(network.Aliases?.length ? { Aliases: network.Aliases } : {}),
    ...(Object.keys(network.DriverOpts ?? {}).length > 0 ? { DriverOpts: sortedMap(network.DriverOpts ?? {}) } : {}),
  }));
  return {
    ContainerSpec: containerSpec(body.ContainerSpec ?? {}),
    ...(resources
      ? {
          Resources: {
            ...(resources.Limits ? { Limits: compact<Resources>(resources.Limits) } : {}),
            ...(resources.Reservations ? { Reservations: compact<Resources>(resources.Reservations) } : {}),
          },
        }
      : {}),
    ...(restart
      ? {
          RestartPolicy: {
            Condition: oneOf('RestartCondition', restart.Condition, ['any', 'none', 'on-failure']),
            ...(restart.Delay === null || restart.Delay === undefined ? {} : { Delay: restart.Delay }),
            MaxAttempts: restart.MaxAttempts ?? 0,
            ...(restart.Window ? { Window: restart.Window } : {}),
          },
        }
      : {}),
    ...(placement
      ? {
          Placement: compact({
            Constraints: placement.Constraints,
            Preferences: placement.Preferences?.map(({ Spread }) => ({
              Spread: { SpreadDescriptor: Spread?.SpreadDescriptor ?? '' },
            })),
            MaxReplicas: placement.MaxReplicas,
          }),
        }
      : {}),
    ...(networks.length > 0 ? { Networks: networks } : {}),
    ...(body.LogDriver
      ? {
          LogDriver: {
            Name: body.LogDriver.Name ?? '',
            ...compact({ Options: sortedMap(body.LogDriver.Options ?? {}) }),
          },
        }
      : {}),
    ForceUpdate: body.ForceUpdate ?? 0,
    Runtime: 'container',
  };
}

function containerSpec(body: ContainerBody): ContainerSpec {
  const file = (given: FileReferenceBody | null | undefined) => ({
    Name: given?.Name ?? '',
    UID: given?.UID ?? '',
    GID: given?.GID ?? '',
    Mode: given?.Mode ?? 0,
  });
  return {
    Image: body.Image ?? '',
    ...compact<Omit<ContainerSpec, 'Image'>>({
      Labels: sortedMap(body.Labels ?? {}),
      Command: body.Command,
      Args: body.Args,
      Hostname: body.Hostname,
      Env: body.Env,
      Dir: body.Dir,
      User: body.User,
      Groups: body.Groups,
      Privileges: body.Privileges && {
        CredentialSpec: null,
        SELinuxContext: null,
        NoNewPrivileges: body.Privileges.NoNewPrivileges ?? false,
      },
    }),
    ...(body.Init === null || body.Init === undefined ? {} : { Init: body.Init }),
    ...compact<Omit<ContainerSpec, 'Image'>>({
      StopSignal: body.StopSignal,
      TTY: body.TTY,
      OpenStdin: body.OpenStdin,
      ReadOnly: body.ReadOnly,
      Mounts: body.Mounts?.map((mount) => compact<Mount>(mount as Given<Mount>)),
      StopGracePeriod: body.StopGracePeriod,
      Healthcheck: body.Healthcheck && compact<HealthConfig>(body.Healthcheck),
      Hosts: body.Hosts,
    }),
    ...(body.DNSConfig ? { DNSConfig: compact(body.DNSConfig) } : {}),
    ...compact<Omit<ContainerSpec, 'Image'>>({
      Secrets: body.Secrets?.map(({ File, SecretID, SecretName }) => ({
        File: file(File),
        SecretID: SecretID ?? '',
        SecretName: SecretName ?? '',
      })),
      Configs: body.Configs?.map(({ File, ConfigID, ConfigName }) => ({
        File: file(File),
        ConfigID: ConfigID ?? '',
        ConfigName: ConfigName ?? '',
      })),
    }),
    Isolation: oneOf('Isolation', body.Isolation, ['default', 'process', 'hyperv']),
    ...compact<Omit<ContainerSpec, 'Image'>>({
      Sysctls: sortedMap(body.Sysctls ?? {}),
      CapabilityAdd: body.CapabilityAdd,
      CapabilityDrop: body.CapabilityDrop,
      Ulimits: body.Ulimits,
      OomScoreAdj: body.OomScoreAdj,
    }),
  };
}

function updateConfig(what: string, body: NonNullable<ServiceBody['UpdateConfig']>): UpdateConfig {
  return {
    Parallelism: body.Parallelism ?? 0,
    ...(body.Delay ? { Delay: body.Delay } : {}),
    FailureAction: oneOf(what, body.FailureAction, ['pause', 'continue', 'rollback']),
    ...(body.Monitor === null || body.Monitor === undefined ? {} : { Monitor: body.Monitor }),
    MaxFailureRatio: body.MaxFailureRatio ?? 0,
    Order: oneOf('Order', body.Order, ['stop-first', 'start-first']),
  };
}

function endpointSpec(body: NonNullable<ServiceBody['EndpointSpec']>): EndpointSpec {
  const ports = (body.Ports ?? []).map(
    (port): PortConfig => ({
      ...(port.Name ? { Name: port.Name } : {}),
      Protocol: oneOf('Protocol', port.Protocol, ['tcp', 'udp', 'sctp']),
      TargetPort: port.TargetPort ?? 0,
      ...(port.PublishedPort ? { PublishedPort: port.PublishedPort } : {}),
      PublishMode: oneOf('PublishMode', port.PublishMode, ['ingress', 'host']),
    }),
  );
  return {
    Mode: oneOf('ResolutionMode', body.Mode, ['vip', 'dnsrr']),
    ...(ports.length > 0 ? { Ports: ports } : {}),
  };
}

const SECOND_NS = 1e9;
const defaultUpdate: UpdateConfig = {
  Parallelism: 1,
  FailureAction: 'pause',
  Monitor: 5 * SECOND_NS,
  MaxFailureRatio: 0,
  Order: 'stop-first',
};

/** What is not set, as the managers would take it: `?insertDefaults=true`. Source: swarmkit api/defaults/service.go. */
export function withDefaults(spec: ServiceSpec): ServiceSpec {
  const { Name, Labels, Mode, UpdateConfig: update, RollbackConfig: rollback, EndpointSpec: endpoint } = spec;
  const {
    ContainerSpec: container,
    Resources: resources,
    RestartPolicy: restart,
    Placement,
    ...task
  } = spec.TaskTemplate;
  const monitored = (config: UpdateConfig | undefined): UpdateConfig =>
    config === undefined ? defaultUpdate : updateConfig('', { ...config, Monitor: config.Monitor ?? 5 * SECOND_NS });
  return {
    Name,
    Labels,
    TaskTemplate: {
      ...(container === undefined ? {} : { ContainerSpec: containerWithDefaults(container) }),
      Resources: resources ?? {},
      RestartPolicy: {
        Condition: restart?.Condition ?? 'any',
        Delay: restart?.Delay ?? 5 * SECOND_NS,
        MaxAttempts: restart?.MaxAttempts ?? 0,
        ...(restart?.Window ? { Window: restart.Window } : {}),
      },
      Placement: Placement ?? {},
      ...task,
    },
    Mode,
    UpdateConfig: monitored(update),
    RollbackConfig: monitored(rollback),
    ...(endpoint === undefined ? {} : { EndpointSpec: endpoint }),
  };
}

/** The members in their order, StopGracePeriod and DNSConfig among them. */
function containerWithDefaults(container: ContainerSpec): ContainerSpec {
  const { StopGracePeriod = 10 * SECOND_NS, DNSConfig = {}, ...rest } = container;
  const { Healthcheck, Hosts, Secrets, Configs, Isolation, Sysctls, ...more } = rest;
  const { CapabilityAdd, CapabilityDrop, Ulimits, OomScoreAdj, ...before } = more;
  return {
    ...before,
    StopGracePeriod,
    ...(Healthcheck && { Healthcheck }),
    ...(Hosts && { Hosts }),
    DNSConfig,
    ...(Secrets && { Secrets }),
    ...(Configs && { Configs }),
    ...(Isolation && { Isolation }),
    ...(Sysctls && { Sysctls }),
    ...(CapabilityAdd && { CapabilityAdd }),
    ...(CapabilityDrop && { CapabilityDrop }),
    ...(Ulimits && { Ulimits }),
    ...(OomScoreAdj && { OomScoreAdj }),
  };
}
