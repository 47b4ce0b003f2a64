import { describe, expect, it } from 'vitest';
import type { ContainerInspect, NetworkResource } from '../sim/engine/api/types.ts';
import type { WorldSpec } from '../sim/scenario/format.ts';
import { oneHost, threeHosts } from '../sim/scenario/worlds.ts';
import { runCommand } from '../sim/testkit/machine.ts';
import { World } from '../sim/world.ts';
import { exportReality } from './export-reality.ts';
import type { RealityFile } from './protocol.ts';

const SEED = 1;

/** A world where each of these commands, with its host before it, has run. */
function worldOf(spec: WorldSpec, commands: readonly (readonly [string, string])[]): World {
  const world = new World(spec, SEED);
  for (const [host, command] of commands) expect(run(world, host, command), command).toMatchObject({ exit: 0 });
  return world;
}

function run(world: World, host: string, command: string) {
  const machine = world.machine(host);
  if (machine === undefined) throw new TypeError(host);
  return runCommand(machine, command);
}

function exported(world: World, spec: WorldSpec): readonly RealityFile[] {
  return exportReality(world, { format: 'hoplab', version: 1, seed: SEED, world: spec, inputs: [], time: world.now });
}

const textOf = (files: readonly RealityFile[], path: string): string =>
  files.find((one) => one.path === path)?.text ?? '';

function put(world: World, host: string, path: string, text: string): void {
  world.apply({ at: world.now, kind: 'file.write', host, path, text });
}

const json = <T>(text: string): T => JSON.parse(text) as T;

/** Of containers and networks, all that should be the same wherever they are made. */
function essence(world: World, host: string) {
  const names = run(world, host, "docker ps -a --format '{{.Names}}' | sort").stdout.trim().split('\n');
  const containers = json<ContainerInspect[]>(run(world, host, `docker inspect ${names.join(' ')}`).stdout);
  const networks = json<NetworkResource[]>(
    run(world, host, 'docker network inspect $(docker network ls -q)').stdout,
  ).sort((a, b) => (a.Name < b.Name ? -1 : 1));
  const nameOf = (id: string): string =>
    id.replace(/^container:(.*)$/, (_, other) => `container:${containers.find((one) => one.Id === other)?.Name}`);
  return {
    containers: containers.map(({ Name, State, Config, HostConfig, NetworkSettings, Mounts, Id }) => ({
      Name,
      state: State.Status,
      Config: { ...Config, Hostname: Config.Hostname === Id.slice(0, 12) ? 'its id' : Config.Hostname, ...attached },
      HostConfig: { ...HostConfig, NetworkMode: nameOf(HostConfig.NetworkMode) },
      ports: NetworkSettings.Ports,
      networks: Object.entries(NetworkSettings.Networks).map(([name, { IPAddress, Aliases, IPAMConfig }]) => ({
        name,
        IPAddress,
        Aliases,
        IPAMConfig,
      })),
      mounts: Mounts.length,
    })),
    networks: networks.map(({ Name, Driver, IPAM, Internal, Attachable, Options, Labels }) => {
      return { Name, Driver, IPAM, Internal, Attachable, Options, Labels };
    }),
  };
}

/** How a client is attached is no part of a lab. */
const attached = { AttachStdin: false, AttachStdout: false, AttachStderr: false, StdinOnce: false };

