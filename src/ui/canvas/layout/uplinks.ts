// The row above the hosts: switches as bars, each port above the card that it is cabled to, and routers beside them.
import type { InternetView, RouterView, SwitchView, WorldView } from '../../../session/protocol.ts';
import { boxId, type Point, type Rect } from './model.ts';
import { addBox, isLive, type Placing } from './placing.ts';
import {
  HOST_GAP,
  INTERNET_GAP,
  INTERNET_HEIGHT,
  INTERNET_WIDTH,
  PAD,
  ROUTER_HEIGHT,
  ROUTER_WIDTH,
  SWITCH_HEIGHT,
  SWITCH_PORT,
  UPLINK_GAP,
} from './sizes.ts';

const LABEL_WIDTH = 172;
/** Cables between switches: from one to the next, and from the bar's end, where a router's cable leaves. */
const TRUNK_PITCH = 48;
const TRUNK_END = 40;
const TRUNK_MARGIN = 28;
const SWITCH_MIN_WIDTH = 300;
const ROUTER_PORT_WIDTH = 48;
const ROUTER_PORT_HEIGHT = 24;

/** From one bar to the next, or to the hosts under it. */
export const UPLINK_PITCH = Math.max(SWITCH_HEIGHT, ROUTER_HEIGHT) + UPLINK_GAP;

/** A port whose cable leads to another switch: which of these cables it is, and whether the other bar is below. */
interface Trunk {
  readonly lane: number;
  readonly down: boolean;
}

/** Room for cables between switches, to the right of all hosts. */
export const trunkRoom = ({ switches }: WorldView): number => {
  const ports = new Set(switches.flatMap((one) => one.ports.map(({ uid }) => uid)));
  const ends = switches.flatMap((one) => one.ports.filter(({ peer }) => peer !== undefined && ports.has(peer)));
  return ends.length === 0 ? 0 : (ends.length / 2) * TRUNK_PITCH + TRUNK_MARGIN;
};

/** By their ports' uids. */
function trunksOf({ switches }: WorldView, bars: ReadonlyMap<string, number>): ReadonlyMap<number, Trunk> {
  const barOf = new Map(switches.flatMap(({ name, ports }) => ports.map(({ uid }) => [uid, bars.get(name) ?? 0])));
  const ports = switches.flatMap((one) => one.ports);
  const nears = ports.filter(({ uid, peer }) => peer !== undefined && uid < peer && barOf.has(peer));
  const trunks = new Map<number, Trunk>();
  nears.forEach(({ uid, peer }, lane) => {
    const down = peer !== undefined && (barOf.get(peer) ?? 0) > (barOf.get(uid) ?? 0);
    trunks.set(uid, { lane, down });
    if (peer !== undefined) trunks.set(peer, { lane, down: !down });
  });
  return trunks;
}

interface Surroundings {
  readonly nicCentres: ReadonlyMap<number, number>;
  readonly routers: ReadonlySet<number>;
  readonly trunks: ReadonlyMap<number, Trunk>;
  /** Where the bar ends at the earliest. */
  readonly least: number;
}

function trunkPlace({ lane, down }: Trunk, width: number): Rect {
  const y = down ? SWITCH_HEIGHT - SWITCH_PORT.height : 0;
  return { x: width - TRUNK_END - lane * TRUNK_PITCH - SWITCH_PORT.width, y, ...SWITCH_PORT };
}

function placeSwitch(one: SwitchView, at: Point, around: Surroundings, into: Placing): number {
  const { nicCentres, routers, trunks, least } = around;
  const below = one.ports.map((port) => (port.peer === undefined ? undefined : nicCentres.get(port.peer)));
  const right = Math.max(SWITCH_MIN_WIDTH, ...below.map((centre) => (centre ?? 0) - at.x + 60));
  const loose = one.ports.filter(({ uid }, i) => below[i] === undefined && !trunks.has(uid)).length;
  const width = Math.max(right, least - at.x, LABEL_WIDTH + loose * (SWITCH_PORT.width + 6));
  const id = boxId.switch(one.name);
  let looseAt = width - PAD - SWITCH_PORT.width;
  const ports = one.ports.map((port, i) => {
    const centre = below[i];
    const toRouter = port.peer !== undefined && routers.has(port.peer);
    const x = centre === undefined ? looseAt : centre - at.x - SWITCH_PORT.width / 2;
    if (centre === undefined && !trunks.has(port.uid)) looseAt -= SWITCH_PORT.width + 6;
    const trunk = trunks.get(port.uid);
    const place: Rect = trunk
      ? trunkPlace(trunk, width)
      : toRouter
        ? { x: width - SWITCH_PORT.width, y: (SWITCH_HEIGHT - SWITCH_PORT.height) / 2, ...SWITCH_PORT }
        : { x, y: SWITCH_HEIGHT - SWITCH_PORT.height, ...SWITCH_PORT };
    into.devices.set(port.uid, {
      uid: port.uid,
      name: port.name,
      box: id,
      place,
      peer: port.peer,
      live: port.peer !== undefined,
      cable: port.cable,
      rank: 0,
      ...(trunk ? { run: { kind: 'vertical' } as const } : {}),
    });
    return { uid: port.uid, name: port.name, place, cabled: port.peer !== undefined, vlans: port.vlans };
  });
  addBox(into, id, undefined, { ...at, width, height: SWITCH_HEIGHT }, { kind: 'switch', name: one.name, ports });
  return width;
}

