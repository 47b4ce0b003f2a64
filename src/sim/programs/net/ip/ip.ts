// `ip`: the table of its objects, and the way from a command line to one of them.
// Source: iproute2 ip/ip.c (abbreviations are matched in the order of its table); ip(8).
// Not modelled: batch files, monitors, and the objects listed as missing below.
import type { Blocking, Completion, Program, Sys } from '../../../host/sys.ts';
import type { Netlink } from '../../../linux/netlink.ts';
import { type Answer, abbreviates, answer, notSimulated, runTool, say, ToolExit } from '../tool.ts';
import { ipAddress } from './address.ts';
import { ipLink } from './link.ts';
import { ipNeigh } from './neigh.ts';
import { enterNamed, ipNetns, netnsArguments } from './netns.ts';
import { type IpOptions, parseOptions } from './options.ts';
import { ipRoute } from './route.ts';
import { ipRule } from './rule.ts';
import { ipUsage } from './usage.ts';
import { ipXfrm } from './xfrm.ts';
import { monitorArguments, xfrmMonitor } from './xfrm-monitor.ts';

type Run = (net: Netlink, args: readonly string[], options: IpOptions, origin: string) => Answer;

const missing =
  (name: string): Run =>
  () => {
    throw notSimulated(`ip ${name}`);
  };

/** In iproute2's order: `ip a` is address, `ip r` is route, `ip n` is neighbor, `ip t` is tunnel. */
const objects: readonly (readonly [name: string, run: Run])[] = [
  ['address', ipAddress],
  ['addrlabel', missing('addrlabel')],
  ['maddress', missing('maddress')],
  ['route', ipRoute],
  ['rule', (_net, args, options) => ipRule(args, options)],
  ['neighbor', ipNeigh],
  ['neighbour', ipNeigh],
  ['ntable', missing('ntable')],
  ['ntbl', missing('ntable')],
  ['link', ipLink],
  ['l2tp', missing('l2tp')],
  ['fou', missing('fou')],
  ['ila', missing('ila')],
  ['macsec', missing('macsec')],
  ['tunnel', missing('tunnel')],
  ['tunl', missing('tunnel')],
  ['tuntap', missing('tuntap')],
  ['tap', missing('tuntap')],
  ['token', missing('token')],
  ['tcpmetrics', missing('tcpmetrics')],
  ['monitor', missing('monitor')],
  ['xfrm', ipXfrm],
  ['mroute', missing('mroute')],
  ['mrule', missing('mrule')],
  ['netns', missing('netns')],
  ['netconf', missing('netconf')],
  ['vrf', missing('vrf')],
  ['sr', missing('sr')],
  ['nexthop', missing('nexthop')],
  ['mptcp', missing('mptcp')],
  ['ioam', missing('ioam')],
  [
    'help',
    () => {
      throw new ToolExit(255, ipUsage);
    },
  ],
];

/** Runs one `ip` command line on a namespace. */
export function runIp(net: Netlink, argv: readonly string[]): Answer {
  return answer(() => {
    const { options, rest } = parseOptions(argv.slice(1));
    const [name, ...args] = rest;
    if (name === undefined) throw new ToolExit(255, ipUsage);
    const found = objects.find(([object]) => abbreviates(name, object));
    if (!found) throw new ToolExit(1, `Object "${name}" is unknown, try "ip help".\n`);
    return found[1](net, args, options, argv.join(' '));
  });
}

const commands: Readonly<Record<string, readonly string[]>> = {
  address: ['show', 'add', 'del', 'flush'],
  link: ['show', 'add', 'set', 'del'],
  route: ['show', 'get', 'add', 'replace', 'del', 'flush'],
  neigh: ['show', 'add', 'replace', 'del', 'flush'],
  rule: ['show'],
};

/** Objects, then their commands, then devices. */
function complete(sys: Sys, argv: readonly string[]): Completion[] {
  const words = argv.slice(1, -1).filter((word) => !word.startsWith('-'));
  const devices = sys.net.links().map((link) => ({ text: link.name }));
  const object = words[0];
  if (object === undefined) return Object.keys(commands).map((text) => ({ text }));
  const name = Object.keys(commands).find((known) => abbreviates(object, known));
  const own = (name ? (commands[name] ?? []) : []).map((text) => ({ text }));
  if (words.length === 1) return own;
  return [
    { text: 'dev' },
    ...(words.includes('set') ? ['up', 'down', 'master', 'mtu'].map((text) => ({ text })) : []),
    ...devices,
  ];
}

function* run(sys: Sys, argv: readonly string[]): Blocking<number> {
  const rest = enterNamed(sys, argv);
  const named = netnsArguments(rest);
  if (named) return yield* ipNetns(sys, named);
  const watched = monitorArguments(rest.slice(1));
  return watched ? yield* xfrmMonitor(sys, watched) : yield* say(sys, runIp(sys.net, rest));
}

export const ip: Program = {
  name: 'ip',
  summary: 'show and change addresses, devices, routes and neighbours',
  *main(sys, argv) {
    return yield* runTool(sys, run(sys, argv));
  },
  complete,
};
