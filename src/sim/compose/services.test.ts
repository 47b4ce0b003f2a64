// What services may ask for, in a whole world: storage, files, health, hooks, limits.
import { expect, test } from 'vitest';
import { playCompose, told } from '../testkit/compose.ts';

const sleeper = 'image: busybox, command: sleep 1000';

test('volumes: named, of the host, nameless; the nameless survive a recreation, the named a `down`', () => {
  const file = `services:
  a:
    image: busybox
    command: sleep 1000
    volumes: ["data:/data", "./html:/html:ro", "/scratch"]
volumes: {data: {labels: {tier: back}}}
`;
  const [up, seen, again, kept, down, left, gone] = playCompose({ 'compose.yaml': file, 'html/index.html': 'hello' }, [
    'docker compose up -d',
    'docker compose exec -T a sh -c "cat /html/index.html; echo 1 > /scratch/f; echo 2 > /data/f; echo x > /html/y"',
    'docker compose up -d --force-recreate -t 0',
    'docker compose exec -T a cat /scratch/f /data/f',
    'docker compose down -t 0',
    'docker volume ls --format \'{{.Name}} {{.Label "tier"}}\' | grep shop',
    'docker compose down -v',
  ]);
  expect(told(up).slice(2, 4)).toEqual([' Volume shop_data  Creating', ' Volume shop_data  Created']);
  expect(seen).toMatchObject({ stdout: 'hello\n', exit: 1 });
  expect(seen?.stderr).toContain('Read-only file system');
  expect(told(again)).toEqual(
    [' Recreate', ' Recreated', ' Starting', ' Started'].map((word) => ` Container shop-a-1 ${word}`),
  );
  expect(kept?.stdout).toBe('1\n2\n');
  expect(told(down).some((line) => line.includes('Volume'))).toBe(false);
  expect(left?.stdout).toBe('shop_data back\n');
  expect(told(gone)).toEqual([' Volume shop_data  Removing', ' Volume shop_data  Removed']);
});

test('volumes that others made, and external ones', () => {
  const file =
    'services:\n  a: {image: busybox, volumes: ["mine:/m", "theirs:/t"]}\nvolumes: {mine: {name: own}, theirs: {external: true}}\n';
  const [, missing, , warned] = playCompose(file, [
    'docker volume create own',
    'docker compose up -d',
    'docker volume create theirs',
    'docker compose up -d',
  ]);
  expect(missing).toMatchObject({ exit: 1 });
  expect(told(missing).at(-1)).toBe('external volume "theirs" not found');
  expect(warned?.stderr).toContain('already exists but was not created by Docker Compose. Use `external: true`');
  expect(warned?.exit).toBe(0);
});

test('configs and secrets: from files, from the file itself, from variables', () => {
  const file = `services:
  a:
    image: busybox
    command: sleep 1000
    configs: [plain, {source: inline, target: /etc/app.conf}]
    secrets: [token, {source: key, target: k}]
configs:
  plain: {file: ./plain.conf}
  inline: {content: "port=\${PORT}\\n"}
secrets:
  token: {file: ./token}
  key: {environment: KEY}
`;
  const [up, seen, unset] = playCompose({ 'compose.yaml': file, 'plain.conf': 'plain', token: 'abc' }, [
    'PORT=80 KEY=xyz docker compose up -d',
    'docker compose exec -T a sh -c "cat /plain /etc/app.conf /run/secrets/token /run/secrets/k"',
    'PORT=80 docker compose up -d --force-recreate -t 0',
  ]);
  expect(up?.exit).toBe(0);
  expect(seen?.stdout).toBe('plain\nport=80\nabc\nxyz');
  expect(told(unset).at(-1)).toBe('environment variable "KEY" required by secret "shop_key" is not set');
});

test('who depends on a healthy service waits for its health', () => {
  const file = `services:
  db:
    image: busybox
    command: sh -c 'sleep 3; touch /ready; sleep 1000'
    healthcheck: {test: test -f /ready, interval: 1s, retries: 10}
  app: {${sleeper}, depends_on: {db: {condition: service_healthy}}}
`;
  const [up, ps, waited] = playCompose(file, [
    'docker compose up -d',
    "docker compose ps --format '{{.Name}} {{.Health}}'",
    'docker compose up --wait',
  ]);
  expect(told(up).slice(-6)).toEqual([
    ' Container shop-db-1  Starting',
    ' Container shop-db-1  Started',
    ' Container shop-db-1  Waiting',
    ' Container shop-db-1  Healthy',
    ' Container shop-app-1  Starting',
    ' Container shop-app-1  Started',
  ]);
  expect(ps?.stdout).toBe('shop-app-1 \nshop-db-1 healthy\n');
  expect(waited?.exit).toBe(0);
  expect(told(waited).filter((line) => line.endsWith('Healthy'))).toHaveLength(3);
});

