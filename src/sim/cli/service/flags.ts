// Flags that `docker service create` and `docker service update` share.
// Source: docker/cli v28.5.2 cli/command/service/opts.go addServiceFlags; swarmkit api/defaults/service.go.
// Not modelled: Windows' credential specs and isolation.
import { checkEnv } from '../checks.ts';
import { nanoCpus, ramInBytes } from '../container/resource-flags.ts';
import { Failure } from '../failure.ts';
import { cut, type Flag, flag } from '../flags.ts';
import { splitWords } from '../shlex.ts';

export const detachFlag = flag('bool', 'detach', 'Exit immediately instead of waiting for the service to converge', {
  short: 'd',
});
export const quietFlag = flag('bool', 'quiet', 'Suppress progress output', { short: 'q' });

/** A flag that takes a whole command line as one word. */
export const commandFlag = (name: string, usage: string): Flag =>
  flag('command', name, usage, {
    check: (value) => {
      splitWords(value);
      return value;
    },
  });

function positive(value: string): string {
  if (value.startsWith('-')) throw new Failure('duration cannot be negative');
  return value;
}

export function checkPreference(value: string): string {
  const [strategy] = cut(value, '=');
  if (strategy === '' || !value.includes('=')) {
    throw new Failure('placement preference must be of the format "<strategy>=<arg>"');
  }
  if (strategy !== 'spread') {
    throw new Failure(`unsupported placement preference ${strategy} (only spread is supported)`);
  }
  return value;
}

const HEALTH = [
  flag('string', 'health-cmd', 'Command to run to check health'),
  flag('duration', 'health-interval', 'Time between running the check (ms|s|m|h)', { check: positive }),
  flag('int', 'health-retries', 'Consecutive failures needed to report unhealthy'),
  flag('duration', 'health-start-interval', 'Time between running the check during the start period (ms|s|m|h)', {
    check: positive,
  }),
  flag(
    'duration',
    'health-start-period',
    'Start period for the container to initialize before counting retries towards unstable (ms|s|m|h)',
    { check: positive },
  ),
  flag('duration', 'health-timeout', 'Maximum time to allow one check to run (ms|s|m|h)', { check: positive }),
  flag('bool', 'no-healthcheck', 'Disable any container-specified HEALTHCHECK'),
];

/** The settings of updates and of rollbacks differ in their words only. */
function updateFlags(isNew: boolean, kind: 'update' | 'rollback'): Flag[] {
  const note = (value: string): string => (isNew ? ` (default ${value})` : '');
  const back = kind === 'rollback';
  const text = {
    parallelism: back
      ? 'Maximum number of tasks rolled back simultaneously (0 to roll back all at once)'
      : 'Maximum number of tasks updated simultaneously (0 to update all at once)',
    delay: back ? 'Delay between task rollbacks (ns|us|ms|s|m|h)' : 'Delay between updates (ns|us|ms|s|m|h)',
    action: back
      ? 'Action on rollback failure ("pause", "continue")'
      : 'Action on update failure ("pause", "continue", "rollback")',
  };
  return [
    flag('uint64', `${kind}-parallelism`, text.parallelism, isNew ? { default: '1' } : {}),
    flag('duration', `${kind}-delay`, `${text.delay}${note('0s')}`),
    flag(
      'duration',
      `${kind}-monitor`,
      `Duration after each task ${kind} to monitor for failure (ns|us|ms|s|m|h)${note('5s')}`,
    ),
    flag('string', `${kind}-failure-action`, `${text.action}${note('"pause"')}`),
    flag(
      'float',
      `${kind}-max-failure-ratio`,
      `Failure rate to tolerate during ${back ? 'a rollback' : 'an update'}${note('0')}`,
    ),
    flag(
      'string',
      `${kind}-order`,
      `${back ? 'Rollback' : 'Update'} order ("start-first", "stop-first")${note('"stop-first"')}`,
    ),
  ];
}

/** `isNew` for create, whose help tells defaults. */
export function sharedFlags(isNew: boolean): Flag[] {
  const note = (value: string): string => (isNew ? ` (default ${value})` : '');
  return [
    detachFlag,
    quietFlag,
    flag('string', 'workdir', 'Working directory inside the container', { short: 'w' }),
    flag('string', 'user', 'Username or UID (format: <name|uid>[:<group|gid>])', { short: 'u' }),
    flag('credential-spec', 'credential-spec', 'Credential spec for managed service account (Windows only)', {
      onlySimulated: [],
    }),
    flag('string', 'hostname', 'Container hostname'),
    commandFlag('entrypoint', 'Overwrite the default ENTRYPOINT of the image'),
    flag('list', 'cap-add', 'Add Linux capabilities'),
    flag('list', 'cap-drop', 'Drop Linux capabilities'),
    flag('decimal', 'limit-cpu', 'Limit CPUs', { check: nanoCpus }),
    flag('bytes', 'limit-memory', 'Limit Memory', { check: ramInBytes }),
    flag('decimal', 'reserve-cpu', 'Reserve CPUs', { check: nanoCpus }),
    flag('bytes', 'reserve-memory', 'Reserve Memory', { check: ramInBytes }),
    flag('int', 'limit-pids', 'Limit maximum number of processes (default 0 = unlimited)'),
    flag(
      'duration',
      'stop-grace-period',
      `Time to wait before force killing a container (ns|us|ms|s|m|h)${note('10s')}`,
    ),
    flag('uint', 'replicas', 'Number of tasks'),
    flag('uint', 'max-concurrent', 'Number of job tasks to run concurrently (default equal to --replicas)'),
    flag('uint64', 'replicas-max-per-node', 'Maximum number of tasks per node (default 0 = unlimited)'),
    flag('string', 'restart-condition', `Restart when condition is met ("none", "on-failure", "any")${note('"any"')}`),
    flag('duration', 'restart-delay', `Delay between restart attempts (ns|us|ms|s|m|h)${note('5s')}`),
    flag('uint', 'restart-max-attempts', 'Maximum number of restarts before giving up'),
    flag('duration', 'restart-window', 'Window used to evaluate the restart policy (ns|us|ms|s|m|h)'),
    ...updateFlags(isNew, 'update'),
    ...updateFlags(isNew, 'rollback'),
    flag('string', 'endpoint-mode', 'Endpoint mode (vip or dnsrr)', isNew ? { default: 'vip' } : {}),
    flag('bool', 'with-registry-auth', 'Send registry authentication details to swarm agents'),
    flag('bool', 'no-resolve-image', 'Do not query the registry to resolve image digest and supported platforms'),
    flag('string', 'log-driver', 'Logging driver for service'),
    flag('list', 'log-opt', 'Logging driver options', { check: checkEnv }),
    ...HEALTH,
    flag('bool', 'tty', 'Allocate a pseudo-TTY', { short: 't' }),
    flag('bool', 'read-only', "Mount the container's root filesystem as read only"),
    flag('string', 'stop-signal', 'Signal to stop the container'),
    flag('string', 'isolation', 'Service container isolation mode', { onlySimulated: ['default'] }),
    flag('bool', 'init', 'Use an init inside each service container to forward signals and reap processes'),
    flag('int', 'oom-score-adj', "Tune host's OOM preferences (-1000 to 1000) "),
  ];
}
