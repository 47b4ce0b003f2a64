// What a new lab can begin with: a ready-made world, and what has been done there before anybody comes.
// Source: ours; the worlds are worlds.ts's.
// Not for: guided scenarios, which have steps.
import type { SetupCommand, WorldSpec } from './format.ts';
import { classroom, cluster, edge, oneHost, twoHosts, twoSites, twoSwitches } from './worlds.ts';

export interface Template {
  readonly name:
    | 'one-host'
    | 'pets'
    | 'two-hosts'
    | 'classroom'
    | 'edge'
    | 'cluster'
    | 'swarm'
    | 'two-sites'
    | 'two-switches';
  readonly world: WorldSpec;
  readonly setup: readonly SetupCommand[];
}

const FIRST = '192.168.99.101';

const join = (host: string, role: 'manager' | 'worker'): SetupCommand => ({
  host,
  run: `docker swarm join --token {${role}-token} ${FIRST}:2377`,
});

/** The last one has joined a little before anybody comes: by then the nodes have told each other of themselves. */
const formed: readonly SetupCommand[] = [
  { host: 'm1', run: `docker swarm init --advertise-addr ${FIRST}` },
  ...['m2', 'm3'].map((host) => join(host, 'manager')),
  ...['w1', 'w2', 'w3'].map((host) => join(host, 'worker')),
  { host: 'm1', run: 'sleep 2' },
];

/** The classroom's first application: a web server that can be seen from outside, and what it keeps its votes in. */
const petsFile = `name: pets

services:
  web:
    image: nginx
    ports:
      - "5000:80"
    networks:
      - front
      - back
    configs:
      - source: page
        target: /usr/share/nginx/html/index.html
    depends_on:
      - db

  db:
    image: redis
    networks:
      - back

networks:
  front:
  back:
    internal: true

configs:
  page:
    content: |
      <h1>Pets</h1>
      <p>A cat, or a dog?</p>
`;

const pets: readonly SetupCommand[] = [
  // In one line, as setup commands are.
  { host: 'node1', run: `mkdir pets; printf '${petsFile.replaceAll('\n', '\\n')}' > pets/compose.yaml` },
  { host: 'node1', run: 'cd pets && docker compose up -d' },
];

/** Smallest first. */
export const templates: readonly Template[] = [
  { name: 'one-host', world: oneHost, setup: [] },
  { name: 'pets', world: oneHost, setup: pets },
  { name: 'two-hosts', world: twoHosts, setup: [] },
  { name: 'classroom', world: classroom, setup: [] },
  { name: 'edge', world: edge, setup: [] },
  { name: 'cluster', world: cluster, setup: [] },
  { name: 'swarm', world: cluster, setup: formed },
  { name: 'two-sites', world: twoSites, setup: [] },
  { name: 'two-switches', world: twoSwitches, setup: [] },
];
