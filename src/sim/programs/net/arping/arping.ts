// arping: asks for the MAC address of a neighbour and times the answers; iputils' and busybox's.
// Source: iputils 20221126 arping.c, arping(8); busybox 1.35 networking/arping.c.
// Not modelled: devices that are not Ethernet; iputils' choice of a device where no route leads to the target.
import { strerror } from '../../../base/errno.ts';
import { ANY, formatIp4, type Ip4, parseIp4 } from '../../../base/ip4.ts';
import { formatMac } from '../../../base/mac.ts';
import type { Blocking, Program, Sys } from '../../../host/sys.ts';
import type { LinkInfo } from '../../../linux/netlink.ts';
import { type Options, parseOptions } from '../../text/getopt.ts';
import { die, showUsage } from '../busybox/usage.ts';
import { hostCompletions } from '../ping/ping.ts';
import { lookupErrorText, resolveHost } from '../resolve.ts';
import { runTool, ToolExit } from '../tool.ts';
import { type ArpingCounts, type ArpingRequest, ArpProbe, type ArpReply } from './probe.ts';

const USAGE = `
Usage:
  arping [options] <destination>

Options:
  -f            quit on first reply
  -q            be quiet
  -b            keep on broadcasting, do not unicast
  -D            duplicate address detection mode
  -U            unsolicited ARP mode, update your neighbours
  -A            ARP answer mode, update your neighbours
  -V            print version and exit
  -c <count>    how many packets to send
  -w <timeout>  how long to wait for a reply
  -i <interval> set interval between packets (default: 1 second)
  -I <device>   which ethernet device to use
  -s <source>   source ip address
  <destination> dns name or ip address

For more details see arping(8).
`;
const VERSION =
  'arping from iputils 20221126\nlibcap: yes, IDN: yes, NLS: no, error.h: yes, getrandom(): yes, __fpending(): yes\n';
const BUSYBOX_USAGE = `arping [-fqbDUA] [-c CNT] [-w TIMEOUT] [-I IFACE] [-s SRC_IP] DST_IP

Send ARP requests/replies

	-f		Quit on first ARP reply
	-q		Quiet
	-b		Keep broadcasting, don't go unicast
	-D		Exit with 1 if DST_IP replies
	-U		Unsolicited ARP mode, update your neighbors
	-A		ARP answer mode, update your neighbors
	-c N		Stop after sending N ARP requests
	-w TIMEOUT	Seconds to wait for ARP reply
	-I IFACE	Interface to use (default eth0)
	-s SRC_IP	Sender IP address
	DST_IP		Target IP address
`;
const BUSYBOX_DEVICE = 'eth0';

/** How one of the two speaks. */
interface Flavour {
  readonly busybox: boolean;
  usage(): ToolExit;
  failed(what: string): ToolExit;
}

const iputils: Flavour = {
  busybox: false,
  usage: () => new ToolExit(2, USAGE),
  failed: (what) => new ToolExit(2, `arping: ${what}\n`),
};
const busybox: Flavour = {
  busybox: true,
  usage: () => showUsage(BUSYBOX_USAGE),
  failed: (what) => die('arping', what),
};

function* start(sys: Sys, argv: readonly string[], flavour: Flavour): Blocking<number> {
  const parsed = parseOptions(argv.slice(1), {
    options: ['f', 'q', 'b', 'D', 'U', 'A', 'c:', 'w:', 'I:', 's:', ...(flavour.busybox ? [] : ['V', 'h', 'i:'])],
  });
  if (parsed.kind === 'wrong') throw flavour.usage();
  const { options, operands } = parsed;
  if (options.has('V')) throw new ToolExit(0, '', VERSION);
  const [name, ...more] = operands;
  if (name === undefined || more.length > 0 || options.has('h')) throw flavour.usage();
  const request = yield* requestOf(sys, options, name, flavour);
  const opened = sys.sockets.tap(request.link.ifindex);
  if (!opened.ok) throw flavour.failed(`socket: ${strerror[opened.errno]}`);
  try {
    return yield* run(sys, new ArpProbe(sys, request, opened.value), request, options, flavour);
  } finally {
    opened.value.close();
  }
}

