// What the exported files are, and what of the lab they cannot carry.
import type { WorldView } from '../protocol.ts';

/** Cables, faults and machines that no script can make. */
function leftOut(view: WorldView): readonly string[] {
  const cables = view.switches.flatMap((one) =>
    one.ports.flatMap(({ cable, vlans }) => {
      if (cable === undefined) return [];
      const name = `the cable ${cable.machine} ${cable.nic} - ${one.name}`;
      return [
        ...(cable.cut ? [`${name} is cut`] : []),
        ...(cable.loss > 0
          ? [`${name} loses ${cable.loss} % of its frames (tc qdisc add … netem loss ${cable.loss}%)`]
          : []),
        ...(vlans === undefined ? [] : [`${name} is in ${vlans}: set this on the switch`]),
      ];
    }),
  );
  const faults = [
    ...(view.faults?.apart ?? []).map((name) => `${name} is cut off from the others`),
    ...(view.faults?.blocks ?? []).map(({ between, what }) => `${between.join(' and ')} are kept from ${what}`),
  ];
  const off = view.hosts
    .filter(({ power }) => power !== 'on')
    .map(({ name }) => `${name} is switched off: nothing of it is here`);
  return [...off, ...cables, ...faults];
}

function addressesOf({ name, namespaces }: WorldView['hosts'][number]): string {
  const own = namespaces.filter(({ kind }) => kind === 'host').flatMap(({ devices }) => devices);
  const cards = own.filter(({ kind, addresses }) => kind === 'ether' && addresses.length > 0);
  return `  ${name}: ${cards.map((card) => `${card.name} ${card.addresses.join(' ')}`).join(', ') || 'no address'}`;
}

const SWARM = `The hosts are a swarm, so each script has two parts:

  1. sh setup.sh swarm   on the first manager ({leader}); it prints two tokens.
  2. MANAGER_TOKEN=... WORKER_TOKEN=... sh setup.sh swarm   on each of the others.
  3. sh setup.sh build   on the first manager, then on the others.`;

const ALONE = 'On each host: sh setup.sh';

/** The text that goes with the files. `leader` is the host that makes the swarm. */
export function readmeText(view: WorldView, leaders: readonly string[]): string {
  const missing = leftOut(view);
  return `This lab, for real Docker hosts
===============================

Every folder is one host. setup.sh builds it: files, networks, volumes, containers. compose.yaml has the same
containers and their networks for those who prefer \`docker compose up -d\`: use one or the other, not both.

The scripts write files and make networks, so use fresh machines (or virtual ones) with Docker Engine 28, as root,
and read a script before you run it.

${leaders.length > 0 ? SWARM.replace('{leader}', leaders.join(', ')) : ALONE}

Addresses in the lab, which the scripts use:
${view.hosts.map(addressesOf).join('\n')}

Subnets are those of the lab: change them where they are already in use. macvlan and ipvlan networks name the parent
device of the lab; yours may be called differently.

Not in the scripts: rules, routes, addresses and sysctls that were typed on the hosts by hand, processes started in
containers after their start, the values of secrets.
${missing.length === 0 ? '' : `\nNot to be had outside of the lab:\n${missing.map((line) => `  - ${line}`).join('\n')}\n`}`;
}
