// docker start
// Source: docker/cli cli/command/container/start.go.
// Not modelled: checkpoints.
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { atLeast, type Leaf } from '../command.ts';
import { Failure } from '../failure.ts';
import { flag, type Options } from '../flags.ts';
import { containerPath, inspectContainer } from './api-calls.ts';
import { startAndAttach } from './attached-start.ts';

export const start: Leaf = {
  kind: 'leaf',
  name: 'start',
  synopsis: '[OPTIONS] CONTAINER [CONTAINER...]',
  short: 'Start one or more stopped containers',
  aliasText: 'docker container start, docker start',
  args: atLeast(1),
  names: ['container'],
  flags: [
    flag('bool', 'attach', 'Attach STDOUT/STDERR and forward signals', { short: 'a' }),
    flag('string', 'detach-keys', 'Override the key sequence for detaching a container'),
    flag('bool', 'interactive', "Attach container's STDIN", { short: 'i' }),
  ],
  *run(client, options) {
    if (!options.bool('attach') && !options.bool('interactive')) return yield* startAll(client, options.args);
    if (options.args.length > 1) throw new Failure('you cannot start and attach multiple containers at once');
    return yield* startAttached(client, options);
  },
};

function* startAll(client: Client, names: readonly string[]): Blocking<number> {
  const failed: string[] = [];
  for (const name of names) {
    try {
      yield* client.send('POST', containerPath(name, 'start'));
      yield* client.print(name);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      yield* client.warn(error.message);
      failed.push(name);
    }
  }
  if (failed.length > 0) throw new Failure(`Error: failed to start containers: ${failed.join(', ')}`);
  return 0;
}

function* startAttached(client: Client, options: Options): Blocking<number> {
  const { Id: id, Config, HostConfig } = yield* inspectContainer(client, options.args[0] ?? '');
  const tty = Config.Tty ?? false;
  const stdin = options.bool('interactive') && (Config.OpenStdin ?? false);
  return yield* startAndAttach(client, {
    id,
    stdin,
    tty,
    removed: HostConfig.AutoRemove ?? false,
    detachKeys: options.text('detach-keys'),
    leavesOnSignal: true,
  });
}
