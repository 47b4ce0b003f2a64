// One service as `docker service inspect --pretty` tells of it.
// Source: docker/cli v28.5.2 cli/command/service/formatter.go serviceInspectPrettyTemplate; Go's text/template for how values print.
// Not modelled: nothing.
import { parseIso } from '../../base/time.ts';
import type {
  ContainerSpec,
  HealthConfig,
  ServiceResource,
  TaskSpec,
  UpdateConfig,
} from '../../engine/api/swarm-types.ts';
import { goDuration } from './duration.ts';
import { bytesSize, humanDuration } from './units.ts';

const NANO = 1e9;

type Labels = Readonly<Record<string, string>>;

/** A block's lines, each opened by the end of the line before; nothing when `shown` is false. */
const block = (shown: unknown, ...lines: readonly string[]): string =>
  shown
    ? lines
        .filter((line) => line !== '')
        .map((line) => `\n${line}`)
        .join('')
    : '';

const some = (list: readonly unknown[] | undefined): boolean => (list?.length ?? 0) > 0;

function sorted(labels: Labels | undefined): [string, string][] {
  return Object.entries(labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** `now` is in milliseconds since 1970; `networkNames` has names by ids. */
export function prettyService(
  service: ServiceResource,
  networkNames: ReadonlyMap<string, string>,
  now: number,
): string {
  const { Spec } = service;
  const task = Spec.TaskTemplate;
  const labels = sorted(Spec.Labels).map(([key, value]) => ` ${key}${value === '' ? '' : `=${value}`}`);
  return [
    block(true, `ID:\t\t${service.ID}`, `Name:\t\t${Spec.Name}`),
    block(labels.length > 0, 'Labels:', ...labels),
    mode(service),
    updateStatus(service, now),
    placement(task),
    updateConfig(Spec.UpdateConfig, 'UpdateConfig', 'Update order:      '),
    updateConfig(Spec.RollbackConfig, 'RollbackConfig', 'Rollback order:    '),
    container(task.ContainerSpec ?? { Image: '' }),
    logDriver(task),
    resources(task),
    some(task.Networks)
      ? `\nNetworks:${(task.Networks ?? []).map(({ Target }) => ` ${networkNames.get(Target) ?? Target}`).join('')} `
      : '',
    `\nEndpoint Mode:\t${Spec.EndpointSpec?.Mode ?? ''}`,
    ports(service),
    health(task.ContainerSpec?.Healthcheck),
    '\n',
  ].join('');
}

function mode({ Spec: { Mode } }: ServiceResource): string {
  if ('Global' in Mode) return '\nService Mode:\tGlobal';
  if (!('Replicated' in Mode)) return '\nService Mode:';
  return `\nService Mode:\tReplicated\n Replicas:\t${Mode.Replicated.Replicas}`;
}

function updateStatus({ UpdateStatus: status }: ServiceResource, now: number): string {
  if (status === undefined) return '';
  const ago = (time: string | undefined): string =>
    `${humanDuration((now - (parseIso(time ?? '') ?? now)) / 1000)} ago`;
  return block(
    true,
    'UpdateStatus:',
    ` State:\t\t${status.State}`,
    status.StartedAt === undefined ? '' : ` Started:\t${ago(status.StartedAt)}`,
    status.State === 'completed' && status.CompletedAt !== undefined ? ` Completed:\t${ago(status.CompletedAt)}` : '',
    ` Message:\t${status.Message}`,
  );
}

function placement({ Placement: place }: TaskSpec): string {
  const preferences = (place?.Preferences ?? []).map(({ Spread }) => `spread=${Spread.SpreadDescriptor}`);
  return block(
    true,
    'Placement:',
    some(place?.Constraints) ? ` Constraints:\t[${place?.Constraints?.join(' ')}]` : '',
    preferences.length > 0 ? ` Preferences:   [${preferences.join(' ')}]` : '',
    place?.MaxReplicas ? ` Max Replicas Per Node:   ${place.MaxReplicas}` : '',
  );
}

function updateConfig(config: UpdateConfig | undefined, title: string, order: string): string {
  if (config === undefined) return '';
  return block(
    true,
    `${title}:`,
    ` Parallelism:\t${config.Parallelism}`,
    config.Delay ? ` Delay:\t\t${goDuration(config.Delay)}` : '',
    ` On failure:\t${config.FailureAction ?? ''}`,
    config.Monitor ? ` Monitoring Period: ${goDuration(config.Monitor)}` : '',
    ` Max failure ratio: ${config.MaxFailureRatio}`,
    ` ${order}${config.Order}`,
  );
}

function container(spec: ContainerSpec): string {
  const listed = (words: readonly string[]): string => words.map((word) => `${word} `).join('');
  const { CapabilityAdd: add = [], CapabilityDrop: drop = [] } = spec;
  const sysctls = sorted(spec.Sysctls).map(([key, value]) => ` ${key}${value === '' ? '' : `: ${value}`}`);
  const limits = [...(spec.Ulimits ?? [])].sort((a, b) => (a.Name < b.Name ? -1 : 1));
  const file = (target: string, source: string): string => ` Target:\t${target}\n  Source:\t${source}`;
  return [
    block(
      true,
      'ContainerSpec:',
      ` Image:\t\t${spec.Image}`,
      some(spec.Args) ? ` Args:\t\t${listed(spec.Args ?? [])}` : '',
      some(spec.Env) ? ` Env:\t\t${listed(spec.Env ?? [])}` : '',
      spec.Dir ? ` Dir:\t\t${spec.Dir}` : '',
      spec.Init === undefined ? '' : ` Init:\t\t${spec.Init}`,
      spec.User ? ` User: ${spec.User}` : '',
    ),
    block(
      add.length + drop.length > 0,
      'Capabilities:',
      add.length > 0 ? ` Add: ${add.join(', ')}` : '',
      drop.length > 0 ? ` Drop: ${drop.join(', ')}` : '',
    ),
    block(sysctls.length > 0, 'SysCtls:', ...sysctls),
    block(limits.length > 0, 'Ulimits:', ...limits.map(({ Name, Soft, Hard }) => ` ${Name}: ${Soft}:${Hard}`)),
    block(
      some(spec.Mounts),
      'Mounts:',
      ...(spec.Mounts ?? []).map(
        ({ Target, Source = '', ReadOnly = false, Type }) =>
          `${file(Target, Source)}\n  ReadOnly:\t${ReadOnly}\n  Type:\t\t${Type}`,
      ),
    ),
    block(
      some(spec.Configs),
      'Configs:',
      ...(spec.Configs ?? []).map(({ File, ConfigName }) => file(File.Name, ConfigName)),
    ),
    block(
      some(spec.Secrets),
      'Secrets:',
      ...(spec.Secrets ?? []).map(({ File, SecretName }) => file(File.Name, SecretName)),
    ),
  ].join('');
}

function logDriver({ LogDriver: driver }: TaskSpec): string {
  if (driver === undefined) return '';
  const options = sorted(driver.Options).map(([key, value]) => `  ${key}${value === '' ? '' : `:       ${value}`}`);
  const lines = block(
    true,
    'Log Driver:',
    driver.Name === '' ? '' : ` Name:\t\t${driver.Name}`,
    ...(options.length > 0 ? [' LogOpts:', ...options] : []),
  );
  return `${lines}\n`;
}

function resources({ Resources: given }: TaskSpec): string {
  if (given === undefined) return '';
  const { NanoCPUs: reservedCpu = 0, MemoryBytes: reservedMemory = 0 } = given.Reservations ?? {};
  const { NanoCPUs: cpu = 0, MemoryBytes: memory = 0, Pids: pids = 0 } = given.Limits ?? {};
  const amounts = (cpus: number, bytes: number): string[] => [
    cpus > 0 ? `  CPU:\t\t${cpus / NANO}` : '',
    bytes > 0 ? `  Memory:\t${bytesSize(bytes)}` : '',
  ];
  return [
    block(true, 'Resources:'),
    block(reservedCpu > 0 || reservedMemory > 0, ' Reservations:', ...amounts(reservedCpu, reservedMemory)),
    block(cpu > 0 || memory > 0 || pids > 0, ' Limits:', ...amounts(cpu, memory)),
    block(pids > 0, `  PIDs:\t\t${pids}`),
  ].join('');
}

function ports({ Endpoint: { Ports = [] } }: ServiceResource): string {
  if (Ports.length === 0) return '';
  const lines = Ports.map((port) =>
    [
      `\n PublishedPort = ${port.PublishedPort ?? 0}`,
      `  Protocol = ${port.Protocol}`,
      `  TargetPort = ${port.TargetPort}`,
      `  PublishMode = ${port.PublishMode}`,
    ].join('\n'),
  );
  return `\nPorts:${lines.join('')} `;
}

function health(check: HealthConfig | undefined): string {
  if (check === undefined) return '';
  const tests = (check.Test ?? []).map((test) => `\n\t Test = ${test}`).join('');
  const lines = [
    '\n Healthcheck:',
    `  Interval = ${goDuration(check.Interval ?? 0)}`,
    `  Retries = ${check.Retries ?? 0}`,
    `  StartPeriod =\t${goDuration(check.StartPeriod ?? 0)}`,
    `  Timeout =\t${goDuration(check.Timeout ?? 0)}`,
  ].join('\n');
  return `${lines}${tests === '' ? '' : `\n  Tests:${tests} `}`;
}
