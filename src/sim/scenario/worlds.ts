// Ready-made worlds: what a lab starts from when no file says otherwise.
// Addresses and names follow a small classroom: one switch, one router, hosts node1, node2, node3.
// Not for: the internet behind the router, which is internet.ts.
import type { HostSpec, WorldSpec } from './format.ts';
import { ACCESS_SWITCH, CUSTOMER_ADDRESS, internetBehind, PROVIDER_DNS, PROVIDER_ROUTER } from './internet.ts';

const IMAGES = ['busybox', 'alpine', 'nginx', 'redis', 'ubuntu'] as const;
/** With what stands in front of services. */
const APP_IMAGES = [...IMAGES, 'haproxy', 'traefik', 'docker/ucp-hrm'] as const;
const STARTS_AT = '2026-11-21T06:43:30Z';
const SWITCH = 'switch1';
const SECOND_SWITCH = 'switch2';
/** An address of the router where no name server listens. */
const SILENT_DNS = '10.255.255.53';

function node(number: number, nameserver: string, images: readonly string[] = IMAGES): HostSpec {
  return {
    name: `node${number}`,
    nics: [{ name: 'eth0', address: `192.168.99.${100 + number}/24`, cable: SWITCH }],
    defaultGateway: '192.168.99.1',
    resolvConf: [`nameserver ${nameserver}`],
    docker: true,
    images,
  };
}

const lan = { name: 'eth0', address: '192.168.99.1/24', cable: SWITCH } as const;

/** Hosts on a switch, and a router that leads nowhere. */
function isolated(hosts: number): WorldSpec {
  return {
    startsAt: STARTS_AT,
    hosts: Array.from({ length: hosts }, (_, i) => node(i + 1, SILENT_DNS)),
    switches: [{ name: SWITCH }],
    routers: [{ name: 'router1', nics: [lan], addresses: [`${SILENT_DNS}/32`] }],
  };
}

/** Hosts on a switch, and a router that leads to a small internet. */
function connected(hosts: number): WorldSpec {
  return {
    startsAt: STARTS_AT,
    hosts: Array.from({ length: hosts }, (_, i) => node(i + 1, PROVIDER_DNS, APP_IMAGES)),
    switches: [{ name: SWITCH }],
    routers: [
      {
        name: 'router1',
        nics: [lan, { name: 'eth1', address: CUSTOMER_ADDRESS, cable: ACCESS_SWITCH }],
        routes: [{ to: '0.0.0.0/0', via: PROVIDER_ROUTER }],
      },
    ],
    internet: internetBehind('192.168.99.0/24'),
  };
}

/** One host with a small internet behind its router: where the app begins. */
export const oneHost: WorldSpec = connected(1);

/** Two hosts with a small internet behind their router. */
export const twoHosts: WorldSpec = connected(2);

/** Three hosts on one switch, and nothing behind the router. */
export const threeHosts: WorldSpec = isolated(3);

/** Three hosts with a small internet behind their router. */
export const classroom: WorldSpec = connected(3);

/** Three managers and three workers of a cluster, with a small internet behind their router. */
export const cluster: WorldSpec = {
  ...connected(0),
  hosts: [
    ...[1, 2, 3].map((number) => machine(`m${number}`, `192.168.99.${100 + number}`)),
    ...[1, 2, 3].map((number) => machine(`w${number}`, `192.168.99.${110 + number}`)),
  ],
};

function machine(name: string, address: string): HostSpec {
  return {
    ...node(1, PROVIDER_DNS, APP_IMAGES),
    name,
    nics: [{ name: 'eth0', address: `${address}/24`, cable: SWITCH }],
  };
}

/** Two sites of two hosts each; the router between them is 20 milliseconds from the second one. */
export const twoSites: WorldSpec = {
  startsAt: STARTS_AT,
  hosts: [...site('a', 10), ...site('b', 20)],
  switches: [{ name: 'switch-a' }, { name: 'switch-b' }],
  routers: [
    {
      name: 'router1',
      nics: [
        { name: 'eth0', address: '192.168.10.1/24', cable: 'switch-a' },
        { name: 'eth1', address: '192.168.20.1/24', cable: 'switch-b', link: { latency: 20, rate: 100 } },
      ],
      addresses: [`${SILENT_DNS}/32`],
    },
  ],
};

function site(letter: string, third: number): HostSpec[] {
  return [1, 2].map((number) => ({
    ...node(number, SILENT_DNS),
    name: `${letter}${number}`,
    nics: [{ name: 'eth0', address: `192.168.${third}.${10 + number}/24`, cable: `switch-${letter}` }],
    defaultGateway: `192.168.${third}.1`,
  }));
}

/** Two switches with a cable between them that carries VLANs 10 and 20; two hosts on each, one in either VLAN. */
export const twoSwitches: WorldSpec = {
  ...isolated(0),
  hosts: [1, 2, 3, 4].map((number) => inVlan(number, number <= 2 ? SWITCH : SECOND_SWITCH, number % 2 === 1 ? 10 : 20)),
  switches: [{ name: SWITCH, cables: [{ to: SECOND_SWITCH, vlans: { trunk: [10, 20] } }] }, { name: SECOND_SWITCH }],
  routers: [{ name: 'router1', nics: [{ ...lan, vlans: { access: 10 } }], addresses: [`${SILENT_DNS}/32`] }],
};

function inVlan(number: number, cable: string, access: number): HostSpec {
  const host = node(number, SILENT_DNS);
  return { ...host, nics: host.nics.map((nic) => ({ ...nic, cable, vlans: { access } })) };
}

/** Three hosts for a cluster, one beside them to stand in front, and a client without Docker. */
export const edge: WorldSpec = {
  ...connected(3),
  hosts: [
    ...connected(3).hosts,
    machine('lb', '192.168.99.10'),
    { ...machine('client', '192.168.99.20'), docker: false, images: [] },
  ],
};

/** Worlds by the names that files use for them. */
export const worlds: ReadonlyMap<string, WorldSpec> = new Map([
  ['one-host', oneHost],
  ['two-hosts', twoHosts],
  ['three-hosts', threeHosts],
  ['classroom', classroom],
  ['cluster', cluster],
  ['two-sites', twoSites],
  ['two-switches', twoSwitches],
  ['edge', edge],
]);
