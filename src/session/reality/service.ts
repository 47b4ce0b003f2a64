// A service of a swarm as the `docker service create` that makes it again.
import type { Service, ServiceMode, TaskSpec, UpdateConfig } from '../../sim/swarm/objects.ts';
import type { Store } from '../../sim/swarm/store/store.ts';
import { mountText } from './container.ts';
import { each, given, pairs, span, when } from './words.ts';

function modeFlags(mode: ServiceMode): readonly string[] {
  if ('Replicated' in mode)
    return mode.Replicated.Replicas === 1 ? [] : ['--replicas', String(mode.Replicated.Replicas)];
  if ('Global' in mode) return ['--mode', 'global'];
  if ('GlobalJob' in mode) return ['--mode', 'global-job'];
  const { MaxConcurrent, TotalCompletions } = mode.ReplicatedJob;
  return [
    '--mode',
    'replicated-job',
    '--replicas',
    String(TotalCompletions),
    '--max-concurrent',
    String(MaxConcurrent),
  ];
}

function networkFlags({ Networks = [] }: TaskSpec, store: Store): readonly string[] {
  return Networks.flatMap(({ Target, Aliases = [], DriverOpts = {} }) => {
    const name = store.get('network', Target)?.Spec.Name ?? Target;
    const extra = [
      ...Aliases.map((alias) => `alias=${alias}`),
      ...Object.entries(DriverOpts).map(([key, value]) => `driver-opt=${key}=${value}`),
    ];
    return ['--network', extra.length === 0 ? name : [`name=${name}`, ...extra].join(',')];
  });
}

function updateFlags(kind: 'update' | 'rollback', config: UpdateConfig | undefined): readonly string[] {
  if (config === undefined) return [];
  return [
    ...(config.Parallelism === 1 ? [] : [`--${kind}-parallelism`, String(config.Parallelism)]),
    ...given(`--${kind}-delay`, span(config.Delay)),
    ...given(`--${kind}-failure-action`, config.FailureAction === 'pause' ? '' : config.FailureAction),
    ...given(`--${kind}-monitor`, config.Monitor === 5e9 ? '' : span(config.Monitor)),
    ...given(`--${kind}-max-failure-ratio`, config.MaxFailureRatio),
    ...given(`--${kind}-order`, config.Order === 'stop-first' ? '' : config.Order),
  ];
}

/** Limits, restarts and places of a task. */
function taskFlags({ Resources, RestartPolicy: restart, Placement, LogDriver }: TaskSpec): readonly string[] {
  const { Limits, Reservations } = Resources ?? {};
  const spread = (Placement?.Preferences ?? []).map((preference) => `spread=${preference.Spread.SpreadDescriptor}`);
  return [
    ...each('--constraint', Placement?.Constraints),
    ...each('--placement-pref', spread),
    ...given('--replicas-max-per-node', Placement?.MaxReplicas),
    ...given('--limit-cpu', (Limits?.NanoCPUs ?? 0) / 1e9),
    ...given('--limit-memory', Limits?.MemoryBytes),
    ...given('--limit-pids', Limits?.Pids),
    ...given('--reserve-cpu', (Reservations?.NanoCPUs ?? 0) / 1e9),
    ...given('--reserve-memory', Reservations?.MemoryBytes),
    ...given('--restart-condition', restart?.Condition === 'any' ? '' : restart?.Condition),
    ...given('--restart-delay', restart?.Delay === 5e9 ? '' : span(restart?.Delay)),
    ...given('--restart-max-attempts', restart?.MaxAttempts),
    ...given('--restart-window', span(restart?.Window)),
    ...given('--log-driver', LogDriver?.Name),
    ...pairs('--log-opt', LogDriver?.Options),
  ];
}

function containerFlags({ ContainerSpec: spec }: TaskSpec): readonly string[] {
  if (spec === undefined) return [];
  const [how, ...words] = spec.Healthcheck?.Test ?? [];
  return [
    ...each('--env', spec.Env),
    ...pairs('--container-label', spec.Labels),
    ...given('--hostname', spec.Hostname),
    ...given('--workdir', spec.Dir),
    ...given('--user', spec.User),
    ...each('--group', spec.Groups),
    ...each('--mount', (spec.Mounts ?? []).map(mountText)),
    ...each(
      '--config',
      (spec.Configs ?? []).map(({ ConfigName, File }) => `source=${ConfigName},target=${File.Name}`),
    ),
    ...each(
      '--secret',
      (spec.Secrets ?? []).map(({ SecretName, File }) => `source=${SecretName},target=${File.Name}`),
    ),
    ...each(
      '--host',
      (spec.Hosts ?? []).map((line) => line.replace(/^(\S+) (.*)$/, '$2:$1')),
    ),
    ...each('--dns', spec.DNSConfig?.Nameservers),
    ...each('--dns-search', spec.DNSConfig?.Search),
    ...each('--dns-option', spec.DNSConfig?.Options),
    ...pairs('--sysctl', spec.Sysctls),
    ...each('--cap-add', spec.CapabilityAdd),
    ...each('--cap-drop', spec.CapabilityDrop),
    ...each(
      '--ulimit',
      (spec.Ulimits ?? []).map(({ Name, Soft, Hard }) => `${Name}=${Soft}:${Hard}`),
    ),
    ...when('--init', spec.Init),
    ...when('--tty', spec.TTY),
    ...when('--read-only', spec.ReadOnly),
    ...given('--stop-signal', spec.StopSignal),
    ...given('--stop-grace-period', spec.StopGracePeriod === 1e10 ? '' : span(spec.StopGracePeriod)),
    ...(how === 'NONE' ? ['--no-healthcheck'] : given('--health-cmd', words.join(' '))),
    ...given('--health-interval', span(spec.Healthcheck?.Interval)),
    ...given('--health-timeout', span(spec.Healthcheck?.Timeout)),
    ...given('--health-retries', spec.Healthcheck?.Retries),
    ...given('--health-start-period', span(spec.Healthcheck?.StartPeriod)),
  ];
}

/** `docker service create`, without waiting until its tasks run. */
export function serviceCommand({ Spec }: Service, store: Store): readonly string[] {
  const { Name, Labels, TaskTemplate, Mode, EndpointSpec, UpdateConfig: update, RollbackConfig: rollback } = Spec;
  const container = TaskTemplate.ContainerSpec;
  const ports = (EndpointSpec?.Ports ?? []).map(({ PublishedPort, TargetPort, Protocol, PublishMode }) =>
    [
      ...(PublishedPort === undefined || PublishedPort === 0 ? [] : [`published=${PublishedPort}`]),
      `target=${TargetPort}`,
      ...(Protocol === 'tcp' ? [] : [`protocol=${Protocol}`]),
      ...(PublishMode === 'host' ? ['mode=host'] : []),
    ].join(','),
  );
  return [
    ...['docker', 'service', 'create', '--detach', '--name', Name],
    ...modeFlags(Mode),
    ...networkFlags(TaskTemplate, store),
    ...each('--publish', ports),
    ...given('--endpoint-mode', EndpointSpec?.Mode === 'dnsrr' ? 'dnsrr' : ''),
    ...containerFlags(TaskTemplate),
    ...taskFlags(TaskTemplate),
    ...updateFlags('update', update),
    ...updateFlags('rollback', rollback),
    ...pairs('--label', Labels),
    ...(container?.Command?.length ? ['--entrypoint', container.Command.join(' ')] : []),
    (container?.Image ?? '').replace(/@sha256:.*/, ''),
    ...(container?.Args ?? []),
  ];
}