const lab: readonly (readonly [string, string])[] = [
  [
    'node1',
    'docker network create --subnet 10.9.0.0/24 --gateway 10.9.0.254 --ip-range 10.9.0.128/25 -o com.docker.network.bridge.name=br-red --label tier=front red',
  ],
  ['node1', 'docker network create --internal inner'],
  ['node1', 'docker network create -d macvlan --subnet 192.168.99.0/24 -o parent=eth0 lan'],
  ['node1', 'docker volume create --label keep=yes data'],
  [
    'node1',
    "mkdir -p /srv/site && echo 'it'\\''s <here> $HOME' > /srv/site/index.html && printf 'no end' > /srv/site/short",
  ],
  [
    'node1',
    'docker run -d --name web --network red --ip 10.9.0.200 --network-alias www -p 8080:80 -p 127.0.0.1:5300:53/udp -v /srv/site:/usr/share/nginx/html:ro -v data:/data --restart on-failure:3 nginx',
  ],
  [
    'node1',
    'docker network connect --alias db --ip 10.9.0.201 red web 2>/dev/null || docker network connect --alias db inner web',
  ],
  [
    'node1',
    "docker run -dit --name box -h boxy -e EMPTY= -e 'GREETING=hello $world' --cap-add NET_ADMIN --sysctl net.ipv4.ip_forward=1 --dns 10.9.0.1 --add-host far:10.1.1.1 --label a=b busybox",
  ],
  ['node1', 'docker run -d --name side --network container:box busybox sleep 10000'],
  [
    'node1',
    'docker run -d --name shell --entrypoint sh --memory 64m --cpus 0.5 --init --read-only --tmpfs /run busybox -c \'sleep 10000; echo "done"\'',
  ],
  ['node1', 'docker run -d --name bare --network none --privileged alpine sleep 10000'],
  ['node1', 'docker run -d --name near --network host nginx'],
  ['node1', 'docker run --name over busybox true'],
  ['node1', 'docker run -d --name still --link box:friend busybox sleep 10000 && docker pause still'],
];

describe('a host', () => {
  const world = worldOf(oneHost, lab);
  const files = exported(world, oneHost);

  it('is the same when its script has run on a fresh one', () => {
    const fresh = new World(oneHost, SEED + 1);
    put(fresh, 'node1', '/root/setup.sh', textOf(files, 'node1/setup.sh'));
    expect(run(fresh, 'node1', 'sh /root/setup.sh')).toMatchObject({ exit: 0 });
    const [was, is] = [essence(world, 'node1'), essence(fresh, 'node1')];
    const neverRun = was.containers.map((one) => (one.Name === '/over' ? { ...one, state: 'created' } : one));
    expect(is).toEqual({ ...was, containers: neverRun });
    expect(run(fresh, 'node1', 'cat /srv/site/index.html /srv/site/short').stdout).toBe("it's <here> $HOME\nno end");
    expect(run(fresh, 'node1', 'docker volume inspect -f "{{.Labels.keep}}" data').stdout).toBe('yes\n');
  });

  it('has a compose file that Compose takes and that makes the same containers', () => {
    const fresh = new World(oneHost, SEED + 2);
    put(fresh, 'node1', '/root/compose.yaml', textOf(files, 'node1/compose.yaml'));
    expect(run(fresh, 'node1', 'cd /root && docker compose config -q')).toEqual({ exit: 0, stderr: '', stdout: '' });
    expect(run(fresh, 'node1', 'mkdir -p /srv/site && cd /root && docker compose up -d')).toMatchObject({ exit: 0 });
    const names = "docker ps --format '{{.Names}} {{.Image}} {{.Ports}}' | sort";
    expect(run(fresh, 'node1', names).stdout).toBe(run(world, 'node1', names).stdout);
    const facts =
      "docker inspect -f '{{.Name}} {{.Config.Env}} {{.Config.Cmd}} {{.HostConfig.CapAdd}}' web box shell bare";
    expect(run(fresh, 'node1', facts).stdout).toBe(run(world, 'node1', facts).stdout);
    const pools = "docker network inspect -f '{{.Name}} {{.IPAM.Config}} {{.Internal}}' red inner";
    expect(run(fresh, 'node1', pools).stdout).toBe(run(world, 'node1', pools).stdout);
  });

  it('can be exported again from what the script made', () => {
    const fresh = new World(oneHost, SEED + 1);
    put(fresh, 'node1', '/root/setup.sh', textOf(files, 'node1/setup.sh'));
    run(fresh, 'node1', 'sh /root/setup.sh && rm /root/setup.sh');
    expect(textOf(exported(fresh, oneHost), 'node1/compose.yaml')).toBe(textOf(files, 'node1/compose.yaml'));
  });
});

