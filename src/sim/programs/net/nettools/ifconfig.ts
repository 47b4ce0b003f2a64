// net-tools' ifconfig, and netstat's tables of routes and interfaces.
// Source: net-tools 2.10 ifconfig.c, netstat.c. Not modelled: netstat's names and statistics.
import { strerror } from '../../../base/errno.ts';
import type { Blocking, Program, Sys } from '../../../host/sys.ts';
import type { Netlink } from '../../../linux/netlink.ts';
import { parseOptions } from '../../text/getopt.ts';
import { type Answer, answer, DONE, notSimulated, runTool, say, ToolExit } from '../tool.ts';
import { changeInterface, type InterfaceComplaints } from './interface-change.ts';
import { interfaceLine, interfaces, interfaceText, SHORT_HEADING } from './interface-text.ts';
import { namedRouteTable } from './route.ts';
import { socketTable } from './socket-table.ts';

const usage = `Usage:
  ifconfig [-a] [-v] [-s] <interface> [[<AF>] <address>]
  [add <address>[/<prefixlen>]]
  [del <address>[/<prefixlen>]]
  [[-]broadcast [<address>]]  [[-]pointopoint [<address>]]
  [netmask <address>]  [dstaddr <address>]  [tunnel <address>]
  [outfill <NN>] [keepalive <NN>]
  [hw <HW> <address>]  [mtu <NN>]
  [[-]trailers]  [[-]arp]  [[-]allmulti]
  [multicast]  [[-]promisc]
  [mem_start <NN>]  [io_addr <NN>]  [irq <NN>]  [media <type>]
  [txqueuelen <NN>]
  [name <newname>]
  [[-]dynamic]
  [up|down] ...

  <HW>=Hardware Type.
  List of possible hardware types:
  <AF>=Address family. Default: inet
  List of possible address families:
`;

/** The lists that --help prints on standard error. */
const hardwareTypes = `    loop (Local Loopback) slip (Serial Line IP) cslip (VJ Serial Line IP) 
    slip6 (6-bit Serial Line IP) cslip6 (VJ 6-bit Serial Line IP) adaptive (Adaptive Serial Line IP) 
    ash (Ash) ether (Ethernet) ax25 (AMPR AX.25) 
    netrom (AMPR NET/ROM) rose (AMPR ROSE) tunnel (IPIP Tunnel) 
    ppp (Point-to-Point Protocol) hdlc ((Cisco)-HDLC) lapb (LAPB) 
    arcnet (ARCnet) dlci (Frame Relay DLCI) frad (Frame Relay Access Device) 
    sit (IPv6-in-IPv4) fddi (Fiber Distributed Data Interface) hippi (HIPPI) 
    irda (IrLAP) ec (Econet) x25 (generic X.25) 
    eui64 (Generic EUI-64) 
`;
const families = `    unix (UNIX Domain) inet (DARPA Internet) inet6 (IPv6) 
    ax25 (AMPR AX.25) netrom (AMPR NET/ROM) rose (AMPR ROSE) 
    ipx (Novell IPX) ddp (Appletalk DDP) ec (Econet) 
    ash (Ash) x25 (CCITT X.25) 
`;

const hint = "ifconfig: `--help' gives usage information.\n";

const complaints: InterfaceComplaints = {
  noDevice: (name, words) => {
    const what = ['up', 'down', 'arp', 'promisc', '-arp', '-promisc'].includes(words[0] ?? '');
    return what
      ? new ToolExit(255, `${name}: ERROR while getting interface flags: No such device\n`)
      : new ToolExit(
          255,
          `SIOCSIFADDR: No such device\n${name}: ERROR while getting interface flags: No such device\n`,
        );
  },
  usage: () => new ToolExit(1, hint),
  unknownHost: (name) => new ToolExit(1, `${name}: Host name lookup failure\n${hint}`),
  refused: (ioctl, errno) => new ToolExit(1, `${ioctl}: ${strerror[errno]}\n`),
};