test.each([
  [
    'healthcheck: {test: "false", interval: 1s, retries: 1}',
    'service_healthy',
    'dependency failed to start: container shop-db-1 is unhealthy',
  ],
  ['restart: "no"', 'service_healthy', 'dependency failed to start: container shop-db-1 has no healthcheck configured'],
  ['command: "false"', 'service_completed_successfully', 'service "db" didn\'t complete successfully: exit 1'],
])('a dependency that fails: %s', (line, condition, message) => {
  const command = line.startsWith('command') ? '' : 'command: sleep 1000, ';
  const file = `services:
  db: {image: busybox, ${command}${line}}
  app: {${sleeper}, depends_on: {db: {condition: ${condition}}}}
`;
  const [up, state] = playCompose(file, [
    'docker compose up -d',
    "docker inspect shop-app-1 --format '{{.State.Status}}'",
  ]);
  expect(up?.exit).toBe(1);
  expect(told(up).at(-1)).toBe(message);
  expect(state?.stdout).toBe('created\n');
});

test('--wait gives up', () => {
  const file =
    'services:\n  a: {image: busybox, command: sleep 1000, healthcheck: {test: "false", interval: 10s, retries: 5}}\n';
  const [up] = playCompose(file, ['docker compose up --wait --wait-timeout 3']);
  expect(up?.exit).toBe(1);
  expect(told(up).at(-1)).toBe('application not healthy after 3s');
});

test('hooks speak in the foreground, and fail', () => {
  const file = `services:
  a:
    image: busybox
    command: sh -c 'echo main; sleep 2'
    post_start: [{command: ['sh', '-c', 'echo ready; exit $$CODE'], environment: {CODE: "\${CODE:-0}"}}]
`;
  const [up, failed] = playCompose(file, ['docker compose up', 'CODE=4 docker compose up -d']);
  expect(up?.stdout).toBe('Attaching to a-1\na-1  | main\na-1 ->  | ready\n\r\x1b[Ka-1 exited with code 0\n');
  expect(told(failed).at(-1)).toBe('a hook exited with status 4');
});

test('restarts are followed, and one that ends may end all', () => {
  const file = `services:
  crash: {image: busybox, command: sh -c 'echo again; exit 1', restart: "on-failure:1"}
  other: {image: busybox, command: sh -c 'trap "exit 0" TERM; while true; do sleep 1; done'}
  short: {image: busybox, command: sh -c 'sleep 1; exit 3'}
`;
  const [crash, abort] = playCompose(file, [
    'docker compose up crash',
    'docker compose up --abort-on-container-exit short other',
  ]);
  const lines = ['crash-1  | again', '\r\x1b[Kcrash-1 exited with code 1 (restarting)', 'crash-1  | again'];
  expect(crash?.stdout.split('\n').slice(1, 5)).toEqual([...lines, '\r\x1b[Kcrash-1 exited with code 1']);
  expect(abort?.exit).toBe(3);
  expect(abort?.stderr).toContain('Aborting on container exit...');
  expect(abort?.stdout).toContain('other-1 exited with code 0\n');
});

test('limits and settings reach the engine', () => {
  const file = `services:
  a:
    image: busybox
    command: sleep 1000
    init: true
    read_only: true
    tmpfs: /run
    ulimits: {nofile: {soft: 10, hard: 20}}
    stop_grace_period: 1m30s
    logging: {driver: local, options: {max-size: 1m}}
    deploy: {resources: {limits: {cpus: "0.5", memory: 64m, pids: 9}}}
`;
  const format =
    '{{.HostConfig.NanoCpus}} {{.HostConfig.Memory}} {{.HostConfig.PidsLimit}} {{.HostConfig.Init}} {{.HostConfig.ReadonlyRootfs}}';
  const more = '{{json .HostConfig.Tmpfs}} {{.HostConfig.LogConfig.Type}} {{.Config.StopTimeout}}';
  const [, seen] = playCompose(file, ['docker compose up -d', `docker inspect shop-a-1 --format '${format} ${more}'`]);
  expect(seen?.stdout).toBe('500000000 67108864 9 true true {"/run":""} local 90\n');
});

test('a volume that is to look different is made anew once somebody agrees', () => {
  const file =
    'services:\n  a: {image: busybox, command: sleep 1000, volumes: ["v:/v"]}\nvolumes: {v: {labels: {a: old}}}\n';
  const [, no, yes] = playCompose(file, [
    'docker compose up -d',
    'sed -i s/old/new/ compose.yaml; echo n | docker compose up -d',
    'docker compose up -d -y -t 0',
  ]);
  expect(no?.stdout).toBe(
    'Volume "shop_v" exists but doesn\'t match configuration in compose file. Recreate (data will be lost)?',
  );
  expect(told(no)).toEqual([' Container shop-a-1  Running']);
  expect(told(yes)).toEqual([
    ...['Stopping', 'Stopped', 'Removing', 'Removed'].map((word) => ` Container shop-a-1  ${word}`),
    ...['Creating', 'Created'].map((word) => ` Volume shop_v  ${word}`),
    ...['Creating', 'Created', 'Starting', 'Started'].map((word) => ` Container shop-a-1  ${word}`),
  ]);
});

test('progress as JSON, and settings of the terminal that exclude each other', () => {
  const [up, never, always] = playCompose('services:\n  a: {image: busybox, command: "true"}\n', [
    'docker compose --progress json up -d',
    'docker compose --ansi never --progress tty ls',
    'docker compose --ansi always --progress plain ls',
  ]);
  expect(told(up)[0]).toBe('{"id":"Network shop_default","status":"Creating"}');
  expect(told(never)).toEqual(["can't use --progress tty while ANSI support is disabled"]);
  expect(told(always)).toEqual(["can't use --progress plain while ANSI support is forced"]);
});
