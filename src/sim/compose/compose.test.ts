// Projects in a whole world: what is typed on a real host's command line, and what Compose tells of it.
import { expect, test } from 'vitest';
import { told as events, playCompose as play } from '../testkit/compose.ts';

const shop = `services:
  web:
    image: nginx
    depends_on: [db]
    networks:
      front: {aliases: [www]}
      back: {}
  db:
    image: busybox
    command: sleep 1000
    networks: [back]
networks:
  front: {}
  back: {}
`;

test('a project comes up in the order of its dependencies, and goes down the other way', () => {
  const aliases = "docker inspect shop-web-1 --format '{{json .NetworkSettings.Networks.shop_front.Aliases}}'";
  const [up, again, names, down, left] = play(shop, [
    'docker compose up -d',
    'docker compose up -d',
    aliases,
    'docker compose down -t 0',
    'docker ps -aq; docker network ls -q | wc -l',
  ]);
  expect(events(up)).toEqual([
    ' Network shop_back  Creating',
    ' Network shop_back  Created',
    ' Network shop_front  Creating',
    ' Network shop_front  Created',
    ...['Creating', 'Created'].map((word) => ` Container shop-db-1  ${word}`),
    ...['Creating', 'Created'].map((word) => ` Container shop-web-1  ${word}`),
    ...['Starting', 'Started'].map((word) => ` Container shop-db-1  ${word}`),
    ...['Starting', 'Started'].map((word) => ` Container shop-web-1  ${word}`),
  ]);
  expect(events(again)).toEqual([' Container shop-db-1  Running', ' Container shop-web-1  Running']);
  expect(names?.stdout).toBe('["shop-web-1","web","www"]\n');
  expect(events(down)?.filter((line) => line.endsWith('Removed'))).toEqual([
    ' Container shop-web-1  Removed',
    ' Container shop-db-1  Removed',
    ' Network shop_back  Removed',
    ' Network shop_front  Removed',
  ]);
  expect(left?.stdout).toBe('3\n');
});

test('replicas go on after the highest number, and the highest goes first', () => {
  const file = 'services:\n  app:\n    image: busybox\n    command: sleep 1000\n';
  const list = "docker compose ps --format '{{.Name}}'";
  const [, three, , holed, , fewer] = play(file, [
    'docker compose up -d --scale app=3',
    list,
    'docker rm -f shop-app-1 && docker compose up -d --scale app=3',
    list,
    'docker compose up -d -t 0 --scale app=1',
    list,
  ]);
  expect(three?.stdout.split('\n')).toEqual(['shop-app-1', 'shop-app-2', 'shop-app-3', '']);
  expect(holed?.stdout.split('\n')).toEqual(['shop-app-2', 'shop-app-3', 'shop-app-4', '']);
  expect(fewer?.stdout).toBe('shop-app-2\n');
});

test('a changed service is made anew, and one that is gone is an orphan', () => {
  const file =
    'services:\n  a:\n    image: busybox\n    command: sleep 1000\n  b:\n    image: busybox\n    command: sleep 1000\n';
  const [, changed, removed] = play(file, [
    'docker compose up -d',
    "sed -i '0,/1000/s//2000/' compose.yaml && docker compose up -d -t 0",
    "sed -i '/  b:/,$d' compose.yaml && docker compose up -d -t 0 --remove-orphans",
  ]);
  expect(events(changed)).toContain(' Container shop-a-1  Recreated');
  expect(events(changed)).toContain(' Container shop-b-1  Running');
  expect(events(removed)).toContain(' Container shop-b-1  Removed');
});

test('in the foreground, output has its container before it', () => {
  const file = 'services:\n  a:\n    image: busybox\n    command: echo hello\n';
  const [up, status, logs] = play(file, [
    'docker compose up',
    'docker compose up --exit-code-from a',
    'docker compose logs',
  ]);
  expect(up?.stdout).toBe('Attaching to a-1\na-1  | hello\n\r\x1b[Ka-1 exited with code 0\n');
  expect(status).toMatchObject({ exit: 0 });
  expect(logs?.stdout).toBe('a-1  | hello\na-1  | hello\n');
});

test('one-off commands and exec give the status inside', () => {
  const file = 'services:\n  a:\n    image: busybox\n    command: sleep 1000\n';
  const [run, , exec, missing] = play(file, [
    "docker compose run --rm a sh -c 'echo one; exit 3'",
    'docker compose up -d',
    "docker compose exec a sh -c 'exit 4'",
    'docker compose exec b true',
  ]);
  expect(run).toMatchObject({ stdout: 'one\n', exit: 3 });
  expect(exec).toMatchObject({ exit: 4 });
  expect(missing).toMatchObject({ stderr: 'service "b" is not running\n', exit: 1 });
});

test("a network of that name that is not the project's own", () => {
  const [, up] = play('services:\n  a:\n    image: busybox\n', [
    'docker network create shop_default',
    'docker compose up -d',
  ]);
  expect(up?.exit).toBe(1);
  expect(up?.stderr).toMatch(
    /level=warning msg="a network with name shop_default exists but was not created by compose\.\\nSet/,
  );
  expect(up?.stderr).toContain(
    'network shop_default was found but has incorrect label com.docker.compose.network set to "" (expected: "default")\n',
  );
});

test('what is not simulated says so before anything is made', () => {
  const file = 'services:\n  a:\n    image: busybox\n    blkio_config: {weight: 300}\n';
  const [up, networks] = play(file, ['docker compose up -d', 'docker network ls -q | wc -l']);
  expect(up).toMatchObject({ stderr: 'hoplab: not simulated yet: docker compose: blkio_config\n', exit: 125 });
  expect(networks?.stdout).toBe('3\n');
});
