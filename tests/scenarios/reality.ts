// Whether the lab of a scenario can be built for real: the exported scripts make the same in a fresh world.
import { expect } from 'vitest';
import { exportReality } from '../../src/session/export-reality.ts';
import type { Lab } from '../../src/session/lab.ts';
import type { Scenario } from '../../src/sim/scenario/format.ts';
import { runCommand } from '../../src/sim/testkit/machine.ts';
import { World } from '../../src/sim/world.ts';

const SCRIPT = '/tmp/setup.sh';

function run(world: World, host: string, command: string): string {
  const machine = world.machine(host);
  if (machine === undefined) throw new TypeError(host);
  const { stdout, stderr, exit } = runCommand(machine, command);
  expect(exit, `${host}: ${command}\n${stderr}${stdout}`).toBe(0);
  return stdout;
}

/** What of a host should be the same, tasks of a swarm apart: those are wherever its scheduler puts them. */
function essence(world: World, host: string): string {
  const containers =
    "docker ps -a --format '{{.Names}} {{.Image}} {{.Networks}}' | sed '/^[^ ]*[.][a-z0-9]\\{25\\} /d' | sort";
  const networks =
    "docker network ls --filter scope=local --format '{{.Name}} {{.Driver}}' | grep -v docker_gwbridge | sort";
  const services = "docker service ls --format '{{.Name}} {{.Mode}} {{.Image}} {{.Ports}}' 2>/dev/null | sort";
  return [containers, networks, services].map((command) => run(world, host, command)).join('--\n');
}

/** Builds the lab as it stands in a world of its own, by its scripts, and compares. */
export function expectBuiltForReal(lab: Lab, scenario: Scenario): void {
  const { world } = lab;
  world.runUntil(world.now + 30_000_000);
  const files = exportReality(world, lab.save());
  const scripts = new Map(
    files.flatMap(({ path, text }) => (path.endsWith('/setup.sh') ? [[path.split('/')[0] ?? '', text]] : [])),
  );
  const fresh = new World(scenario.world, 99);
  for (const [host, text] of scripts) fresh.apply({ at: fresh.now, kind: 'file.write', host, path: SCRIPT, text });
  const nodes = [...scripts].filter(([, text]) => text.includes('$part')).map(([host]) => host);
  const leader = nodes.find((host) => scripts.get(host)?.includes('docker swarm init'));
  if (leader !== undefined) {
    const tokens = run(fresh, leader, `sh ${SCRIPT} swarm`)
      .match(/^(MANAGER|WORKER)_TOKEN=\S+$/gm)
      ?.join(' ');
    for (const host of nodes.filter((one) => one !== leader)) run(fresh, host, `env ${tokens} sh ${SCRIPT} swarm`);
  }
  const order = [...scripts.keys()].sort((a, b) => Number(b === leader) - Number(a === leader));
  for (const host of order) run(fresh, host, nodes.includes(host) ? `sh ${SCRIPT} build` : `sh ${SCRIPT}`);
  fresh.runUntil(fresh.now + 30_000_000);
  for (const host of order) expect(essence(fresh, host), host).toBe(essence(world, host));
}
