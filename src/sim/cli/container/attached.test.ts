import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HttpRequest, HttpResponse } from '../../host/http.ts';
import { fakeStream, json, refused, runDocker, silentStream } from '../fakes.ts';
import { DetachKeys, detachSequence } from '../streams.ts';

/** An engine with one container whose process says `output` and ends with `status`. */
function engineOf(
  special: Readonly<Record<string, (request: HttpRequest) => HttpResponse>> = {},
  written: string[] = [],
): (request: HttpRequest) => HttpResponse {
  const chunks = [
    { channel: 'stdout', text: 'out\n' },
    { channel: 'stderr', text: 'err\n' },
  ] as const;
  const routes: Record<string, (request: HttpRequest) => HttpResponse> = {
    'POST /containers/create': () => json({ Id: 'abc', Warnings: ['careful'] }, 201),
    'POST /containers/abc/attach': () => ({ status: 101, stream: fakeStream(chunks, written) }),
    'POST /containers/abc/wait': () => json({ StatusCode: 3 }),
    'POST /containers/abc/start': () => ({ status: 204 }),
    'GET /containers/c1/json': () => json({ Id: 'abc', Config: { Tty: false, OpenStdin: true }, HostConfig: {} }),
    'POST /containers/c1/exec': () => json({ Id: 'e1' }, 201),
    'POST /exec/e1/start': () => ({ status: 101, stream: fakeStream(chunks, written) }),
    'GET /exec/e1/json': () => json({ ExitCode: 7 }),
    ...special,
  };
  return (request) =>
    routes[`${request.method} ${request.path.replace('/v1.51', '')}`]?.(request) ?? refused('no such route');
}

const paths = (requests: readonly HttpRequest[]) => requests.map((r) => `${r.method} ${r.path.replace('/v1.51', '')}`);

describe('docker run in the foreground', () => {
  test('attaches, waits, then starts; its status is the container’s', () => {
    const answer = runDocker(['run', 'busybox', 'ls'], engineOf());
    expect(answer).toMatchObject({ stdout: 'out\n', stderr: 'WARNING: careful\nerr\n', exit: 3 });
    expect(paths(answer.requests)).toEqual([
      'POST /containers/create',
      'POST /containers/abc/attach',
      'POST /containers/abc/wait',
      'POST /containers/abc/start',
    ]);
    expect(answer.requests[1]?.query).toEqual({ stdout: '1', stderr: '1', stream: '1' });
    expect(answer.requests[2]?.query).toEqual({ condition: 'next-exit' });
  });

  test('--rm waits for the removal', () => {
    const { requests } = runDocker(['run', '--rm', 'busybox'], engineOf());
    expect(requests[2]?.query).toEqual({ condition: 'removed' });
  });

  test('-i passes standard input in', () => {
    const written: string[] = [];
    runDocker(['run', '-i', 'busybox', 'cat'], engineOf({}, written), { stdin: 'hello\n' });
    expect(written).toEqual(['hello\n']);
  });

  test.each([
    ['exec: "foo": executable file not found in $PATH: unknown', 127],
    ['exec: "/etc": is a directory: unknown', 126],
    ['exec: "/x": permission denied: unknown', 126],
    ['Address already in use', 125],
  ])('a start that fails with %s exits %i', (message, exit) => {
    const engine = engineOf({ 'POST /containers/abc/start': () => refused(message, 400) });
    const help = "\n\nRun 'docker run --help' for more information\n";
    expect(runDocker(['run', '-d', 'busybox', 'foo'], engine)).toMatchObject({
      stdout: 'abc\n',
      stderr: `WARNING: careful\ndocker: Error response from daemon: ${message}${help}`,
      exit,
    });
  });

  test('an image that is not there is pulled once', () => {
    const engine = engineOf({
      'POST /containers/create': () => refused('No such image: nosuch:latest'),
      'POST /images/create': () => refused('pull access denied for nosuch'),
    });
    const answer = runDocker(['run', 'nosuch'], engine);
    expect(answer).toMatchObject({
      stderr:
        "Unable to find image 'nosuch:latest' locally\ndocker: Error response from daemon: pull access denied for nosuch\n\nRun 'docker run --help' for more information\n",
      exit: 125,
    });
    expect(answer.requests[1]?.query).toEqual({ fromImage: 'docker.io/library/nosuch', tag: 'latest' });
  });

  test('what the engine does not simulate is not dressed up as an answer', () => {
    const engine = engineOf({
      'POST /containers/abc/start': () => refused('hoplab: not simulated yet: publishing ports', 501),
    });
    const answer = runDocker(['run', '-d', '-p', '80:80', 'busybox'], engine);
    expect(answer).toMatchObject({
      stderr: 'WARNING: careful\nhoplab: not simulated yet: publishing ports\n',
      exit: 125,
    });
  });
});

