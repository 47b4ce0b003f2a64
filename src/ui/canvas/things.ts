// All that the lab has, as things that can be looked for: by name, id, address, MAC, image or network.
import type { ContainerView, HostView, NetworkView, WorldView } from '../../session/protocol.ts';
import type { Selection } from '../store/lab.ts';
import { findNetwork, isDrawn } from './layout/memory.ts';
import { boxId } from './layout/model.ts';

export type ThingKind = 'host' | 'container' | 'network' | 'device' | 'service' | 'task' | 'switch' | 'router';

export interface Thing {
  readonly kind: ThingKind;
  /** Unique among things. */
  readonly key: string;
  readonly name: string;
  /** Where it is, or what it is made of. */
  readonly detail: string;
  /** Everything that it can be found by, in small letters. */
  readonly words: readonly string[];
  readonly selection: Selection | undefined;
  /** What stands for it on the map: a box, or a device within one. */
  readonly box: string | undefined;
  readonly uid?: number;
}

const plain = (address: string): string => address.split('/')[0] ?? address;

const small = (words: readonly (string | undefined)[]): readonly string[] =>
  words.flatMap((word) => (word === undefined || word === '' ? [] : [word.toLowerCase()]));

/** An id is found by its first twelve letters, as Docker prints it, and in full. */
const idWords = (id: string): readonly string[] => [id.slice(0, 12), id];

function containerThing(host: HostView, one: ContainerView): Thing {
  const devices = host.namespaces.find((netns) => netns.containerId === one.id)?.devices ?? [];
  const networks = one.attachments.flatMap(({ network }) => findNetwork(host, network)?.name ?? []);
  const addresses = devices.filter(({ kind }) => kind !== 'loopback').flatMap((device) => device.addresses.map(plain));
  const macs = devices.filter(({ kind }) => kind !== 'loopback').map(({ mac }) => mac);
  return {
    kind: 'container',
    key: `container ${host.name} ${one.id}`,
    name: one.name,
    detail: [host.name, one.image, ...addresses].join(' · '),
    words: small([one.name, ...idWords(one.id), one.image, ...networks, ...addresses, ...macs, one.service]),
    selection: { kind: 'container', host: host.name, id: one.id },
    box: boxId.container(host.name, one.id),
  };
}

function networkThing(host: HostView, one: NetworkView): Thing {
  return {
    kind: 'network',
    key: `network ${host.name} ${one.id}`,
    name: one.name,
    detail: [host.name, one.driver, one.subnet].filter(Boolean).join(' · '),
    words: small([one.name, ...idWords(one.id), one.driver, one.subnet, one.gateway]),
    selection: { kind: 'network', host: host.name, id: one.id },
    box: isDrawn(one) ? boxId.network(host.name, one.id) : undefined,
  };
}

function deviceThings(host: HostView): readonly Thing[] {
  return host.namespaces.flatMap((netns) =>
    netns.devices
      .filter(({ kind }) => kind !== 'loopback')
      .map((device) => ({
        kind: 'device' as const,
        key: `device ${device.uid}`,
        name: device.name,
        detail: [netns.name === host.name ? host.name : `${host.name} · ${netns.name}`, ...device.addresses].join(
          ' · ',
        ),
        words: small([device.name, device.mac, ...device.addresses.map(plain)]),
        selection: { kind: 'device' as const, uid: device.uid },
        box: undefined,
        uid: device.uid,
      })),
  );
}

function clusterThings(view: WorldView): readonly Thing[] {
  return (view.clusters ?? []).flatMap((cluster) => {
    const services = cluster.services.map((one): Thing => {
      const addresses = one.addresses.map(({ address }) => plain(address));
      return {
        kind: 'service',
        key: `service ${one.id}`,
        name: one.name,
        detail: [one.image, ...one.ports, ...addresses].join(' · '),
        words: small([one.name, ...idWords(one.id), one.image, ...addresses]),
        selection: { kind: 'service', cluster: cluster.id, id: one.id },
        box: boxId.cluster(cluster.id),
      };
    });
    const names = new Map(cluster.services.map((one) => [one.id, one.name]));
    const tasks = cluster.tasks.map((one): Thing => {
      const name = `${names.get(one.service) ?? one.service}.${one.slot || one.id.slice(0, 12)}`;
      return {
        kind: 'task',
        key: `task ${one.id}`,
        name,
        detail: [one.host, one.state].filter(Boolean).join(' · '),
        words: small([name, ...idWords(one.id), one.state]),
        selection:
          one.host !== undefined && one.container !== ''
            ? { kind: 'container', host: one.host, id: one.container }
            : { kind: 'service', cluster: cluster.id, id: one.service },
        box: one.host === undefined ? undefined : boxId.container(one.host, one.container),
      };
    });
    return [...services, ...tasks];
  });
}

