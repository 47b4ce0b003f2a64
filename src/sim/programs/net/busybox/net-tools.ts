// busybox' ifconfig, route, netstat and arp.
// Source: busybox 1.35 networking/ifconfig.c, route.c, netstat.c, arp.c. Not modelled: netstat's names, arp's pub, -D and -H.
import { formatIp4, type Ip4 } from '../../../base/ip4.ts';
import { parseMac } from '../../../base/mac.ts';
import type { Blocking, Program, Sys } from '../../../host/sys.ts';
import { parseOptions } from '../../text/getopt.ts';
import { arpEntries, arpLineBsd } from '../nettools/arp-table.ts';
import { changeInterface, type InterfaceComplaints } from '../nettools/interface-change.ts';
import { interfaces, interfaceTextBusybox } from '../nettools/interface-text.ts';
import { namedRouteTable } from '../nettools/route.ts';
import { changeRoute, type RouteComplaints } from '../nettools/route-change.ts';
import { socketTable } from '../nettools/socket-table.ts';
import { resolveHost, reverseHost } from '../resolve.ts';
import { answer, DONE, notSimulated, runTool, say } from '../tool.ts';
import { die, dieWith, helpOf, showUsage } from './usage.ts';

const ifconfigUsage = `ifconfig [-a] [IFACE] [ADDRESS]

Configure a network interface

	[add ADDRESS[/PREFIXLEN]]
	[del ADDRESS[/PREFIXLEN]]
	[[-]broadcast [ADDRESS]] [[-]pointopoint [ADDRESS]]
	[netmask ADDRESS] [dstaddr ADDRESS]
	[outfill NN] [keepalive NN]
	[hw ether|infiniband ADDRESS] [metric NN] [mtu NN]
	[[-]trailers] [[-]arp] [[-]allmulti]
	[multicast] [[-]promisc] [txqueuelen NN] [[-]dynamic]
	[mem_start NN] [io_addr NN] [irq NN]
	[up|down] ...
`;

/** The first ioctl that a word needs fails for a device that is not there. */
function ioctlOf(word: string): string {
  if (['up', 'down', 'arp', '-arp', 'promisc', '-promisc', 'multicast'].includes(word)) return 'SIOCGIFFLAGS';
  const named: Readonly<Record<string, string>> = {
    mtu: 'SIOCSIFMTU',
    netmask: 'SIOCSIFNETMASK',
    broadcast: 'SIOCSIFBRDADDR',
    hw: 'SIOCSIFHWADDR',
    txqueuelen: 'SIOCSIFTXQLEN',
  };
  return named[word] ?? 'SIOCSIFADDR';
}

const interfaceComplaints: InterfaceComplaints = {
  noDevice: (_name, words) => dieWith('ifconfig', ioctlOf(words[0] ?? ''), 'ENODEV'),
  usage: () => showUsage(ifconfigUsage),
  unknownHost: (name) => die('ifconfig', `bad address '${name}'`),
  refused: (ioctl, errno) => dieWith('ifconfig', ioctl, errno),
};

export const busyboxIfconfig: Program = {
  name: 'ifconfig',
  summary: 'show and set up network interfaces',
  *main(sys, argv) {
    const given = answer(() => {
      const words = argv.slice(1);
      if (words.includes('--help')) throw helpOf(ifconfigUsage);
      const all = words[0] === '-a';
      const [name, ...rest] = all ? words.slice(1) : words;
      if (name?.startsWith('-')) throw showUsage(ifconfigUsage, `ifconfig: invalid option -- '${name.slice(1, 2)}'\n`);
      if (name === undefined) {
        const shown = interfaces(sys.net).filter((found) => all || found.link.up);
        return { stdout: shown.map(interfaceTextBusybox).join(''), status: 0 };
      }
      if (rest.length > 0) {
        changeInterface(sys.net, name, rest, interfaceComplaints, argv.join(' '));
        return DONE;
      }
      const found = interfaces(sys.net).find((known) => known.name === name);
      if (!found) throw die('ifconfig', `${name}: error fetching interface information: Device not found`);
      return { stdout: interfaceTextBusybox(found), status: 0 };
    });
    return yield* say(sys, given);
  },
  complete: (sys) => sys.net.links().map((link) => ({ text: link.name })),
};

