// net-tools' arp.
// Source: net-tools 2.10 arp.c. Not modelled: -D, -f, -H, pub, temp, entries of other families.
import { strerror } from '../../../base/errno.ts';
import { formatIp4, type Ip4 } from '../../../base/ip4.ts';
import { parseMac } from '../../../base/mac.ts';
import type { Blocking, Program, Sys } from '../../../host/sys.ts';
import type { NeighInfo } from '../../../linux/netlink.ts';
import { type Options, parseOptions } from '../../text/getopt.ts';
import { resolveHost, reverseHost } from '../resolve.ts';
import { notSimulated, runTool, ToolExit } from '../tool.ts';
import { ARP_HEADING, arpEntries, arpLine, arpLineBsd } from './arp-table.ts';

const usage = `Usage:
  arp [-vn]  [<HW>] [-i <if>] [-a] [<hostname>]             <-Display ARP cache
  arp [-v]          [-i <if>] -d  <host> [pub]               <-Delete ARP entry
  arp [-vnD] [<HW>] [-i <if>] -f  [<filename>]            <-Add entry from file
  arp [-v]   [<HW>] [-i <if>] -s  <host> <hwaddr> [temp]            <-Add entry
  arp [-v]   [<HW>] [-i <if>] -Ds <host> <if> [netmask <nm>] pub          <-''-

        -a                       display (all) hosts in alternative (BSD) style
        -e                       display (all) hosts in default (Linux) style
        -s, --set                set a new ARP entry
        -d, --delete             delete a specified entry
        -v, --verbose            be verbose
        -n, --numeric            don't resolve names
        -i, --device             specify network interface (e.g. eth0)
        -D, --use-device         read <hwaddr> from given device
        -A, -p, --protocol       specify protocol family
        -f, --file               read new entries from file or from /etc/ethers

  <HW>=Use '-H <hw>' to specify hardware address type. Default: ether
  List of possible hardware types (which support ARP):
`;

/** The list below the usage, which --help prints on standard error. */
const hardwareTypes = `    ash (Ash) ether (Ethernet) ax25 (AMPR AX.25) 
    netrom (AMPR NET/ROM) rose (AMPR ROSE) arcnet (ARCnet) 
    dlci (Frame Relay DLCI) fddi (Fiber Distributed Data Interface) hippi (HIPPI) 
    irda (IrLAP) x25 (generic X.25) eui64 (Generic EUI-64) 
`;

const version = `net-tools 2.10
+I18N +SELINUX
AF: (inet) +UNIX +INET +INET6 +IPX +AX25 +NETROM +X25 +ATALK +ECONET +ROSE -BLUETOOTH
HW: (ether) +ETHER +ARC +SLIP +PPP +TUNNEL -TR +AX25 +NETROM +X25 +FR +ROSE +ASH +SIT +FDDI +HIPPI +HDLC/LAPB +EUI64 
`;

/** arp leaves with -1 where the kernel or an operand is at fault. */
const FAILURE = 255;
const OPTION_ERROR = 3;

function* run(sys: Sys, argv: readonly string[]): Blocking<number> {
  const line = parseOptions(argv.slice(1), {
    options: [
      'A,protocol:',
      'p:',
      'a,all',
      'e',
      'd,delete',
      's,set',
      'f,file',
      'v,verbose',
      'n,numeric',
      'i,device:',
      'D,use-device',
      'H,hw-type:',
      't:',
      'V,version',
      'h,help',
    ],
  });
  if (line.kind === 'wrong') throw new ToolExit(OPTION_ERROR, `arp: ${line.message}\n${usage}${hardwareTypes}`);
  const { options, operands } = line;
  if (options.has('h')) throw new ToolExit(0, hardwareTypes, usage);
  if (options.has('V')) throw new ToolExit(0, '', version);
  const absent = ['A', 'p', 'f', 'D', 'H', 't'].find((key) => options.has(key));
  if (absent) throw notSimulated(`arp -${absent}`);
  if (options.has('d')) return yield* remove(sys, operands[0]);
  if (options.has('s')) return yield* add(sys, operands);
  return yield* show(sys, options, operands[0]);
}