/** Runs one `ifconfig` command line on a namespace. */
export function runIfconfig(net: Netlink, argv: readonly string[]): Answer {
  return answer(() => {
    const words = [...argv.slice(1)];
    const flags = new Set<string>();
    while (words[0]?.startsWith('-')) flags.add(words.shift() ?? '');
    if (flags.has('-h') || flags.has('-?') || flags.has('--help'))
      throw new ToolExit(0, hardwareTypes + families, usage);
    if (flags.has('-V') || flags.has('--version')) throw new ToolExit(0, 'net-tools 2.10\n');
    const unknown = [...flags].find((flag) => !['-a', '-s', '-v'].includes(flag));
    if (unknown) throw new ToolExit(1, `ifconfig: option \`${unknown}' not recognised.\n${hint}`);
    const [name, ...rest] = words;
    const short = flags.has('-s');
    if (name === undefined) {
      const shown = interfaces(net).filter((found) => flags.has('-a') || found.link.up);
      return {
        stdout: short ? SHORT_HEADING + shown.map(interfaceLine).join('') : shown.map(interfaceText).join(''),
        status: 0,
      };
    }
    if (rest.length > 0) {
      changeInterface(net, name, rest, complaints, argv.join(' '));
      return DONE;
    }
    const found = interfaces(net).find((known) => known.name === name);
    if (!found) throw new ToolExit(1, `${name}: error fetching interface information: Device not found\n`);
    return { stdout: short ? SHORT_HEADING + interfaceLine(found) : interfaceText(found), status: 0 };
  });
}

export const ifconfig: Program = {
  name: 'ifconfig',
  summary: 'show and set up network interfaces',
  *main(sys, argv) {
    return yield* say(sys, runIfconfig(sys.net, argv));
  },
  complete: (sys) => sys.net.links().map((link) => ({ text: link.name })),
};

/** What changes the table of sockets and is not simulated. */
const unlisted = ['e', 'w', 'x', 's', 'g', 'M', 'c', 'o', '4', '6'];

function* runNetstat(sys: Sys, argv: readonly string[]): Blocking<number> {
  const line = parseOptions(argv.slice(1), {
    options: [
      'r,route',
      'i,interfaces',
      'n,numeric',
      'e,extend',
      'a,all',
      'v,verbose',
      'l,listening',
      't,tcp',
      'u,udp',
      'w,raw',
      'x,unix',
      'p,programs',
      's,statistics',
      'g,groups',
      'M,masquerade',
      'c,continuous',
      'o,timers',
      'W,wide',
      '4',
      '6',
      'V,version',
      'h,help',
    ],
  });
  if (line.kind === 'wrong') throw new ToolExit(4, `netstat: ${line.message}\n`);
  const { options } = line;
  if (options.has('V')) throw new ToolExit(0, '', 'net-tools 2.10\n');
  if (options.has('r')) {
    yield* sys.print(yield* namedRouteTable(sys, 'netstat', 'net-tools', options.has('n')));
  } else if (options.has('i')) {
    const shown = interfaces(sys.net).filter((found) => options.has('a') || found.link.up);
    const rows = shown.map(options.has('e') ? interfaceText : interfaceLine).join('');
    yield* sys.print(`Kernel Interface table\n${options.has('e') ? '' : SHORT_HEADING}${rows}`);
  } else if (options.has('n') && (options.has('t') || options.has('u')) && !unlisted.some((key) => options.has(key))) {
    const selection = options.has('a') ? 'all' : options.has('l') ? 'listening' : 'connected';
    const choice = { tcp: options.has('t'), udp: options.has('u'), selection, programs: options.has('p') } as const;
    yield* sys.print(socketTable(sys.sockets.list(), choice, false));
  } else throw notSimulated('netstat other than -r, -i and -n with -t or -u');
  return 0;
}

export const netstat: Program = {
  name: 'netstat',
  summary: 'show sockets, the routing table (-r) and interfaces (-i)',
  *main(sys, argv) {
    return yield* runTool(sys, runNetstat(sys, argv));
  },
};