it('makes compose projects of their own files again', () => {
  const compose = 'services:\n  web:\n    image: nginx\n    ports: ["8081:80"]\n  cache:\n    image: redis\n';
  const world = new World(oneHost, SEED);
  put(world, 'node1', '/root/shop/compose.yaml', compose);
  expect(run(world, 'node1', 'cd /root/shop && docker compose up -d --scale cache=2')).toMatchObject({ exit: 0 });
  const fresh = new World(oneHost, SEED + 1);
  put(fresh, 'node1', '/tmp/setup.sh', textOf(exported(world, oneHost), 'node1/setup.sh'));
  expect(run(fresh, 'node1', 'sh /tmp/setup.sh')).toMatchObject({ exit: 0 });
  const names = "docker ps --format '{{.Names}} {{.Ports}}' | sort";
  expect(run(fresh, 'node1', names).stdout).toBe(run(world, 'node1', names).stdout);
});

it('makes a swarm with its networks and services again', () => {
  const world = worldOf(threeHosts, [
    ['node1', 'docker swarm init --advertise-addr 192.168.99.101 --task-history-limit 3'],
  ]);
  const token = run(world, 'node1', 'docker swarm join-token -q worker').stdout.trim();
  for (const host of ['node2', 'node3']) run(world, host, `docker swarm join --token ${token} 192.168.99.101:2377`);
  const commands = [
    'docker node update --label-add disk=ssd node3',
    'docker network create -d overlay --attachable --opt encrypted back',
    'printf "a=1\n" | docker config create settings -',
    'docker service create -d --name web --replicas 2 --network back -p 8080:80 --config source=settings,target=/etc/s --env A=b --constraint node.role==worker --update-delay 3s nginx',
    'docker service create -d --name every --mode global --restart-condition on-failure busybox sleep 10000',
  ];
  for (const command of commands) expect(run(world, 'node1', command), command).toMatchObject({ exit: 0 });
  run(world, 'node1', 'sleep 20');
  expect(run(world, 'node2', 'docker run -d --name guest --network back busybox sleep 10000')).toMatchObject({
    exit: 0,
  });

  const files = exported(world, threeHosts);
  const fresh = new World(threeHosts, SEED + 1);
  for (const host of ['node1', 'node2', 'node3']) put(fresh, host, '/tmp/setup.sh', textOf(files, `${host}/setup.sh`));
  expect(run(fresh, 'node2', 'sh /tmp/setup.sh')).toMatchObject({ exit: 2 });
  const tokens = run(fresh, 'node1', 'sh /tmp/setup.sh swarm')
    .stdout.match(/^(MANAGER|WORKER)_TOKEN=\S+$/gm)
    ?.join(' ');
  for (const host of ['node2', 'node3']) {
    expect(run(fresh, host, `env ${tokens} sh /tmp/setup.sh swarm`)).toMatchObject({ exit: 0 });
  }
  for (const host of ['node1', 'node2', 'node3']) {
    expect(run(fresh, host, 'sh /tmp/setup.sh build')).toMatchObject({ exit: 0 });
  }
  run(fresh, 'node1', 'sleep 20');
  const specs = "docker service inspect -f '{{json .Spec}}' web every | sed 's/\"[a-z0-9]\\{25\\}\"/ID/g'";
  expect(run(fresh, 'node1', specs).stdout).toBe(run(world, 'node1', specs).stdout);
  const nodes =
    "docker node ls --format '{{.Hostname}} {{.ManagerStatus}}'; docker node inspect -f '{{.Spec.Labels}}' node3";
  expect(run(fresh, 'node1', nodes).stdout).toBe(run(world, 'node1', nodes).stdout);
  const back = "docker network inspect -f '{{.IPAM.Config}} {{.Options}} {{.Attachable}}' back";
  expect(run(fresh, 'node1', back).stdout).toBe(run(world, 'node1', back).stdout);
  expect(run(fresh, 'node2', 'docker ps --filter name=guest -q').stdout).toMatch(/^[0-9a-f]{12}\n$/);
});
