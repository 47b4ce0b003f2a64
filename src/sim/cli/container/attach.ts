// docker attach
// Source: docker/cli cli/command/container/attach.go.
// Not modelled: nothing.
import type { ContainerInspect } from '../../engine/api/types.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { exactly, type Leaf } from '../command.ts';
import { Branch, runUntil } from '../concurrent.ts';
import { Failure } from '../failure.ts';
import { flag, type Options } from '../flags.ts';
import { joinStreams } from '../streams.ts';
import { containerPath, hijack, inspectContainer, waitForExit } from './api-calls.ts';

export const attach: Leaf = {
  kind: 'leaf',
  name: 'attach',
  synopsis: '[OPTIONS] CONTAINER',
  short: 'Attach local standard input, output, and error streams to a running container',
  aliasText: 'docker container attach, docker attach',
  args: exactly(1),
  names: ['running'],
  flags: [
    flag('string', 'detach-keys', 'Override the key sequence for detaching a container'),
    flag('bool', 'no-stdin', 'Do not attach STDIN'),
    flag('bool', 'sig-proxy', 'Proxy all received signals to the process', { default: 'true' }),
  ],
  run: (client, options) => attachTo(client, options.args[0] ?? '', options),
};

/** Joins a running container's streams, as the options say, until it ends: its exit status. */
export function* attachTo(client: Client, name: string, options: Options): Blocking<number> {
  const { Id: id, Config } = yield* attachable(client, name);
  const tty = Config.Tty ?? false;
  client.checkTty(!options.bool('no-stdin'), tty);
  const stdin = !options.bool('no-stdin') && (Config.OpenStdin ?? false);
  const ended = new Branch(waitForExit(client, id, ''));
  ended.step();
  const query = { stream: '1', stdout: '1', stderr: '1', ...(stdin && { stdin: '1' }) };
  const stream = yield* hijack(client, containerPath(id, 'attach'), { query });
  const how = yield* joinStreams(client, {
    stream,
    stdin,
    tty,
    detachKeys: options.text('detach-keys'),
    leavesOnSignal: false,
    ...(tty && { resizePath: containerPath(id, 'resize') }),
    ...(options.bool('sig-proxy') && !tty && { killPath: containerPath(id, 'kill') }),
  });
  if (how === 'detached') {
    ended.stop();
    throw new Failure('read escape sequence');
  }
  yield* runUntil([ended], [ended]);
  const answer = ended.result?.value;
  if (answer?.Error) throw new Failure(answer.Error.Message);
  return answer?.StatusCode ?? 0;
}

function* attachable(client: Client, name: string): Blocking<ContainerInspect> {
  const container = yield* inspectContainer(client, name);
  const { State: state } = container;
  if (!state.Running) throw new Failure('You cannot attach to a stopped container, start it first');
  if (state.Paused) throw new Failure('You cannot attach to a paused container, unpause it first');
  if (state.Restarting) throw new Failure('You cannot attach to a restarting container, wait until it is running');
  return container;
}
