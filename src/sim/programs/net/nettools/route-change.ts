// `route add` and `route del`, for net-tools and busybox alike.
// Source: net-tools 2.10 lib/inet_sr.c INET_setroute; busybox 1.35 networking/route.c INET_setroute.
// Not modelled: mss, window, irtt, mod, dyn, reinstate, host names as targets.
import type { Errno } from '../../../base/errno.ts';
import { type Ip4, maskOf, networkOf } from '../../../base/ip4.ts';
import type { Netlink, RouteSpec } from '../../../linux/netlink.ts';
import { lengthOfMask, readAddress, readPrefix } from '../prefix.ts';
import { notSimulated, type ToolExit } from '../tool.ts';

/** How one of the two tools complains. */
export interface RouteComplaints {
  usage(): ToolExit;
  wrongMask(): ToolExit;
  unknownHost(name: string): ToolExit;
  refused(ioctl: 'SIOCADDRT' | 'SIOCDELRT', errno: Errno): ToolExit;
}

interface Draft {
  destination: Ip4;
  length: number | undefined;
  gateway: Ip4 | undefined;
  metric: number;
  reject: boolean;
  device: string | undefined;
}

/** Runs `add …` or `del …` (`words` begin behind that). */
export function changeRoute(
  net: Netlink,
  adding: boolean,
  words: readonly string[],
  complaints: RouteComplaints,
  origin: string,
): void {
  const draft = parse(words, complaints);
  const length = draft.length ?? classfulLength(draft.destination);
  if (networkOf(draft.destination, length) !== draft.destination) throw complaints.wrongMask();
  const device = draft.device === undefined ? undefined : net.link(draft.device);
  const ioctl = adding ? 'SIOCADDRT' : 'SIOCDELRT';
  if (draft.device !== undefined && !device) throw complaints.refused(ioctl, 'ENODEV');
  const onLink = draft.gateway === undefined && !draft.reject;
  if (adding && onLink && !device) throw complaints.refused(ioctl, 'ENODEV');
  const spec: RouteSpec = {
    dst: draft.destination,
    prefixLength: length,
    ...(draft.reject ? { type: 'unreachable' as const } : {}),
    ...(draft.gateway === undefined ? {} : { gateway: draft.gateway }),
    ...(device === undefined ? {} : { ifindex: device.ifindex }),
    ...(draft.metric === 0 && !adding ? {} : { metric: draft.metric }),
  };
  const errno = adding
    ? net.addRoute({ ...spec, protocol: 'boot', scope: onLink ? 'link' : 'global' }, 'add', origin)
    : net.deleteRoute(spec);
  if (errno) throw complaints.refused(ioctl, errno);
}

function parse(words: readonly string[], complaints: RouteComplaints): Draft {
  const rest = [...words];
  const kind = rest[0] === '-net' || rest[0] === '-host' ? rest.shift() : undefined;
  const target = rest.shift();
  if (target === undefined) throw complaints.usage();
  const prefix = readPrefix(target);
  if (!prefix) throw complaints.unknownHost(target);
  const isDefault = target === 'default' || (target === '0.0.0.0' && kind !== '-host');
  const hostBits = prefix.ip !== 0 && (prefix.ip & ~maskOf(classfulLength(prefix.ip))) !== 0;
  // a bare address is a host when told so or when its class leaves host bits set; otherwise its class gives the mask
  const whole = kind === '-host' || (kind === undefined && !prefix.given && hostBits);
  const draft: Draft = {
    destination: prefix.ip,
    length: prefix.given ? prefix.length : isDefault ? 0 : whole ? 32 : undefined,
    gateway: undefined,
    metric: 0,
    reject: false,
    device: undefined,
  };
  while (rest.length > 0) readOption(draft, rest, complaints);
  return draft;
}

function readOption(draft: Draft, rest: string[], complaints: RouteComplaints): void {
  const word = rest.shift() ?? '';
  const value = (): string => {
    const next = rest.shift();
    if (next === undefined) throw complaints.usage();
    return next;
  };
  const address = (text: string): Ip4 => {
    const ip = readAddress(text);
    if (ip === undefined) throw complaints.unknownHost(text);
    return ip;
  };
  if (word === 'gw' || word === 'gateway') draft.gateway = address(value());
  else if (word === 'netmask') {
    const length = lengthOfMask(address(value()));
    if (length === undefined) throw complaints.wrongMask();
    draft.length = length;
  } else if (word === 'metric') draft.metric = Number(value());
  else if (word === 'reject') draft.reject = true;
  else if (word === 'dev' || word === 'device') draft.device = value();
  else if (['mss', 'window', 'irtt', 'mod', 'dyn', 'reinstate'].includes(word))
    throw notSimulated(`route with ${word}`);
  else if (draft.device === undefined && rest.length === 0) draft.device = word;
  else throw complaints.usage();
}

/** RFC 791 classes: what a mask is when none is given. */
export function classfulLength(address: Ip4): number {
  if (address === 0) return 0;
  const first = address >>> 24;
  if (first < 128) return 8;
  return first < 192 ? 16 : 24;
}