function* requestOf(sys: Sys, options: Options, name: string, flavour: Flavour): Blocking<ArpingRequest> {
  const link = options.has('I') || flavour.busybox ? deviceNamed(sys, options.value('I'), flavour) : undefined;
  const found = yield* resolveHost(sys, name);
  if (!found.ok) {
    if (flavour.busybox) throw die('arping', `bad address '${name}'`);
    throw new ToolExit(2, `arping: ${name}: ${lookupErrorText[found.error]}\n`);
  }
  const target = found.addresses[0] ?? ANY;
  const route = sys.net.lookupRoute(target);
  const way = link ?? (route.kind === 'hit' ? sys.net.linkByIndex(route.ifindex) : undefined);
  if (way === undefined) throw new ToolExit(2, 'arping: could not find a device to use\n');
  if (way.kind === 'loopback') throw new ToolExit(2, `Interface "${way.name}" is not ARPable\n`);
  const [detect, asReply] = [options.has('D'), options.has('A')];
  const unsolicited = asReply || options.has('U');
  return {
    target,
    source: detect ? ANY : sourceOf(sys, options.value('s'), way, target, unsolicited),
    link: way,
    detect,
    unsolicited,
    asReply,
    quitOnReply: detect || options.has('f'),
    onlyBroadcast: options.has('b') || unsolicited,
    quiet: options.has('q'),
    count: countOf(options.value('c')),
    timeout: countOf(options.value('w')),
    interval: countOf(options.value('i')) ?? 1,
  };
}

const countOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;

function deviceNamed(sys: Sys, name = BUSYBOX_DEVICE, flavour: Flavour): LinkInfo {
  const link = sys.net.link(name);
  if (flavour.busybox && link === undefined) throw die('arping', `interface ${name} not found: No such device`, 2);
  if (flavour.busybox && link !== undefined && !link.up) throw die('arping', `interface ${name} is down`, 2);
  if (link === undefined || !link.up) throw new ToolExit(2, `arping: Device ${name} not available.\n`);
  return link;
}

function sourceOf(sys: Sys, given: string | undefined, link: LinkInfo, target: Ip4, unsolicited: boolean): Ip4 {
  const typed = given === undefined ? undefined : parseIp4(given);
  if (typed !== undefined) return typed;
  if (unsolicited) return target;
  const route = sys.net.lookupRoute(target);
  if (route.kind === 'hit' && route.ifindex === link.ifindex) return route.source;
  return sys.net.addresses().find((address) => address.ifindex === link.ifindex)?.local ?? ANY;
}

function* run(sys: Sys, probe: ArpProbe, request: ArpingRequest, options: Options, flavour: Flavour): Blocking<number> {
  const { quiet, detect, unsolicited } = request;
  if (!quiet) {
    yield* sys.print(`ARPING ${formatIp4(request.target)} from ${formatIp4(request.source)} ${request.link.name}\n`);
  }
  yield* probe.run(function* tell(reply) {
    if (!quiet) yield* sys.print(replyText(reply, flavour));
  });
  const { counts } = probe;
  if (!quiet) yield* sys.print(flavour.busybox ? busyboxCounts(counts, options.has('c')) : iputilsCounts(counts));
  if (detect) return counts.received > 0 ? 1 : 0;
  return unsolicited || counts.received > 0 ? 0 : 1;
}

function replyText({ ip, mac, unicast, isRequest, microseconds }: ArpReply, flavour: Flavour): string {
  const what = `${unicast ? 'Unicast' : 'Broadcast'} ${isRequest ? 'request' : 'reply'} from ${formatIp4(ip)}`;
  const time = `${Math.floor(microseconds / 1000)}.${String(microseconds % 1000).padStart(3, '0')}ms`;
  return flavour.busybox
    ? `${what} [${formatMac(mac)}] ${time}\n`
    : `${what} [${formatMac(mac).toUpperCase()}]  ${time}\n`;
}

function iputilsCounts({ sent, broadcasts, received, broadcastReplies, requests }: ArpingCounts): string {
  const inner = [
    ...(requests > 0 ? [`${requests} request(s)`] : []),
    ...(broadcastReplies > 0 ? [`${broadcastReplies} broadcast(s)`] : []),
  ].join(', ');
  return `Sent ${sent} probes (${broadcasts} broadcast(s))\nReceived ${received} response(s)${inner ? ` (${inner})` : ''}\n`;
}

/** With -c busybox takes itself to be unicasting from the beginning: its option bits overlap. */
function busyboxCounts(
  { sent, broadcasts, received, broadcastReplies, requests }: ArpingCounts,
  counted: boolean,
): string {
  return (
    `Sent ${sent} probe(s) (${counted ? 0 : broadcasts} broadcast(s))\n` +
    `Received ${received} response(s) (${requests} request(s), ${broadcastReplies} broadcast(s))\n`
  );
}

const program = (summary: string, flavour: Flavour): Program => ({
  name: 'arping',
  summary,
  *main(sys, argv) {
    return yield* runTool(sys, start(sys, argv, flavour));
  },
  complete: (sys) => hostCompletions(sys),
});

export const arping: Program = program('send ARP requests to a neighbour', iputils);
export const busyboxArping: Program = program('send ARP requests or replies', busybox);