const routeUsage = `route [-ne] [-A inet[6]] [{add|del} [-net|-host] TARGET [netmask MASK]
	[gw GATEWAY] [metric N] [mss BYTES] [window BYTES] [reject] [IFACE]]

Show or edit kernel routing tables

	-n	Don't resolve names
	-e	Display other/more information
	-A inet[6]	Select address family
`;

const routeComplaints: RouteComplaints = {
  usage: () => showUsage(routeUsage),
  wrongMask: () => die('route', "netmask and route address don't match"),
  unknownHost: (name) => die('route', `bad address '${name}'`),
  refused: (ioctl, errno) => dieWith('route', ioctl, errno),
};

function* runRoute(sys: Sys, argv: readonly string[]): Blocking<number> {
  if (argv.includes('--help')) throw helpOf(routeUsage);
  const line = parseOptions(argv.slice(1), { options: ['A:', 'n', 'e'], stopAtOperand: true });
  if (line.kind === 'wrong') throw showUsage(routeUsage, `route: ${line.message}\n`);
  const { options, operands } = line;
  if ((options.value('A') ?? 'inet') !== 'inet') throw notSimulated('route -A inet6');
  const [command, ...words] = operands;
  if (command === undefined) {
    yield* sys.print(yield* namedRouteTable(sys, options.has('e') ? 'netstat' : 'plain', 'busybox', options.has('n')));
    return 0;
  }
  if (command !== 'add' && command !== 'del' && command !== 'delete') throw showUsage(routeUsage);
  changeRoute(sys.net, command === 'add', words, routeComplaints, argv.join(' '));
  return 0;
}

export const busyboxRoute: Program = {
  name: 'route',
  summary: 'show and change the routing table',
  *main(sys, argv) {
    return yield* runTool(sys, runRoute(sys, argv));
  },
};

const netstatUsage = `netstat [-ral] [-tuwx] [-en]

Display networking information

	-r	Routing table
	-a	All sockets
	-l	Listening sockets
		Else: connected sockets
	-t	TCP sockets
	-u	UDP sockets
	-w	Raw sockets
	-x	Unix sockets
		Else: all socket types
	-e	Other/more information
	-n	Don't resolve names
`;

function* runNetstat(sys: Sys, argv: readonly string[]): Blocking<number> {
  if (argv.includes('--help')) throw helpOf(netstatUsage);
  const line = parseOptions(argv.slice(1), { options: ['l', 'a', 'e', 'n', 'r', 't', 'u', 'w', 'x'] });
  if (line.kind === 'wrong') throw showUsage(netstatUsage, `netstat: ${line.message}\n`);
  const { options } = line;
  if (!options.has('r')) {
    const sockets = options.has('n') && (options.has('t') || options.has('u'));
    if (!sockets || ['e', 'w', 'x'].some((key) => options.has(key)))
      throw notSimulated('netstat other than -r, and -n with -t or -u');
    const selection = options.has('a') ? 'all' : options.has('l') ? 'listening' : 'connected';
    const choice = { tcp: options.has('t'), udp: options.has('u'), selection } as const;
    yield* sys.print(socketTable(sys.sockets.list(), choice, true));
    return 0;
  }
  yield* sys.print(
    yield* namedRouteTable(sys, line.options.has('e') ? 'plain' : 'netstat', 'busybox', line.options.has('n')),
  );
  return 0;
}

export const busyboxNetstat: Program = {
  name: 'netstat',
  summary: 'show the routing table (-r)',
  *main(sys, argv) {
    return yield* runTool(sys, runNetstat(sys, argv));
  },
};

