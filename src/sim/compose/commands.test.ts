// Sub-commands that look at a project, copy, wait and run, in a whole world.
import { expect, test } from 'vitest';
import { playCompose, told } from '../testkit/compose.ts';

const file = `services:
  web: {image: nginx, volumes: ["data:/data"], ports: ["8080:80"]}
  job: {image: busybox, command: sh -c 'sleep 5; exit 3'}
volumes: {data: {}}
`;

test('images, volumes and ps', () => {
  const [, images, volumes, unknown, ps] = playCompose(file, [
    'docker compose up -d',
    'docker compose images',
    'docker compose volumes; docker compose volumes -q job; docker compose volumes --format "{{.Name}}" web',
    'docker compose volumes nope',
    "docker compose ps --format json web | jq -c '[.Name, .Publishers[0], .Mounts, .LocalVolumes]'",
  ]);
  const rows = (images?.stdout ?? '').split('\n').map((line) => line.split(/\s{2,}/).slice(0, 4));
  expect(rows.slice(0, 3)).toEqual([
    ['CONTAINER', 'REPOSITORY', 'TAG', 'PLATFORM'],
    ['shop-job-1', 'busybox', 'latest', 'linux/amd64'],
    ['shop-web-1', 'nginx', 'latest', 'linux/amd64'],
  ]);
  expect(volumes?.stdout).toBe('DRIVER    VOLUME NAME\nlocal     shop_data\nshop_data\n');
  expect(unknown).toMatchObject({ stderr: 'no such service: nope\n', exit: 1 });
  const port = '{"URL":"0.0.0.0","TargetPort":80,"PublishedPort":8080,"Protocol":"tcp"}';
  expect(ps?.stdout).toBe(`["shop-web-1",${port},"shop_data","1"]\n`);
});

test('wait tells how containers ended, and may take the project down', () => {
  const [, wait, left] = playCompose(file, [
    'docker compose up -d',
    'docker compose wait job --down-project',
    'docker compose ps -aq | wc -l; docker compose wait job',
  ]);
  expect(wait?.stdout).toMatch(/^container "[0-9a-f]{64}" exited with status code 3\n$/);
  expect(wait?.exit).toBe(3);
  expect(left).toMatchObject({ stdout: '0\n', stderr: 'no containers for project "shop"\n', exit: 1 });
});

test('events leave Compose’s own labels out', () => {
  const [, text, json] = playCompose(file, [
    'docker compose up -d',
    'docker compose events --since 10s --until 0s web',
    'docker compose events --since 10s --until 0s --json web',
  ]);
  const line = (action: string) =>
    new RegExp(
      `^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6} container ${action} [0-9a-f]{64} \\(image=nginx, name=shop-web-1\\)$`,
    );
  expect(text?.stdout.split('\n')).toEqual([
    expect.stringMatching(line('create')),
    '',
    expect.stringMatching(line('start')),
    '',
    '',
  ]);
  const [first] = (json?.stdout ?? '').split('\n');
  expect(JSON.parse(first ?? '')).toMatchObject({
    action: 'create',
    service: 'web',
    type: 'container',
    attributes: { image: 'nginx' },
  });
});

test('cp goes into every container of a service and comes out of one', () => {
  const [, into, out, wrong, ambiguous] = playCompose(file, [
    'docker compose up -d --scale web=1',
    'echo hi > f && docker compose cp f web:/tmp/f',
    'docker compose cp web:/tmp/f g && cat g',
    'docker compose cp nope:/x y',
    'docker compose cp a b; docker compose cp web:/a job:/b; docker compose cp x',
  ]);
  expect(told(into)).toEqual([
    ' shop-web-1 copy f to shop-web-1:/tmp/f Copying',
    ' shop-web-1 copy f to shop-web-1:/tmp/f Copied',
  ]);
  expect(out?.stdout).toBe('hi\n');
  expect(told(wrong)).toEqual(['no container found for service "nope"']);
  expect(told(ambiguous).slice(0, 3)).toEqual([
    'unknown copy direction',
    'copying between services is not supported',
    "docker: 'docker compose cp' requires 2 arguments",
  ]);
});

test('run has its own volumes, variables and labels', () => {
  const text = 'services:\n  a: {image: busybox, environment: {X: 1, Y: 2}, command: "false", volumes: ["/anon"]}\n';
  const [run, label, user, left] = playCompose(text, [
    "echo Z=9 > z.env; docker compose run --rm -T -v ./:/w -e X=5 --env-from-file z.env a sh -c 'ls /w; echo $X $Y $Z'",
    'docker compose run --rm -T -l x a true',
    'docker compose run --rm -T -u nobody a true',
    'docker volume ls -q; docker ps -aq',
  ]);
  expect(run?.stdout).toBe('compose.yaml\nz.env\n5 2 9\n');
  expect(label?.stderr).toContain('label must be set as KEY=VALUE');
  expect(user).toMatchObject({ exit: 125 });
  expect(left?.stdout).toBe('');
});