/** Where a switch begins, so that no port lies under its name. */
function leftOf({ ports }: SwitchView, nicCentres: ReadonlyMap<number, number>): number {
  const below = ports.flatMap(({ peer }) => (peer === undefined ? [] : (nicCentres.get(peer) ?? [])));
  return Math.min(0, ...below.map((centre) => centre - LABEL_WIDTH));
}

type Beyond = ReadonlySet<number | undefined>;

const routerWidth = (router: RouterView, beyond: Beyond): number =>
  ROUTER_WIDTH + (router.devices.some((device) => beyond.has(device.uid)) ? ROUTER_PORT_WIDTH : 0);

/** Cards that lead beyond (to the internet) are on its right side, the others on its left. */
function placeRouter(router: RouterView, at: Point, beyond: Beyond, into: Placing): void {
  const id = boxId.router(router.name);
  const cards = router.devices.filter((device) => device.kind !== 'loopback');
  const left = cards.filter((device) => !beyond.has(device.uid));
  const right = cards.filter((device) => beyond.has(device.uid));
  const width = routerWidth(router, beyond);
  const ports = [...left, ...right].map((device) => {
    const side = beyond.has(device.uid) ? right : left;
    const y = (ROUTER_HEIGHT - ROUTER_PORT_HEIGHT) / 2 + side.indexOf(device) * (ROUTER_PORT_HEIGHT + 4);
    const place: Rect = {
      x: side === right ? width - ROUTER_PORT_WIDTH : 0,
      y,
      width: ROUTER_PORT_WIDTH,
      height: ROUTER_PORT_HEIGHT,
    };
    into.devices.set(device.uid, {
      uid: device.uid,
      name: device.name,
      box: id,
      place,
      peer: device.peer,
      live: isLive(device),
      rank: 1,
      run: { kind: 'sideways' },
    });
    return { device, place, network: undefined };
  });
  const loopbacks = router.devices.filter((device) => device.kind === 'loopback');
  for (const device of loopbacks) {
    const place = { x: ROUTER_WIDTH / 2, y: 0, width: 0, height: ROUTER_HEIGHT };
    into.devices.set(device.uid, {
      uid: device.uid,
      name: device.name,
      box: id,
      place,
      peer: undefined,
      live: isLive(device),
      rank: 1,
    });
  }
  const addresses = [...cards, ...loopbacks].flatMap((device) => device.addresses);
  const height = ROUTER_HEIGHT + Math.max(0, left.length - 1, right.length - 1) * (ROUTER_PORT_HEIGHT + 4);
  addBox(into, id, undefined, { ...at, width, height }, { kind: 'router', name: router.name, ports, addresses });
}

/** One box for all that is behind the routers: whatever happens to a packet in there happens at its door. */
function placeInternet({ names, doors, devices }: InternetView, at: Point, into: Placing): void {
  const id = boxId.internet();
  const place: Rect = { x: 0, y: (INTERNET_HEIGHT - ROUTER_PORT_HEIGHT) / 2, width: 0, height: ROUTER_PORT_HEIGHT };
  const peers = new Map(doors.map((door) => [door.uid, door]));
  for (const uid of devices) {
    const door = peers.get(uid);
    const name = door?.name ?? '';
    const run = { kind: 'sideways' } as const;
    into.devices.set(uid, { uid, name, box: id, place, peer: door?.peer, live: door !== undefined, rank: 1, run });
  }
  addBox(into, id, undefined, { ...at, width: INTERNET_WIDTH, height: INTERNET_HEIGHT }, { kind: 'internet', names });
}

/**
 * `nicCentres` says, for each card of a host, the x of its middle; `bars`, for each switch, its y. Bars reach to `least`, so that
 * cables from there to routers pass beside all hosts.
 */
export function layoutUplinks(
  view: WorldView,
  nicCentres: ReadonlyMap<number, number>,
  bars: ReadonlyMap<string, number>,
  least: number,
  moved: ReadonlyMap<string, Point>,
  into: Placing,
): void {
  const routerCards = new Set(view.routers.flatMap((router) => router.devices.map((device) => device.uid)));
  const around = { nicCentres, routers: routerCards, trunks: trunksOf(view, bars), least };
  let right = 0;
  for (const one of view.switches) {
    const at = moved.get(boxId.switch(one.name)) ?? { x: leftOf(one, nicCentres), y: bars.get(one.name) ?? 0 };
    const width = placeSwitch(one, at, around, into);
    right = Math.max(right, Math.min(0, at.x) + width + HOST_GAP);
  }
  const beyond = new Set(view.internet?.doors.map((door) => door.peer));
  for (const router of view.routers) {
    placeRouter(router, moved.get(boxId.router(router.name)) ?? { x: right, y: 0 }, beyond, into);
    right += routerWidth(router, beyond) + HOST_GAP;
  }
  if (view.internet === undefined) return;
  const beside = view.routers.length === 0 ? right : right - HOST_GAP + INTERNET_GAP;
  placeInternet(view.internet, moved.get(boxId.internet()) ?? { x: beside, y: 0 }, into);
}