/** Every thing of a world, in the order in which a reader would name them. */
export function thingsOf(view: WorldView): readonly Thing[] {
  const hosts = view.hosts.flatMap((host): readonly Thing[] => {
    const root = host.namespaces.find(({ kind }) => kind === 'host');
    const addresses = (root?.devices ?? [])
      .flatMap(({ kind, addresses: own }) => (kind === 'ether' ? own : []))
      .map(plain);
    const own: Thing = {
      kind: 'host',
      key: `host ${host.name}`,
      name: host.name,
      detail: addresses.join(' · '),
      words: small([host.name, host.node?.id, ...addresses]),
      selection: { kind: 'host', host: host.name },
      box: boxId.host(host.name),
    };
    return [
      own,
      ...host.containers.map((one) => containerThing(host, one)),
      ...host.networks.map((one) => networkThing(host, one)),
    ];
  });
  const switches = view.switches.map(
    ({ name, ports }): Thing => ({
      kind: 'switch',
      key: `switch ${name}`,
      name,
      detail: ports.flatMap(({ cable }) => (cable ? [cable.machine] : [])).join(' · '),
      words: small([name]),
      selection: ports[0] && { kind: 'device', uid: ports[0].uid },
      box: boxId.switch(name),
    }),
  );
  const routers = view.routers.map(({ name, devices }): Thing => {
    const addresses = devices.flatMap((device) => device.addresses.map(plain));
    const card = devices.find(({ kind }) => kind !== 'loopback');
    return {
      kind: 'router',
      key: `router ${name}`,
      name,
      detail: addresses.join(' · '),
      words: small([name, ...addresses, ...devices.map(({ mac }) => mac)]),
      selection: card && { kind: 'device', uid: card.uid },
      box: boxId.router(name),
    };
  });
  return [...hosts, ...clusterThings(view), ...switches, ...routers, ...view.hosts.flatMap(deviceThings)];
}

/** How well a thing fits what is looked for; undefined when it does not. The whole word is best, then its beginning. */
function rank(thing: Thing, wanted: string): number | undefined {
  let best: number | undefined;
  thing.words.forEach((word, i) => {
    const fit = word === wanted ? 0 : word.startsWith(wanted) ? 1 : word.includes(wanted) ? 2 : undefined;
    if (fit === undefined) return;
    // What is found by its own name comes before what only has something of that name.
    const score = fit * 2 + (i === 0 ? 0 : 1);
    if (best === undefined || score < best) best = score;
  });
  return best;
}

/** The things that have all of the words, the best first. */
export function findThings(things: readonly Thing[], text: string): readonly Thing[] {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return [];
  const found = things.flatMap((thing) => {
    const ranks = wanted.map((word) => rank(thing, word));
    if (ranks.some((one) => one === undefined)) return [];
    return [{ thing, score: ranks.reduce<number>((sum, one) => sum + (one ?? 0), 0) }];
  });
  return found.sort((a, b) => a.score - b.score).map(({ thing }) => thing);
}

/** By every word that stands for a thing and no other: what a terminal's text may point at. */
export function thingsByWord(things: readonly Thing[]): ReadonlyMap<string, Thing> {
  const known = new Map<string, Thing>();
  for (const thing of things) {
    const telling = thing.kind === 'task' || (thing.box === undefined && thing.uid === undefined) ? [] : thing.words;
    telling.forEach((word, i) => {
      const isOwn = i === 0 || isTelling(word);
      // A container's address is its device's too: the first thing, which is the larger one, has it.
      if (isOwn && !known.has(word)) known.set(word, thing);
    });
  }
  return known;
}

/** Addresses, MACs and ids mean one thing; an image or a driver is a word of many. */
const isTelling = (word: string): boolean =>
  /^\d+\.\d+\.\d+\.\d+$/.test(word) || /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(word) || /^[0-9a-z]{12,}$/.test(word);