test('--compatibility names containers as the first Compose did', () => {
  const text = 'services:\n  a: {image: busybox, command: echo hi}\n';
  const [, names, logs] = playCompose(text, [
    'docker compose --compatibility up -d',
    "docker ps -a --format '{{.Names}}'",
    'docker compose --compatibility logs; COMPOSE_COMPATIBILITY=1 docker compose logs; docker compose logs',
  ]);
  expect(names?.stdout).toBe('shop_a_1\n');
  expect(logs?.stdout).toBe('a_1  | hi\na_1  | hi\nshop_a_1  | hi\n');
});

test('images are built where they are missing, or when somebody asks', () => {
  const files = {
    'compose.yaml': 'services:\n  a: {build: {context: ./web, args: [V]}, command: sleep 1000}\n',
    'web/Dockerfile': 'FROM busybox\nARG V=1\nENV VERSION=$V\nCOPY f /f\n',
    'web/f': 'one',
  };
  const seen = "docker compose exec -T a sh -c 'cat /f; echo $VERSION'";
  const [refused, up, first, again, rebuilt, second, down] = playCompose(files, [
    'docker compose up -d --no-build',
    'V=2 docker compose up -d',
    seen,
    'V=2 docker compose up -d',
    'echo two > web/f; DOCKER_BUILDKIT=0 docker compose up -d --build -t 0',
    seen,
    'docker compose down --rmi local -t 0',
  ]);
  expect(told(refused).at(-1)).toContain('No such image: shop-a');
  expect(up?.stdout).toContain('Successfully tagged shop-a:latest\n');
  expect(up?.stderr).toContain('hoplab: not simulated yet: BuildKit; the classic builder builds instead\n');
  expect(told(up).slice(2, 5)).toEqual([' Service a  Building', ' Service a  Built', ' a  Built']);
  expect(first?.stdout).toBe('one\n2\n');
  expect(told(again)).toEqual([' Container shop-a-1  Running']);
  expect(rebuilt?.stderr).not.toContain('hoplab');
  expect(told(rebuilt)).toContain(' Container shop-a-1  Recreated');
  expect(second?.stdout).toBe('two\n1\n');
  expect(told(down)).toContain(' Image shop-a:latest  Removed');
});

test('what cannot be built, pushed or watched', () => {
  const file = 'services:\n  a: {build: {context: ., secrets: [s]}}\n  b: {image: busybox}\nsecrets: {s: {file: x}}\n';
  const [secret, option, nothing, push, watch] = playCompose(file, [
    'touch Dockerfile; docker compose build a',
    'docker compose build --push a',
    'docker compose build b',
    'docker compose push b',
    'docker compose watch b',
  ]);
  expect(told(secret).at(-1)).toBe(
    "the classic builder doesn't support secrets, set DOCKER_BUILDKIT=1 to use BuildKit",
  );
  expect(option).toMatchObject({ stderr: 'hoplab: not simulated yet: docker compose build --push\n', exit: 125 });
  expect(nothing).toMatchObject({ stdout: '', stderr: '', exit: 0 });
  expect(push?.stderr).toBe(' b Skipped \n');
  expect(told(watch)).toEqual([
    "none of the selected services is configured for watch, consider setting a 'develop' section",
  ]);
});

test('config lists what files mention', () => {
  const text = `services:
  a: {image: "\${IMAGE:-busybox}", command: "echo \${WHO:?who} \${GREET+hi}", volumes: ["v:/v"], ports: ["\${PORT}:80"]}
volumes: {v: {}}
`;
  const [variables, raw, volumes] = playCompose(text, [
    'docker compose config --variables',
    'docker compose config --no-interpolate',
    'WHO=x PORT=1 docker compose config --volumes; WHO=x PORT=1 docker compose config --images',
  ]);
  expect(variables?.stdout.split('\n').map((line) => line.trim().split(/\s{2,}/))).toEqual([
    ['NAME', 'REQUIRED', 'DEFAULT VALUE', 'ALTERNATE VALUE'],
    ['GREET', 'false', 'hi'],
    ['IMAGE', 'false', 'busybox'],
    ['PORT', 'false'],
    ['WHO', 'true'],
    [''],
  ]);
  expect(raw?.stdout).toContain('    command: echo ${WHO:?who} ${GREET+hi}\n    image: ${IMAGE:-busybox}\n');
  expect(raw?.stdout).toContain('    ports:\n      - ${PORT}:80\n');
  expect(volumes?.stdout).toBe('v\nbusybox\n');
});
