// A service's spec with what `docker service update` changes in it.
// Source: docker/cli v28.5.2 cli/command/service/update.go updateService.
// Not modelled: generic resources.
import type {
  NetworkAttachmentConfig,
  Placement,
  Resources,
  ServiceMode,
  ServiceSpec,
  TaskSpec,
} from '../../engine/api/swarm-types.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { Failure } from '../failure.ts';
import { cut, keyValues, type Options } from '../flags.ts';
import { attachmentOf, byTarget, swarmNetwork } from './networks.ts';
import { changedPorts } from './ports.ts';
import { anyChanged, changedLabels, given, networkRequest, ports, restartPolicy, updateConfig } from './settings.ts';
import { changedContainer } from './update-container.ts';

export function* changedSpec(client: Client, spec: ServiceSpec, options: Options): Blocking<ServiceSpec> {
  const update = updateConfig(options, 'update', spec.UpdateConfig);
  const rollback = updateConfig(options, 'rollback', spec.RollbackConfig);
  const endpoint = changedEndpoint(spec, options);
  return {
    ...spec,
    Labels: changedLabels(spec.Labels, options.list('label-rm'), options.map('label-add')),
    TaskTemplate: yield* changedTask(client, spec.TaskTemplate, options),
    Mode: changedMode(spec.Mode, options),
    ...(update && { UpdateConfig: update }),
    ...(rollback && { RollbackConfig: rollback }),
    ...(endpoint && { EndpointSpec: endpoint }),
  };
}

function changedMode(mode: ServiceMode, options: Options): ServiceMode {
  if (!options.changed('replicas')) return mode;
  if (!('Replicated' in mode)) throw new Failure('replicas can only be used with replicated mode');
  return { Replicated: { Replicas: options.int('replicas') } };
}

function changedEndpoint(spec: ServiceSpec, options: Options): ServiceSpec['EndpointSpec'] {
  const before = spec.EndpointSpec;
  if (!anyChanged(options, ['endpoint-mode', 'publish-add', 'publish-rm'])) return before;
  return {
    ...before,
    ...given(options, 'endpoint-mode', 'Mode', () => options.text('endpoint-mode') as 'vip'),
    ...(anyChanged(options, ['publish-add', 'publish-rm']) && {
      Ports: changedPorts(before?.Ports ?? [], ports(options, 'publish-rm'), ports(options, 'publish-add')),
    }),
  };
}

function* changedTask(client: Client, task: TaskSpec, options: Options): Blocking<TaskSpec> {
  const restart = restartPolicy(options, task.RestartPolicy);
  const resources = changedResources(task.Resources, options);
  const placement = changedPlacement(task.Placement, options);
  const networks = anyChanged(options, ['network-add', 'network-rm'])
    ? yield* changedNetworks(client, task.Networks ?? [], options)
    : task.Networks;
  return {
    ...task,
    ...(task.ContainerSpec && { ContainerSpec: changedContainer(client, task.ContainerSpec, options) }),
    ...(resources && { Resources: resources }),
    ...(restart && { RestartPolicy: restart }),
    ...(placement && { Placement: placement }),
    ...(networks && { Networks: networks }),
    ...(options.text('log-driver') !== '' && {
      LogDriver: { Name: options.text('log-driver'), Options: keyValues(options.list('log-opt')) },
    }),
    ForceUpdate: task.ForceUpdate + (options.bool('force') ? 1 : 0),
  };
}

function changedResources(before: TaskSpec['Resources'], options: Options): TaskSpec['Resources'] {
  const number = (flag: string, member: keyof Resources) => given(options, flag, member, () => options.int(flag));
  if (!anyChanged(options, ['limit-cpu', 'limit-memory', 'limit-pids', 'reserve-cpu', 'reserve-memory'])) return before;
  return {
    Limits: {
      ...before?.Limits,
      ...number('limit-cpu', 'NanoCPUs'),
      ...number('limit-memory', 'MemoryBytes'),
      ...number('limit-pids', 'Pids'),
    },
    Reservations: {
      ...before?.Reservations,
      ...number('reserve-cpu', 'NanoCPUs'),
      ...number('reserve-memory', 'MemoryBytes'),
    },
  };
}

function changedPlacement(before: Placement | undefined, options: Options): Placement | undefined {
  const removed = options.list('constraint-rm');
  const constraints = [...(before?.Constraints ?? []), ...options.list('constraint-add')];
  const spreads = (flag: string): string[] => options.list(flag).map((value) => cut(value, '=')[1]);
  const gone = spreads('placement-pref-rm');
  const preferences = [
    ...(before?.Preferences ?? []).filter(({ Spread }) => !gone.includes(Spread.SpreadDescriptor)),
    ...spreads('placement-pref-add').map((SpreadDescriptor) => ({ Spread: { SpreadDescriptor } })),
  ];
  const placement: Placement = {
    ...(anyChanged(options, ['constraint-add', 'constraint-rm']) && {
      Constraints: constraints.filter((each) => !removed.includes(each)).sort(),
    }),
    ...(anyChanged(options, ['placement-pref-add', 'placement-pref-rm']) && { Preferences: preferences }),
    ...given(options, 'replicas-max-per-node', 'MaxReplicas', () => options.int('replicas-max-per-node')),
  };
  return Object.keys(placement).length === 0 ? before : { ...before, ...placement };
}

function* changedNetworks(
  client: Client,
  before: readonly NetworkAttachmentConfig[],
  options: Options,
): Blocking<NetworkAttachmentConfig[]> {
  const gone: string[] = [];
  for (const name of options.list('network-rm')) gone.push((yield* swarmNetwork(client, name)).Id);
  const networks = before.filter(({ Target }) => !gone.includes(Target));
  for (const value of options.list('network-add')) {
    const added = yield* attachmentOf(client, value);
    if (networks.some(({ Target }) => Target === added.Target)) {
      throw new Failure(`service is already attached to network ${networkRequest(value).target}`);
    }
    networks.push(added);
  }
  return networks.sort(byTarget);
}
