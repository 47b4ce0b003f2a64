// net-tools' route and netstat -r.
// Source: net-tools 2.10 route.c, lib/inet_gr.c, lib/inet_sr.c, netstat.c. Not modelled: address families other than inet.
import { strerror } from '../../../base/errno.ts';
import { formatIp4, type Ip4 } from '../../../base/ip4.ts';
import type { Blocking, Program, Sys } from '../../../host/sys.ts';
import { parseOptions } from '../../text/getopt.ts';
import { reverseHost } from '../resolve.ts';
import { notSimulated, runTool, ToolExit } from '../tool.ts';
import { changeRoute, type RouteComplaints } from './route-change.ts';
import { type RouteColumns, type RouteFlavour, routeTable } from './route-table.ts';

const usage = `Usage: route [-nNvee] [-FC] [<AF>]           List kernel routing tables
       route [-v] [-FC] {add|del|flush} ...  Modify routing table for AF.

       route {-h|--help} [<AF>]              Detailed usage syntax for specified AF.
       route {-V|--version}                  Display version/author and exit.

        -v, --verbose            be verbose
        -n, --numeric            don't resolve names
        -e, --extend             display other/more information
        -F, --fib                display Forwarding Information Base (default)
        -C, --cache              display routing cache instead of FIB

  <AF>=Use -4, -6, '-A <af>' or '--<af>'; default: inet
  List of possible address families (which support routing):
`;

/** The list below the usage, which --help prints on standard error. */
const families = `    inet (DARPA Internet) inet6 (IPv6) ax25 (AMPR AX.25) 
    netrom (AMPR NET/ROM) rose (AMPR ROSE) ipx (Novell IPX) 
    ddp (Appletalk DDP) x25 (CCITT X.25) 
`;

const inetUsage = `Usage: inet_route [-vF] del {-host|-net} Target[/prefix] [gw Gw] [metric M] [[dev] If]
       inet_route [-vF] add {-host|-net} Target[/prefix] [gw Gw] [metric M]
                              [netmask N] [mss Mss] [window W] [irtt I]
                              [mod] [dyn] [reinstate] [[dev] If]
       inet_route [-vF] add {-host|-net} Target[/prefix] [metric M] reject
       inet_route [-FC] flush      NOT supported
`;

const version = `net-tools 2.10
+NEW_ADDRT +RTF_IRTT +RTF_REJECT +I18N +SELINUX
AF: (inet) +UNIX +INET +INET6 +IPX +AX25 +NETROM +X25 +ATALK +ECONET +ROSE -BLUETOOTH
HW:  +ETHER +ARC +SLIP +PPP +TUNNEL -TR +AX25 +NETROM +X25 +FR +ROSE +ASH +SIT +FDDI +HIPPI +HDLC/LAPB +EUI64 
`;

/** E_OPTERR, E_SOCK of net-tools' lib/net-support.h. */
const OPTION_ERROR = 3;
const SOCKET_ERROR = 7;

const complaints: RouteComplaints = {
  usage: () => new ToolExit(0, inetUsage),
  wrongMask: () => new ToolExit(OPTION_ERROR, `route: netmask doesn't match route address\n${inetUsage}`),
  unknownHost: (name) => new ToolExit(1, `${name}: Unknown host\n`),
  refused: (ioctl, errno) => new ToolExit(SOCKET_ERROR, `${ioctl}: ${strerror[errno]}\n`),
};

/** Looks every name up that the table will show: without -n, addresses are shown by their names. */
export function* namedRouteTable(
  sys: Sys,
  columns: RouteColumns,
  flavour: RouteFlavour,
  numeric: boolean,
): Blocking<string> {
  if (numeric) return routeTable(sys.net, columns, flavour, () => undefined);
  const names = new Map<Ip4, string | undefined>([[0, flavour === 'busybox' ? '*' : '0.0.0.0']]);
  for (const route of sys.net.routes('main')) {
    for (const address of [route.dst, route.gateway ?? 0]) {
      if (!names.has(address)) names.set(address, yield* reverseHost(sys, address));
    }
  }
  return routeTable(sys.net, columns, flavour, (address, length) => {
    if (address === 0 && length === 0) return 'default';
    return names.get(address) ?? formatIp4(address);
  });
}

function* runRoute(sys: Sys, argv: readonly string[]): Blocking<number> {
  const line = parseOptions(argv.slice(1), {
    options: [
      'n,numeric',
      'N,symbolic',
      'v,verbose',
      'e,extend',
      'F,fib',
      'C,cache',
      'A:',
      '4,inet',
      '6,inet6',
      'h,help',
      'V,version',
    ],
    stopAtOperand: true,
  });
  if (line.kind === 'wrong') throw new ToolExit(OPTION_ERROR, `route: ${line.message}\n${usage}${families}`);
  const { options, operands } = line;
  if (options.has('h')) throw new ToolExit(0, families, usage);
  if (options.has('V')) throw new ToolExit(0, '', version);
  if (options.has('6') || options.has('C') || (options.value('A') ?? 'inet') !== 'inet')
    throw notSimulated('route of other families');
  const [command, ...words] = operands;
  if (command === 'add' || command === 'del') {
    changeRoute(sys.net, command === 'add', words, complaints, argv.join(' '));
    return 0;
  }
  if (command !== undefined) throw new ToolExit(OPTION_ERROR, usage + families);
  const extended = options.values('e').length;
  const columns = extended === 0 ? 'plain' : extended === 1 ? 'netstat' : 'all';
  yield* sys.print(yield* namedRouteTable(sys, columns, 'net-tools', options.has('n')));
  return 0;
}

export const route: Program = {
  name: 'route',
  summary: 'show and change the routing table',
  *main(sys, argv) {
    return yield* runTool(sys, runRoute(sys, argv));
  },
};