describe('docker exec', () => {
  test('its status is the command’s', () => {
    const answer = runDocker(['exec', '-e', 'A=1', '-w', '/tmp', 'c1', 'ls', '-l'], engineOf());
    expect(answer).toMatchObject({ stdout: 'out\n', stderr: 'err\n', exit: 7 });
    expect(JSON.parse(answer.requests[1]?.body ?? '')).toEqual({
      AttachStdin: false,
      AttachStdout: true,
      AttachStderr: true,
      Tty: false,
      Env: ['A=1'],
      Cmd: ['ls', '-l'],
      WorkingDir: '/tmp',
      User: '',
      Privileged: false,
    });
  });

  test('-it needs a terminal, told after whether there is such a container', () => {
    expect(runDocker(['exec', '-it', 'c1', 'sh'], engineOf())).toMatchObject({
      stderr: 'the input device is not a TTY\n',
      exit: 1,
    });
  });

  test('-d does not wait', () => {
    const engine = engineOf({ 'POST /exec/e1/start': () => ({ status: 200 }) });
    expect(runDocker(['exec', '-d', 'c1', 'ls'], engine)).toMatchObject({ stdout: '', exit: 0 });
  });
});

describe('signals', () => {
  const silent = (): HttpResponse => ({ status: 101, stream: silentStream() });
  const engine = engineOf({
    'GET /events': silent,
    'POST /containers/abc/attach': silent,
    'POST /exec/e1/start': silent,
    'POST /containers/abc/kill': () => ({ status: 204 }),
  });

  test('end what only waits', () => {
    expect(runDocker(['events'], engine, { signals: ['SIGINT'] })).toMatchObject({ stderr: '', exit: 130 });
    expect(runDocker(['events'], engine, { signals: ['SIGTERM'] })).toMatchObject({ stderr: '', exit: 143 });
  });

  test('end an exec with success, and leave its process alone', () => {
    const answer = runDocker(['exec', 'c1', 'sleep', '9'], engine, { signals: ['SIGINT'] });
    expect(answer).toMatchObject({ stderr: '', exit: 0 });
    expect(paths(answer.requests)).not.toContain('POST /containers/abc/kill');
  });

  test('are passed on by run, the third ends it', () => {
    const answer = runDocker(['run', 'busybox'], engine, { signals: ['SIGINT', 'SIGUSR1', 'SIGTERM', 'SIGINT'] });
    expect(answer.stderr).toContain('\ngot 3 SIGTERM/SIGINTs, forcefully exiting\n');
    expect(answer.exit).toBe(1);
    const kills = answer.requests.filter((r) => r.path.endsWith('/kill')).map((r) => r.query?.signal);
    expect(kills.slice(0, 3)).toEqual(['INT', 'USR1', 'TERM']);
  });

  test('stay outside with --sig-proxy=false', () => {
    const signals = ['SIGINT', 'SIGINT', 'SIGINT'] as const;
    const answer = runDocker(['run', '--sig-proxy=false', 'busybox'], engine, { signals });
    expect(answer.exit).toBe(1);
    expect(paths(answer.requests)).not.toContain('POST /containers/abc/kill');
  });
});

test('without an engine', () => {
  const connect = 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?';
  expect(runDocker(['ps'])).toMatchObject({ stderr: `${connect}\n`, exit: 1 });
  expect(runDocker(['run', '-d', 'x'])).toMatchObject({
    stderr: `docker: ${connect}\n\nRun 'docker run --help' for more information\n`,
    exit: 125,
  });
});

describe('detach keys', () => {
  test('are spelt as letters and ctrl-letters', () => {
    expect(detachSequence('')).toBe('\x10\x11');
    expect(detachSequence('ctrl-a,b')).toBe('\x01b');
    expect(detachSequence('ctrl-@,ctrl-[')).toBe('\x00\x1b');
    expect(detachSequence('nonsense')).toBe('\x10\x11');
  });

  test('detach, also across pieces', () => {
    const keys = new DetachKeys('\x10\x11');
    expect(keys.feed('ls\x10')).toEqual({ text: 'ls', detached: false });
    expect(keys.feed('x\x10')).toEqual({ text: '\x10x', detached: false });
    expect(keys.feed('\x11after')).toEqual({ text: '', detached: true });
  });

  test('nothing that is typed gets lost', () => {
    const letters = fc.constantFrom('a', 'b', '\x10', '\r');
    fc.assert(
      fc.property(fc.array(fc.array(letters).map((l) => l.join(''))), (pieces) => {
        const keys = new DetachKeys('\x10\x11');
        const passed = pieces.map((piece) => keys.feed(piece).text).join('');
        const typed = pieces.join('');
        // At most the keys that may begin the sequence are still held back.
        return passed === typed || `${passed}\x10` === typed;
      }),
    );
  });
});