function* hostArgument(sys: Sys, name: string | undefined): Blocking<Ip4> {
  if (name === undefined) throw new ToolExit(FAILURE, 'arp: need host name\n');
  const found = yield* resolveHost(sys, name);
  const ip = found.ok ? found.addresses[0] : undefined;
  if (ip === undefined) throw new ToolExit(FAILURE, `${name}: Unknown host\n`);
  return ip;
}

/** -d: an entry that is not there, or is not complete, is none. */
function* remove(sys: Sys, name: string | undefined): Blocking<number> {
  const ip = yield* hostArgument(sys, name);
  const entry = sys.net
    .neighbours()
    .find((known) => known.ip === ip && known.state !== 'FAILED' && known.state !== 'NOARP');
  // arp_ioctl asks who is asking before it looks.
  const errno = !sys.capable('NET_ADMIN') ? 'EPERM' : entry ? sys.net.deleteNeighbour(entry.ifindex, ip) : 'ENOENT';
  if (!errno) return 0;
  if (errno === 'EPERM') throw new ToolExit(FAILURE, `SIOCDARP(dontpub): ${strerror[errno]}\n`);
  yield* sys.print(`No ARP entry for ${name}\n`);
  return FAILURE;
}

/** -s: the kernel looks for the device by the route to the address, which must be on a link (arp_req_set, RTO_ONLINK). */
function* add(sys: Sys, [name, hardware]: readonly string[]): Blocking<number> {
  const ip = yield* hostArgument(sys, name);
  if (hardware === undefined) throw new ToolExit(FAILURE, 'arp: need hardware address\n');
  const mac = parseMac(hardware);
  if (mac === undefined) throw new ToolExit(FAILURE, 'arp: invalid hardware address\n');
  const way = sys.net.lookupRoute(ip);
  const errno =
    way.kind === 'hit' && way.nextHop === ip
      ? sys.net.addNeighbour(way.ifindex, ip, mac, 'PERMANENT', true)
      : 'ENETUNREACH';
  if (errno) throw new ToolExit(FAILURE, `SIOCSARP: ${strerror[errno]}\n`);
  return 0;
}

function* show(sys: Sys, options: Options, name: string | undefined): Blocking<number> {
  const wanted = name === undefined ? undefined : yield* hostArgument(sys, name);
  const device = options.value('i');
  const ifindex = device === undefined ? undefined : sys.net.link(device)?.ifindex;
  const all = arpEntries(sys.net);
  const entries = all.filter(
    (entry) => (wanted === undefined || entry.ip === wanted) && (device === undefined || entry.ifindex === ifindex),
  );
  const bsd = options.has('a') && !options.has('e');
  if (entries.length > 0 && !bsd) yield* sys.print(ARP_HEADING);
  for (const entry of entries) yield* sys.print(yield* lineOf(sys, entry, bsd, options.has('n')));
  if (options.has('v'))
    yield* sys.print(`Entries: ${all.length}\tSkipped: ${all.length - entries.length}\tFound: ${entries.length}\n`);
  if (entries.length > 0 || (name === undefined && device === undefined)) return 0;
  if (name !== undefined && !options.has('a')) yield* sys.print(`${name} (${formatIp4(wanted ?? 0)}) -- no entry\n`);
  else if (name !== undefined || device !== undefined)
    yield* sys.print(`arp: in ${all.length} entries no match found.\n`);
  return 0;
}

function* lineOf(sys: Sys, entry: NeighInfo, bsd: boolean, numeric: boolean): Blocking<string> {
  const name = numeric ? undefined : yield* reverseHost(sys, entry.ip);
  return bsd ? arpLineBsd(sys.net, entry, name, 'net-tools') : arpLine(sys.net, entry, name ?? formatIp4(entry.ip));
}

export const arp: Program = {
  name: 'arp',
  summary: 'show and change the ARP table',
  *main(sys, argv) {
    return yield* runTool(sys, run(sys, argv));
  },
};
