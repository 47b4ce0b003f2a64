// docker compose exec
// Source: docker/compose cmd/compose/exec.go; pkg/compose/exec.go.
// Not modelled: users other than root.

import { checkEnv } from '../../cli/checks.ts';
import { atLeast } from '../../cli/command.ts';
import { containerPath, hijack } from '../../cli/container/api-calls.ts';
import { Failure } from '../../cli/failure.ts';
import { flag } from '../../cli/flags.ts';
import { joinStreams } from '../../cli/streams.ts';
import type { ExecCreateRequest, ExecInspect } from '../../engine/api/types.ts';
import { oneContainer } from '../backend/containers.ts';
import type { ComposeCommand } from '../command.ts';

export const exec: ComposeCommand = {
  kind: 'leaf',
  name: 'exec',
  synopsis: '[OPTIONS] SERVICE COMMAND [ARGS...]',
  short: 'Execute a command in a running container',
  args: atLeast(2),
  services: 'first',
  interspersed: false,
  flags: [
    flag('bool', 'detach', 'Detached mode: Run command in the background', { short: 'd' }),
    flag('stringArray', 'env', 'Set environment variables', { short: 'e', check: checkEnv }),
    flag('int', 'index', 'Index of the container if service has multiple replicas'),
    flag('bool', 'privileged', 'Give extended privileges to the process'),
    flag('string', 'user', 'Run the command as this user', {
      short: 'u',
      onlySimulated: ['root', '0', '0:0', 'root:root'],
    }),
    flag('bool', 'no-tty', "Disable pseudo-TTY allocation. By default 'docker compose exec' allocates a TTY.", {
      short: 'T',
    }),
    flag('bool', 'no-TTY', '', { sameAs: 'no-tty', hidden: true }),
    flag('string', 'workdir', 'Path to workdir directory for this command', { short: 'w' }),
    flag('bool', 'interactive', 'Keep STDIN open even if not attached', { short: 'i', default: 'true', hidden: true }),
    flag('bool', 'tty', 'Allocate a pseudo-TTY', { short: 't', default: 'true', hidden: true }),
  ],
  *run(invocation, options) {
    const { client } = invocation;
    const project = yield* invocation.projectName();
    const [service = '', ...command] = options.args;
    const container = yield* oneContainer(client, project, service, options.int('index'));
    const detached = options.bool('detach');
    const tty = options.changed('no-tty') ? !options.bool('no-tty') : client.stdout !== undefined;
    const stdin = !detached && options.bool('interactive');
    if (!detached) client.checkTty(stdin, tty);
    const request: ExecCreateRequest = {
      AttachStdin: stdin,
      AttachStdout: !detached,
      AttachStderr: !detached,
      Tty: tty,
      Env: options.list('env'),
      Cmd: command,
      WorkingDir: options.text('workdir'),
      User: options.text('user'),
      Privileged: options.bool('privileged'),
    };
    const { Id } = yield* client.post<{ Id: string }>(containerPath(container.Id, 'exec'), { body: request });
    if (detached) {
      yield* client.send('POST', `/exec/${Id}/start`, { body: { Detach: true, Tty: tty } });
      return 0;
    }
    const size = tty && client.stdout ? { ConsoleSize: [client.stdout.rows, client.stdout.columns] } : {};
    const stream = yield* hijack(client, `/exec/${Id}/start`, { body: { Detach: false, Tty: tty, ...size } });
    const how = yield* joinStreams(client, {
      stream,
      stdin,
      tty,
      detachKeys: '',
      leavesOnSignal: true,
      ...(tty && client.stdin && { resizePath: `/exec/${Id}/resize` }),
    });
    if (how === 'detached') throw new Failure('read escape sequence');
    if (how === 'left') return 0;
    return (yield* client.get<ExecInspect>(`/exec/${Id}/json`)).ExitCode ?? 0;
  },
};
