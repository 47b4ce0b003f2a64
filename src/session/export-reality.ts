// The lab as it stands, as files that build it on real Docker hosts: taken from the engines, not from what was typed.
import { World } from '../sim/world.ts';
import { authorities } from './cluster.ts';
import type { LabFile, RealityFile } from './protocol.ts';
import { composeFile } from './reality/compose-file.ts';
import { writtenFiles } from './reality/disk.ts';
import { hostLines, loneContainers, namesOf } from './reality/host-script.ts';
import { ownNetworks } from './reality/networks.ts';
import { readmeText } from './reality/readme.ts';
import { initLines, joinLines, swarmLines } from './reality/swarm-script.ts';
import { worldView } from './view.ts';

type Daemon = Parameters<typeof hostLines>[0];

/** The engines of hosts that run. */
function daemonsOf(world: World): ReadonlyMap<string, Daemon> {
  const running = [...world.stations].filter(([, { power }]) => power.state === 'on');
  return new Map(
    running.flatMap(([name, { engine }]) => (engine === undefined ? [] : [[name, engine.daemon] as const])),
  );
}

/** A script of one part, or of two where the host is a node of a swarm. */
function scriptOf(host: string, joining: readonly string[], building: readonly string[]): string {
  const head = [
    '#!/bin/sh',
    `# ${host}, as it stood in a Hoplab lab.`,
    '# For a fresh machine with Docker Engine 28, as root.',
    'set -eu',
    '',
  ];
  const parts = [
    'case $# in 1) part=$1 ;; *) part= ;; esac',
    'if [ "$part" = swarm ]; then',
    ...joining,
    'exit 0',
    'fi',
    'if [ "$part" != build ]; then',
    'echo "usage: sh setup.sh swarm | sh setup.sh build" >&2',
    'exit 2',
    'fi',
    '',
  ];
  return `${[...head, ...(joining.length === 0 ? [] : parts), ...building].join('\n').trimEnd()}\n`;
}

/** Files by their paths in the archive: a folder for each host, and a text that says what to do. */
export function exportReality(world: World, lab: LabFile): readonly RealityFile[] {
  const daemons = daemonsOf(world);
  const fresh = new World(lab.world, lab.seed);
  const [anyFresh] = fresh.stations.values();
  const leaders = new Map([...authorities(world)].map(([cluster, { host, store }]) => [host, { cluster, store }]));
  const files: RealityFile[] = [];
  for (const [name, daemon] of daemons) {
    const disk = daemon.machine.enclosure.fs;
    const before = fresh.stations.get(name)?.host ?? anyFresh?.host;
    const written = before === undefined ? [] : writtenFiles(disk, before.enclosure.fs);
    const own = leaders.get(name);
    const building = [...(own === undefined ? [] : swarmLines(own.store)), ...hostLines(daemon, written)];
    files.push({ path: `${name}/setup.sh`, text: scriptOf(name, joiningLines(daemon, daemons, leaders), building) });
    const lone = loneContainers(daemon).filter(({ status }) => status === 'running' || status === 'paused');
    if (lone.length === 0) continue;
    const networks = ownNetworks(daemon.networks.networks());
    const project = `${name.toLowerCase().replace(/[^a-z0-9_-]/g, '-')}-lab`;
    files.push({ path: `${name}/compose.yaml`, text: composeFile(project, lone, networks, namesOf(daemon)) });
  }
  return [{ path: 'README.txt', text: readmeText(worldView(world), [...leaders.keys()]) }, ...files];
}

type Leaders = ReadonlyMap<string, { readonly store: Parameters<typeof swarmLines>[0] }>;

function joiningLines(daemon: Daemon, daemons: ReadonlyMap<string, Daemon>, leaders: Leaders): readonly string[] {
  const { nodeId, state } = daemon.swarm.local();
  if (state === 'inactive') return [];
  for (const [host, { store }] of leaders) {
    const leader = daemons.get(host);
    if (leader === undefined || store.get('node', nodeId) === undefined) continue;
    const [cluster] = store.all('cluster');
    if (leader !== daemon) return joinLines(daemon, leader);
    return cluster === undefined ? [] : initLines(daemon, cluster);
  }
  return ['# Its swarm has no manager that could be asked: join it by hand.'];
}
