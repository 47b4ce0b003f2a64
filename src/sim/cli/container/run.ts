// docker run
// Source: docker/cli cli/command/container/run.go.
// Not modelled: see create.ts.
import type { ContainerCreateRequest } from '../../engine/api/types.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { atLeast, type Leaf } from '../command.ts';
import { Branch, runUntil } from '../concurrent.ts';
import { Failure } from '../failure.ts';
import { flag, type Options } from '../flags.ts';
import { joinStreams } from '../streams.ts';
import { containerPath, hijack, waitForExit } from './api-calls.ts';
import { createContainer, parseRequest, withHelp } from './create.ts';
import { containerFlags } from './flags.ts';

export const run: Leaf = {
  kind: 'leaf',
  name: 'run',
  synopsis: '[OPTIONS] IMAGE [COMMAND] [ARG...]',
  short: 'Create and run a new container from an image',
  aliasText: 'docker container run, docker run',
  args: atLeast(1),
  names: ['image'],
  interspersed: false,
  flags: [
    ...containerFlags,
    flag('bool', 'detach', 'Run container in background and print container ID', { short: 'd' }),
    flag('string', 'detach-keys', 'Override the key sequence for detaching a container'),
    flag('bool', 'help', 'Print usage'),
    flag('string', 'name', 'Assign a name to the container'),
    flag('string', 'pull', 'Pull image before running ("always", "missing", "never")', { default: 'missing' }),
    flag('bool', 'quiet', 'Suppress the pull output', { short: 'q' }),
    flag('bool', 'sig-proxy', 'Proxy received signals to the process', { default: 'true' }),
  ],
  *run(client, options) {
    const request = parseRequest(client, options, 'run');
    if (options.bool('detach')) {
      if (options.changed('attach')) {
        throw new Failure('conflicting options: cannot specify both --attach and --detach');
      }
      return yield* runDetached(client, options, {
        ...request,
        AttachStdin: false,
        AttachStdout: false,
        AttachStderr: false,
        StdinOnce: false,
      });
    }
    client.checkTty(request.AttachStdin ?? false, request.Tty ?? false);
    const id = yield* guarded(createContainer(client, options, request));
    return yield* runAttached(client, options, request, id);
  },
};

/** Failures of the engine with the exit status that a shell would give. */
function* guarded<T>(body: Blocking<T>): Blocking<T> {
  try {
    return yield* body;
  } catch (error) {
    throw error instanceof Failure ? withHelp(error, 'run', statusOf(error.message)) : error;
  }
}

function statusOf(message: string): number {
  if (/executable file not found|no such file or directory/.test(message)) return 127;
  return /permission denied|is a directory/.test(message) ? 126 : 125;
}

function* runDetached(client: Client, options: Options, request: ContainerCreateRequest): Blocking<number> {
  const id = yield* guarded(createContainer(client, options, request));
  yield* client.print(id);
  yield* guarded(client.send('POST', containerPath(id, 'start')));
  return 0;
}

function* runAttached(client: Client, options: Options, request: ContainerCreateRequest, id: string): Blocking<number> {
  const streams = {
    ...(request.AttachStdin && { stdin: '1' }),
    ...(request.AttachStdout && { stdout: '1' }),
    ...(request.AttachStderr && { stderr: '1' }),
  };
  const stream = yield* hijack(client, containerPath(id, 'attach'), { query: { ...streams, stream: '1' } });
  // Asked before the start, so that a short life is not missed.
  const ended = new Branch(waitForExit(client, id, options.bool('rm') ? 'removed' : 'next-exit'));
  ended.step();
  try {
    yield* guarded(client.send('POST', containerPath(id, 'start')));
  } catch (error) {
    stream.close();
    if (options.bool('rm')) yield* runUntil([ended], [ended]);
    else ended.stop();
    throw error;
  }
  const how = yield* joinStreams(client, {
    stream,
    stdin: request.AttachStdin ?? false,
    tty: request.Tty ?? false,
    detachKeys: options.text('detach-keys'),
    leavesOnSignal: false,
    ...(request.Tty && { resizePath: containerPath(id, 'resize') }),
    ...(options.bool('sig-proxy') && { killPath: containerPath(id, 'kill') }),
  });
  if (how !== 'closed') {
    ended.stop();
    return 0;
  }
  yield* runUntil([ended], [ended]);
  return yield* exitStatus(client, ended);
}

/** What the wait answered, as the client's own exit status. */
export function* exitStatus(
  client: Client,
  ended: Branch<{ readonly StatusCode: number; readonly Error?: { readonly Message: string } }>,
): Blocking<number> {
  const answer = ended.result?.value;
  if (!answer?.Error) return answer?.StatusCode ?? 0;
  yield* client.warn(`Error waiting for container: ${answer.Error.Message}`);
  return 125;
}
