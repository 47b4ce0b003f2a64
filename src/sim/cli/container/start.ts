// docker start
// Source: docker/cli cli/command/container/start.go.
// Not modelled: checkpoints.
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { atLeast, type Leaf } from '../command.ts';
import { Branch, runUntil } from '../concurrent.ts';
import { Failure } from '../failure.ts';
import { flag, type Options } from '../flags.ts';
import { joinStreams } from '../streams.ts';
import { containerPath, hijack, inspectContainer, waitForExit } from './api-calls.ts';
import { exitStatus } from './run.ts';

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
  const query = { stream: '1', stdout: '1', stderr: '1', ...(stdin && { stdin: '1' }) };
  const stream = yield* hijack(client, containerPath(id, 'attach'), { query });
  const ended = new Branch(waitForExit(client, id, HostConfig.AutoRemove ? 'removed' : 'next-exit'));
  ended.step();
  try {
    yield* client.send('POST', containerPath(id, 'start'));
  } catch (error) {
    stream.close();
    ended.stop();
    throw error;
  }
  const how = yield* joinStreams(client, {
    stream,
    stdin,
    tty,
    detachKeys: options.text('detach-keys'),
    leavesOnSignal: true,
    ...(tty ? { resizePath: containerPath(id, 'resize') } : { killPath: containerPath(id, 'kill') }),
  });
  if (how !== 'closed') {
    ended.stop();
    return 0;
  }
  yield* runUntil([ended], [ended]);
  return yield* exitStatus(client, ended);
}
