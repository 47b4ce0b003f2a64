// World views for tests, made from a few words: hosts with networks and containers, wired as Docker wires them.
import type {
  ContainerView,
  DeviceView,
  HostView,
  NetnsView,
  NetworkView,
  WorldView,
} from '../../../session/protocol.ts';
import type { Box, Picture, Rect } from './model.ts';

export interface ContainerSketch {
  readonly id: string;
  /** Names of networks; `host` and `none` as in Docker. Empty is `none`. */
  readonly networks: readonly string[];
  readonly image?: string;
  readonly stopped?: boolean;
}

export interface HostSketch {
  readonly networks: readonly string[];
  readonly containers: readonly ContainerSketch[];
}

interface DeviceSketch extends Partial<DeviceView> {
  readonly uid: number;
  readonly name: string;
}

const hex = (n: number) => (n % 256).toString(16).padStart(2, '0');

function device(sketch: DeviceSketch): DeviceView {
  return {
    ifindex: sketch.uid,
    kind: 'veth',
    mac: `02:42:ac:11:${hex(sketch.uid >> 8)}:${hex(sketch.uid)}`,
    addresses: [],
    mtu: 1500,
    up: true,
    carrier: true,
    master: undefined,
    peer: undefined,
    ...sketch,
  };
}

const loopback = (uid: number) => device({ uid, name: 'lo', kind: 'loopback', addresses: ['127.0.0.1/8'], mtu: 65536 });

/** Numbers that do not depend on what else is there: the same thing has the same uid in every view of a test. */
function numberOf(text: string): number {
  let hash = 7;
  for (const letter of text) hash = (hash * 31 + letter.charCodeAt(0)) % 2_000_000_011;
  return 1000 + hash;
}

function bridgeOf(host: string, network: string, index: number, ports: boolean): DeviceView {
  const uid = numberOf(`${host}/${network}`);
  const name = network === 'bridge' ? 'docker0' : `br-${uid.toString(16).padStart(12, '0').slice(0, 12)}`;
  return device({ uid, name, kind: 'bridge', addresses: [`172.${17 + index}.0.1/16`], carrier: ports });
}

interface Wired {
  readonly namespace: NetnsView;
  readonly ports: readonly DeviceView[];
}

function wire(host: string, sketch: ContainerSketch, bridges: ReadonlyMap<string, DeviceView>, index: number): Wired {
  const own: DeviceView[] = [loopback(numberOf(`${host}/${sketch.id}/lo`))];
  const ports: DeviceView[] = [];
  sketch.networks.forEach((network, i) => {
    const bridge = bridges.get(network);
    if (!bridge) return;
    const inner = numberOf(`${host}/${sketch.id}/${network}/in`);
    const outer = numberOf(`${host}/${sketch.id}/${network}/out`);
    const subnet = bridge.addresses[0]?.split('.').slice(0, 2).join('.') ?? '';
    const address = `${subnet}.${Math.floor((index + 2) / 250)}.${((index + 2) % 250) + 1}/16`;
    own.push(device({ uid: inner, name: `eth${i}`, peer: outer, addresses: [address] }));
    ports.push(
      device({
        uid: outer,
        name: `veth${outer.toString(16).padStart(7, '0').slice(0, 7)}`,
        peer: inner,
        master: bridge.uid,
      }),
    );
  });
  return {
    ports,
    namespace: {
      id: numberOf(`${host}/${sketch.id}/ns`),
      name: sketch.id,
      kind: 'container',
      containerId: sketch.id,
      devices: own,
    },
  };
}

function containerOf(sketch: ContainerSketch): ContainerView {
  const networks = sketch.networks.length > 0 ? sketch.networks : ['none'];
  return {
    id: sketch.id,
    name: sketch.id,
    image: sketch.image ?? 'alpine',
    command: '"sleep infinity"',
    state: sketch.stopped ? 'exited' : 'running',
    networkMode: networks[0] ?? 'none',
    attachments: networks.map((network) => ({ network, address: undefined, aliases: [] })),
    ports: '',
  };
}

