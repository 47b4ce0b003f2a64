// docker exec
// Source: docker/cli cli/command/container/exec.go.
// Not modelled: nothing.
import type { ExecCreateRequest, ExecInspect } from '../../engine/api/types.ts';
import { checkEnv } from '../checks.ts';
import type { Client } from '../client.ts';
import { atLeast, type Leaf } from '../command.ts';
import { Failure } from '../failure.ts';
import { flag, type Options } from '../flags.ts';
import { joinStreams } from '../streams.ts';
import { containerPath, hijack, inspectContainer } from './api-calls.ts';
import { readKeyValueFiles } from './env-file.ts';

export const exec: Leaf = {
  kind: 'leaf',
  name: 'exec',
  synopsis: '[OPTIONS] CONTAINER COMMAND [ARG...]',
  short: 'Execute a command in a running container',
  aliasText: 'docker container exec, docker exec',
  args: atLeast(2),
  names: ['running'],
  interspersed: false,
  flags: [
    flag('bool', 'detach', 'Detached mode: run command in the background', { short: 'd' }),
    flag('string', 'detach-keys', 'Override the key sequence for detaching a container'),
    flag('list', 'env', 'Set environment variables', { short: 'e', check: checkEnv }),
    flag('list', 'env-file', 'Read in a file of environment variables'),
    flag('bool', 'interactive', 'Keep STDIN open even if not attached', { short: 'i' }),
    flag('bool', 'privileged', 'Give extended privileges to the command'),
    flag('bool', 'tty', 'Allocate a pseudo-TTY', { short: 't' }),
    flag('string', 'user', 'Username or UID (format: "<name|uid>[:<group|gid>]")', {
      short: 'u',
      onlySimulated: ['root', '0', '0:0', 'root:root'],
    }),
    flag('string', 'workdir', 'Working directory inside the container', { short: 'w' }),
  ],
  *run(client, options) {
    const request = execRequest(client, options);
    const [container = ''] = options.args;
    const tty = request.Tty ?? false;
    // Whether there is such a container is told first, before anything about terminals.
    yield* inspectContainer(client, container);
    if (!options.bool('detach')) client.checkTty(request.AttachStdin ?? false, tty);
    const created = yield* client.post<{ Id: string }>(containerPath(container, 'exec'), { body: request });
    const size = tty && client.stdout ? { ConsoleSize: [client.stdout.rows, client.stdout.columns] } : {};
    const start = { Detach: options.bool('detach'), Tty: tty, ...size };
    if (start.Detach) {
      yield* client.send('POST', `/exec/${created.Id}/start`, { body: start });
      return 0;
    }
    const stream = yield* hijack(client, `/exec/${created.Id}/start`, { body: start });
    const how = yield* joinStreams(client, {
      stream,
      stdin: request.AttachStdin ?? false,
      tty,
      detachKeys: options.text('detach-keys'),
      leavesOnSignal: true,
      ...(tty && client.stdin && { resizePath: `/exec/${created.Id}/resize` }),
    });
    if (how === 'detached') throw new Failure('read escape sequence');
    if (how === 'left') return 0;
    return (yield* client.get<ExecInspect>(`/exec/${created.Id}/json`)).ExitCode ?? 0;
  },
};

function execRequest(client: Client, options: Options): ExecCreateRequest {
  const { sys } = client;
  const attached = !options.bool('detach');
  return {
    AttachStdin: attached && options.bool('interactive'),
    AttachStdout: attached,
    AttachStderr: attached,
    Tty: options.bool('tty'),
    Env: [...readKeyValueFiles(sys, options.list('env-file'), sys.env), ...options.list('env')],
    Cmd: options.args.slice(1),
    WorkingDir: options.text('workdir'),
    User: options.text('user'),
    Privileged: options.bool('privileged'),
  };
}
