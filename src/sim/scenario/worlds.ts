// Ready-made worlds: what a lab starts from when no file says otherwise.
// Addresses and names follow a small classroom: one switch, one router, hosts node1, node2, node3.
// Not modelled: the internet behind the router; it knows no route beyond its own networks.
import type { HostSpec, WorldSpec } from './format.ts';

const IMAGES = ['busybox', 'alpine', 'nginx', 'redis', 'ubuntu'] as const;

function node(number: number): HostSpec {
  return {
    name: `node${number}`,
    nics: [{ name: 'eth0', address: `192.168.99.${100 + number}/24`, cable: 'switch1' }],
    defaultGateway: '192.168.99.1',
    resolvConf: ['nameserver 10.255.255.53'],
    docker: true,
    images: IMAGES,
  };
}

function classroom(hosts: number): WorldSpec {
  return {
    startsAt: '2026-11-21T06:43:30Z',
    hosts: Array.from({ length: hosts }, (_, i) => node(i + 1)),
    switches: [{ name: 'switch1' }],
    routers: [
      {
        name: 'router1',
        nics: [{ name: 'eth0', address: '192.168.99.1/24', cable: 'switch1' }],
        addresses: ['10.255.255.53/32'],
      },
    ],
  };
}

/** One host on a switch with a router: where the app begins. */
export const oneHost: WorldSpec = classroom(1);

/** Three hosts on one switch. */
export const threeHosts: WorldSpec = classroom(3);

/** Worlds by the names that files use for them. */
export const worlds: ReadonlyMap<string, WorldSpec> = new Map([
  ['one-host', oneHost],
  ['three-hosts', threeHosts],
]);