/** One host's view. `uplink` is the switch port that its card is cabled to. */
export function sketchHost(name: string, sketch: HostSketch, uplink?: number, address = '192.168.99.101/24'): HostView {
  const live = sketch.containers.filter((one) => !one.stopped);
  const bridges = new Map(
    sketch.networks.map((network, i) => {
      const used = live.some((one) => one.networks.includes(network));
      return [network, bridgeOf(name, network, i, used)] as const;
    }),
  );
  const wired = live.filter((one) => !one.networks.includes('host')).map((one, i) => wire(name, one, bridges, i));
  const card = device({
    uid: numberOf(`${name}/eth0`),
    name: 'eth0',
    kind: 'ether',
    addresses: [address],
    peer: uplink,
  });
  const root: NetnsView = {
    id: numberOf(`${name}/ns`),
    name,
    kind: 'host',
    containerId: undefined,
    devices: [loopback(numberOf(`${name}/lo`)), card, ...bridges.values(), ...wired.flatMap((one) => one.ports)],
  };
  const drawn = [...bridges].map(([network, bridge]): NetworkView => {
    const gateway = bridge.addresses[0]?.split('/')[0];
    const predefined = network === 'bridge';
    return {
      id: network,
      name: network,
      driver: 'bridge',
      internal: false,
      subnet: gateway?.replace(/1$/, '0/16'),
      gateway,
      bridge: bridge.uid,
      predefined,
    };
  });
  const special = (network: string, driver: string): NetworkView => ({
    id: network,
    name: network,
    driver,
    internal: false,
    subnet: undefined,
    gateway: undefined,
    bridge: undefined,
    predefined: true,
  });
  const image = (imageName: string, summary: string, suggestedCommand: string) => ({
    name: imageName,
    summary,
    suggestedCommand,
    runsAsIs: true,
    programs: [],
  });
  return {
    name,
    power: 'on',
    namespaces: [root, ...wired.map((one) => one.namespace)],
    networks: [...drawn, special('host', 'host'), special('none', 'null')],
    containers: sketch.containers.map((one) => containerOf(one)),
    images: [image('alpine', 'A small Linux with busybox', 'sleep infinity'), image('nginx', 'A web server', '')],
  };
}

/** Hosts node1, node2 … on one switch, with a router beside them. */
export function sketchWorld(hosts: readonly HostSketch[], version = 1): WorldView {
  const port = (name: string) => numberOf(`switch/${name}`);
  const routerCard = device({
    uid: numberOf('router/eth0'),
    name: 'eth0',
    kind: 'ether',
    peer: port('router'),
    addresses: ['192.168.99.1/24'],
  });
  const views = hosts.map((host, i) =>
    sketchHost(`node${i + 1}`, host, port(`node${i + 1}`), `192.168.99.${101 + i}/24`),
  );
  const ports = views.map((host, i) => ({
    uid: port(host.name),
    name: `port${i + 1}`,
    peer: numberOf(`${host.name}/eth0`),
  }));
  return {
    version,
    hosts: views,
    switches: [{ name: 'switch1', ports: [...ports, { uid: port('router'), name: 'uplink', peer: routerCard.uid }] }],
    routers: [{ name: 'router', devices: [routerCard] }],
  };
}

/** Boxes with their absolute places, by id. */
export function absolute(picture: Picture): Map<string, Box> {
  const out = new Map<string, Box>();
  for (const box of picture.boxes) {
    const parent = box.parent === undefined ? undefined : out.get(box.parent);
    out.set(box.id, parent ? { ...box, x: box.x + parent.x, y: box.y + parent.y } : box);
  }
  return out;
}

const overlap = (a: Rect, b: Rect) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const inside = (inner: Rect, outer: Rect) =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

function isAncestor(boxes: ReadonlyMap<string, Box>, id: string, of: Box): boolean {
  for (let at: string | undefined = of.parent; at !== undefined; at = boxes.get(at)?.parent) if (at === id) return true;
  return false;
}

/** What is wrong with a picture. A container that shares the host's namespace is drawn in its region, though it is the host's child. */
export function complaints(picture: Picture): string[] {
  const boxes = absolute(picture);
  const all = [...boxes.values()];
  const found: string[] = [];
  for (const [i, a] of all.entries()) {
    const parent = a.parent === undefined ? undefined : boxes.get(a.parent);
    if (parent && !inside(a, parent)) found.push(`${a.id} leaves ${parent.id}`);
    for (const b of all.slice(i + 1)) {
      if (isAncestor(boxes, a.id, b) || isAncestor(boxes, b.id, a)) continue;
      const shared =
        [a, b].some((box) => box.data.kind === 'namespace') && [a, b].some((box) => box.data.kind === 'container');
      if (overlap(a, b) && !(shared && [a, b].some((box) => inside(box, a) && inside(box, b))))
        found.push(`${a.id} overlaps ${b.id}`);
    }
  }
  for (const [uid, device] of picture.devices) {
    const box = boxes.get(device.box);
    if (!box) found.push(`device ${uid} lies in no box`);
    else if (!inside(device.place, { x: 0, y: 0, width: box.width, height: box.height }))
      found.push(`device ${uid} leaves ${box.id}`);
  }
  return found;
}
