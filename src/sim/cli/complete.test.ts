import { expect, test } from 'vitest';
import type { HttpRequest } from '../host/http.ts';
import type { Blocking, Completion, Sys } from '../host/sys.ts';
import { commandWords, dynamicWords } from './complete.ts';
import { json } from './fakes.ts';
import { root } from './root.ts';

const pure = (line: string) => commandWords(root, line.split(' ')).map((c) => c.text);

test.each([
  ['docker netw', ['network']],
  ['docker network ', ['connect', 'create', 'disconnect', 'inspect', 'ls', 'prune', 'rm']],
  ['docker network c', ['connect', 'create']],
  ['docker network ls --f', ['--filter', '--format']],
  ['docker run --network-', ['--network-alias']],
  ['docker -', expect.arrayContaining(['--host', '--version'])],
  ['docker network rm ', []],
  ['docker nosuch ', []],
])('%s', (line, words) => {
  expect(pure(line)).toEqual(words);
});

test('flags carry what they are for', () => {
  expect(commandWords(root, ['docker', 'ps', '--no'])).toEqual([{ text: '--no-trunc', note: "Don't truncate output" }]);
});

function live(line: string, reachable = true): string[] {
  const answers: Record<string, unknown> = {
    '/v1.51/networks': [
      { Name: 'bridge', Driver: 'bridge' },
      { Name: 'web', Driver: 'bridge' },
    ],
    '/v1.51/containers/json': [{ Id: 'x', Names: ['/c1'], Image: 'busybox', Status: 'Up 1 second' }],
    '/v1.51/images/json': [{ RepoTags: ['busybox:latest', 'nginx:1.27'] }],
  };
  // biome-ignore lint/correctness/useYield: nothing here takes time
  function* http(_socket: string, request: HttpRequest) {
    return reachable ? { ok: true, value: json(answers[request.path]) } : { ok: false, errno: 'ENOENT' };
  }
  const asking: Blocking<Completion[]> = dynamicWords({ http } as unknown as Sys, line.split(' '));
  const step = asking.next();
  return step.done ? step.value.map((c) => c.text) : [];
}

test.each([
  ['docker network rm ', ['bridge', 'web']],
  ['docker network rm web ', ['bridge']],
  ['docker network connect w', ['web']],
  ['docker network connect web ', ['c1']],
  ['docker exec ', ['c1']],
  ['docker exec -it c', ['c1']],
  ['docker exec c1 ', []],
  ['docker run --rm ', ['busybox', 'nginx:1.27']],
  ['docker run --network ', ['bridge', 'web']],
  ['docker run --name ', []],
  ['docker logs ', ['c1']],
  ['docker network ls ', []],
])('names after %s', (line, words) => {
  expect(live(line)).toEqual(words);
});

test('no engine, no names', () => {
  expect(live('docker logs ', false)).toEqual([]);
});
