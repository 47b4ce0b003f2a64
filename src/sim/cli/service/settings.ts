// Settings that `docker service create` and `docker service update` read in the same way.
// Source: docker/cli v28.5.2 cli/command/service/opts.go.
// Not modelled: nothing.
import type { HealthConfig, PortConfig, RestartPolicy, UpdateConfig } from '../../engine/api/swarm-types.ts';
import { parseNanoseconds } from '../container/durations.ts';
import { parseNetwork } from '../container/networks.ts';
import { Failure } from '../failure.ts';
import type { Options } from '../flags.ts';
import { parsePorts } from './ports.ts';

const SECOND_NS = 1e9;

/** Source: swarmkit api/defaults/service.go. */
const DEFAULT_UPDATE: UpdateConfig = {
  Parallelism: 1,
  FailureAction: 'pause',
  Monitor: 5 * SECOND_NS,
  MaxFailureRatio: 0,
  Order: 'stop-first',
};
const DEFAULT_RESTART: RestartPolicy = { Condition: 'any', Delay: 5 * SECOND_NS, MaxAttempts: 0 };

const UPDATE_FLAGS = ['parallelism', 'delay', 'monitor', 'failure-action', 'max-failure-ratio', 'order'];

export function anyChanged(options: Options, names: readonly string[]): boolean {
  return names.some((name) => options.changed(name));
}

/** A member that is there only where its flag was given. */
export function given<K extends string, V>(options: Options, flag: string, member: K, value: () => V) {
  return options.changed(flag) ? ({ [member]: value() } as { [key in K]: V }) : {};
}

export function duration(options: Options, name: string): number {
  return parseNanoseconds(options.text(name));
}

/** The settings of updates or rollbacks with what was given put in; as they are when nothing was. */
export function updateConfig(
  options: Options,
  kind: 'update' | 'rollback',
  before: UpdateConfig | undefined,
): UpdateConfig | undefined {
  const flag = (name: string): string => `${kind}-${name}`;
  if (!anyChanged(options, UPDATE_FLAGS.map(flag))) return before;
  // The texts go to the engine as they are: it knows which are valid.
  return {
    ...(before ?? DEFAULT_UPDATE),
    ...given(options, flag('parallelism'), 'Parallelism', () => options.int(flag('parallelism'))),
    ...given(options, flag('delay'), 'Delay', () => duration(options, flag('delay'))),
    ...given(options, flag('monitor'), 'Monitor', () => duration(options, flag('monitor'))),
    ...given(options, flag('failure-action'), 'FailureAction', () => options.text(flag('failure-action')) as 'pause'),
    ...given(options, flag('max-failure-ratio'), 'MaxFailureRatio', () =>
      Number(options.text(flag('max-failure-ratio'))),
    ),
    ...given(options, flag('order'), 'Order', () => options.text(flag('order')) as 'stop-first'),
  };
}

export function restartPolicy(options: Options, before: RestartPolicy | undefined): RestartPolicy | undefined {
  if (!anyChanged(options, ['restart-delay', 'restart-condition', 'restart-max-attempts', 'restart-window']))
    return before;
  return {
    ...(before ?? DEFAULT_RESTART),
    ...given(options, 'restart-condition', 'Condition', () => options.text('restart-condition') as 'any'),
    ...given(options, 'restart-delay', 'Delay', () => duration(options, 'restart-delay')),
    ...given(options, 'restart-max-attempts', 'MaxAttempts', () => options.int('restart-max-attempts')),
    ...given(options, 'restart-window', 'Window', () => duration(options, 'restart-window')),
  };
}

const HEALTH_FLAGS = ['health-cmd', 'health-interval', 'health-timeout', 'health-retries', 'health-start-period'];

/** What --health-* and --no-healthcheck make of a new service's check. */
export function healthCheck(options: Options): HealthConfig | undefined {
  const settings = [...HEALTH_FLAGS, 'health-start-interval'].filter(
    (name) => options.changed(name) && !(name === 'health-cmd' && options.text(name) === ''),
  );
  if (options.bool('no-healthcheck')) return noHealthCheck(settings);
  if (settings.length === 0) return undefined;
  const command = options.text('health-cmd');
  return {
    ...(command !== '' && { Test: ['CMD-SHELL', command] }),
    ...intervals(options),
    ...given(options, 'health-start-interval', 'StartInterval', () => duration(options, 'health-start-interval')),
  };
}

/** What they make of a service's check that there is. --health-start-interval changes nothing there. */
export function changedHealthCheck(options: Options, before: HealthConfig | undefined): HealthConfig | undefined {
  const settings = HEALTH_FLAGS.filter((name) => options.changed(name));
  if (options.bool('no-healthcheck')) return noHealthCheck(settings);
  if (settings.length === 0) return before;
  const { Test = [], ...rest } = before ?? {};
  const command = options.text('health-cmd');
  const kept = Test[0] === 'NONE' ? [] : Test;
  return {
    Test: options.changed('health-cmd') ? (command === '' ? [] : ['CMD-SHELL', command]) : kept,
    ...rest,
    ...intervals(options),
  };
}

function noHealthCheck(settings: readonly string[]): HealthConfig {
  if (settings.length > 0) throw new Failure('--no-healthcheck conflicts with --health-* options');
  return { Test: ['NONE'] };
}

function intervals(options: Options): HealthConfig {
  return {
    ...given(options, 'health-interval', 'Interval', () => duration(options, 'health-interval')),
    ...given(options, 'health-timeout', 'Timeout', () => duration(options, 'health-timeout')),
    ...given(options, 'health-retries', 'Retries', () => options.int('health-retries')),
    ...given(options, 'health-start-period', 'StartPeriod', () => duration(options, 'health-start-period')),
  };
}

/** Labels without those taken away, with those added. */
export function changedLabels(
  labels: Readonly<Record<string, string>> | undefined,
  removed: readonly string[],
  added: Readonly<Record<string, string>>,
): Record<string, string> {
  const kept = Object.entries(labels ?? {}).filter(([key]) => !removed.includes(key));
  return { ...Object.fromEntries(kept), ...added };
}

export function ports(options: Options, name: string): PortConfig[] {
  return options.list(name).flatMap(parsePorts);
}

/** `host:address` as a line of a hosts file. */
export function hostLines(hosts: readonly string[]): string[] {
  return hosts.map((host) => {
    const [, name = '', address = ''] = /^([^:]*):(.*)$/.exec(host) ?? [];
    return `${address} ${name}`;
  });
}

/** A network as --network names it, without what only containers take. */
export function networkRequest(value: string): {
  readonly target: string;
  readonly aliases: readonly string[];
  readonly driverOptions: Readonly<Record<string, string>>;
} {
  const { target, aliases, driverOptions } = parseNetwork(value);
  return { target, aliases, driverOptions };
}