const arpUsage = `arp
[-vn]	[-H HWTYPE] [-i IF] -a [HOSTNAME]
[-v]		    [-i IF] -d HOSTNAME [pub]
[-v]	[-H HWTYPE] [-i IF] -s HOSTNAME HWADDR [temp]
[-v]	[-H HWTYPE] [-i IF] -s HOSTNAME HWADDR [netmask MASK] pub
[-v]	[-H HWTYPE] [-i IF] -Ds HOSTNAME IFACE [netmask MASK] pub

Manipulate ARP cache

	-a		Display (all) hosts
	-d		Delete ARP entry
	-s		Set new entry
	-v		Verbose
	-n		Don't resolve names
	-i IF		Network interface
	-D		Read HWADDR from IFACE
	-A,-p AF	Protocol family
	-H HWTYPE	Hardware address type
`;

function* runArp(sys: Sys, argv: readonly string[]): Blocking<number> {
  if (argv.includes('--help')) throw helpOf(arpUsage);
  const line = parseOptions(argv.slice(1), { options: ['A:', 'p:', 'H:', 't:', 'i:', 'a', 'd', 'n', 'D', 's', 'v'] });
  if (line.kind === 'wrong') throw showUsage(arpUsage, `arp: ${line.message}\n`);
  const { options, operands } = line;
  const absent = ['A', 'p', 'H', 't', 'D'].find((key) => options.has(key));
  if (absent) throw notSimulated(`arp -${absent}`);
  const [name, hardware] = operands;
  if ((options.has('d') || options.has('s')) && name === undefined) throw die('arp', 'need host name');
  const wanted = name === undefined ? undefined : yield* address(sys, name);
  if (options.has('d')) return remove(sys, wanted ?? 0);
  if (options.has('s')) return add(sys, wanted ?? 0, hardware);
  const device = options.value('i');
  const all = arpEntries(sys.net);
  const ifindex = device === undefined ? undefined : sys.net.link(device)?.ifindex;
  const shown = all.filter(
    (entry) => (wanted === undefined || entry.ip === wanted) && (device === undefined || entry.ifindex === ifindex),
  );
  for (const entry of shown) {
    const host = options.has('n') ? undefined : yield* reverseHost(sys, entry.ip);
    yield* sys.print(arpLineBsd(sys.net, entry, host, 'busybox'));
  }
  if (shown.length === 0 && (name !== undefined || device !== undefined))
    yield* sys.print(`No match found in ${all.length} entries\n`);
  return 0;
}

function* address(sys: Sys, name: string): Blocking<Ip4> {
  const found = yield* resolveHost(sys, name);
  const ip = found.ok ? found.addresses[0] : undefined;
  if (ip === undefined) throw die('arp', `bad address '${name}'`);
  return ip;
}

function remove(sys: Sys, ip: Ip4): number {
  const entry = sys.net
    .neighbours()
    .find((known) => known.ip === ip && known.state !== 'FAILED' && known.state !== 'NOARP');
  // arp_ioctl asks who is asking before it looks.
  if (!sys.capable('NET_ADMIN')) throw dieWith('arp', 'SIOCDARP(priv)', 'EPERM');
  const errno = entry ? sys.net.deleteNeighbour(entry.ifindex, ip) : 'ENOENT';
  if (errno) throw dieWith('arp', 'SIOCDARP(pub)', errno);
  return 0;
}

function add(sys: Sys, ip: Ip4, hardware: string | undefined): number {
  if (hardware === undefined) throw die('arp', 'need hardware address');
  const mac = parseMac(hardware);
  if (mac === undefined) throw die('arp', `invalid hardware address: ${hardware}`);
  const way = sys.net.lookupRoute(ip);
  const errno =
    way.kind === 'hit' && way.nextHop === ip
      ? sys.net.addNeighbour(way.ifindex, ip, mac, 'PERMANENT', true)
      : 'ENETUNREACH';
  if (errno) throw dieWith('arp', 'SIOCSARP', errno);
  return 0;
}

export const busyboxArp: Program = {
  name: 'arp',
  summary: 'show and change the ARP table',
  *main(sys, argv) {
    return yield* runTool(sys, runArp(sys, argv));
  },
  complete: (sys) => arpEntries(sys.net).map((entry) => ({ text: formatIp4(entry.ip) })),
};
