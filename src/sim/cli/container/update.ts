// docker update
// Source: docker/cli v28.5.2 cli/command/container/update.go.
// Not modelled: block devices and real-time scheduling.
import type { Client } from '../client.ts';
import { atLeast, type Leaf } from '../command.ts';
import { Failure } from '../failure.ts';
import { type Flag, flag, type Options } from '../flags.ts';
import { containerPath } from './api-calls.ts';
import { restartPolicy } from './request.ts';
import { resourceFlags, resourcesOf } from './resource-flags.ts';

/** Those of `docker run` that can be changed. */
const changeable = [
  'cpu-period',
  'cpu-quota',
  'cpu-shares',
  'cpus',
  'cpuset-cpus',
  'cpuset-mems',
  'memory',
  'memory-reservation',
  'memory-swap',
  'pids-limit',
];

const swapUsage = 'Swap limit equal to memory plus swap: -1 to enable unlimited swap';

const flags: readonly Flag[] = [
  flag('uint16', 'blkio-weight', 'Block IO (relative weight), between 10 and 1000, or 0 to disable (default 0)', {
    onlySimulated: [],
  }),
  flag('int', 'cpu-rt-period', 'Limit the CPU real-time period in microseconds', { onlySimulated: [] }),
  flag('int', 'cpu-rt-runtime', 'Limit the CPU real-time runtime in microseconds', { onlySimulated: [] }),
  ...resourceFlags
    .filter(({ name }) => changeable.includes(name))
    .map((each) => (each.name === 'memory-swap' ? { ...each, usage: swapUsage } : each)),
  flag('string', 'restart', 'Restart policy to apply when a container exits'),
];

export const update: Leaf = {
  kind: 'leaf',
  name: 'update',
  synopsis: '[OPTIONS] CONTAINER [CONTAINER...]',
  short: 'Update configuration of one or more containers',
  aliasText: 'docker container update, docker update',
  args: atLeast(1),
  names: ['container'],
  flags,
  *run(client: Client, options: Options) {
    if (options.given.size === 0) throw new Failure('you must provide one or more flags when using this command');
    const policy = options.text('restart');
    const body = { ...resourcesOf(options), ...(policy !== '' && { RestartPolicy: restartPolicy(policy) }) };
    const warnings: string[] = [];
    const failures: string[] = [];
    for (const name of options.args) {
      try {
        const answer = yield* client.post<{ Warnings: string[] | null }>(containerPath(name, 'update'), { body });
        yield* client.print(name);
        warnings.push(...(answer.Warnings ?? []));
      } catch (error) {
        if (!(error instanceof Failure) || error.message.startsWith('hoplab: ')) throw error;
        failures.push(error.message);
      }
    }
    if (warnings.length > 0) yield* client.print(warnings.join('\n'));
    if (failures.length > 0) throw new Failure(failures.join('\n'));
    return 0;
  },
};
