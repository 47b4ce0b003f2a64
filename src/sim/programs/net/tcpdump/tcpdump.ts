// tcpdump: looks on at a device and prints every frame that fits.
// Source: tcpdump 4.99.3 tcpdump.c (main, info, cleanup), print.c (ts_print).
// Not modelled: the delay of libpcap's buffer, buffered output into pipes, snapshots shorter than a frame where they are printed.
import { strerror } from '../../../base/errno.ts';
import type { Ip4 } from '../../../base/ip4.ts';
import type { Blocking, Program, Sys } from '../../../host/sys.ts';
import { LINKTYPE_ETHERNET, LINKTYPE_LINUX_SLL2 } from '../../../wire/pcap.ts';
import { resolveHost } from '../resolve.ts';
import { isRunning, runTool, ToolExit } from '../tool.ts';
import { parseTcpdump, type TcpdumpRequest } from './arguments.ts';
import { Capture, fileSource, liveSource } from './capture.ts';
import { type Filter, FilterParser, filterWords, hostNames } from './filter.ts';
import { filterError } from './filter-words.ts';
import { linkTypes, openForWriting, readSavefile, SavefileWriter } from './savefile.ts';

const ANY = 'any';

function* filterOf(sys: Sys, expression: string): Blocking<Filter> {
  const words = filterWords(expression);
  const addresses = new Map<string, readonly Ip4[]>();
  for (const name of hostNames(words)) {
    const found = yield* resolveHost(sys, name);
    if (found.ok) addresses.set(name, found.addresses);
  }
  return new FilterParser(words, addresses).parse();
}

/** The device's number; undefined for all devices. */
function findDevice(sys: Sys, name: string): number | undefined {
  if (name === ANY) return undefined;
  const link = sys.net.link(name) ?? sys.net.linkByIndex(Number(name));
  if (link === undefined) throw filterError(`${name}: No such device exists\n(No such device exists)`);
  if (!link.up) throw filterError(`${name}: That device is not up`);
  return link.ifindex;
}

/** pcap_lookupdev: the first device that is up and not lo. */
function defaultDevice(sys: Sys): string {
  const links = sys.net.links().filter((link) => link.up);
  return (links.find((link) => link.kind !== 'loopback') ?? links[0])?.name ?? ANY;
}

function deviceList(sys: Sys): string {
  const links = sys.net.links();
  const up = (name: string): boolean => links.some((link) => link.name === name && isRunning(link));
  const ethers = links.filter((link) => link.kind !== 'loopback');
  const line = (name: string, flags: string): string => `${name} [${flags}]`;
  const all = [
    ...ethers.filter(({ name }) => up(name)).map(({ name }) => line(name, 'Up, Running, Connected')),
    line(`${ANY} (Pseudo-device that captures on all interfaces)`, 'Up, Running'),
    ...links.filter(({ kind }) => kind === 'loopback').map(({ name }) => line(name, 'Up, Running, Loopback')),
    ...ethers
      .filter(({ name }) => !up(name))
      .map(({ name, up: isUp }) => line(name, isUp ? 'Up, Disconnected' : 'none')),
  ];
  return all.map((text, at) => `${at + 1}.${text}\n`).join('');
}

/** pcap_statustostr(PCAP_ERROR_PERM_DENIED) and what pcap-linux.c adds, libpcap 1.10.3. */
const NO_PERMISSION =
  "You don't have permission to perform this capture on that device\n(Attempt to create packet socket failed - CAP_NET_RAW may be required)";

function* writerFor(
  sys: Sys,
  request: TcpdumpRequest,
  link: number,
  body: (writer?: SavefileWriter) => Blocking<number>,
) {
  if (request.output === undefined) return yield* body();
  const file = openForWriting(sys, request.output);
  try {
    return yield* body(new SavefileWriter(sys, file, link, request.snapshot, request.unbuffered));
  } finally {
    file.release();
  }
}

/** The expression of the command line, or of -F's file. */
function expressionOf(sys: Sys, { expression, filterFile }: TcpdumpRequest): string {
  if (filterFile === undefined) return expression;
  const read = sys.fs.readFile(sys.resolve(filterFile));
  if (!read.ok) throw filterError(`can't open ${filterFile}: ${strerror[read.errno]}`);
  return read.value.replace(/#.*/g, '');
}

/** Packets of a file. */
function* readFile(sys: Sys, request: TcpdumpRequest, path: string): Blocking<number> {
  const { link, snapshot, frames, trouble } = yield* readSavefile(sys, path);
  yield* sys.error(`reading from file ${path}, link-type ${linkTypes[link]}, snapshot length ${snapshot}\n`);
  if (link === LINKTYPE_LINUX_SLL2) yield* sys.error('Warning: interface names might be incorrect\n');
  const filter = yield* filterOf(sys, expressionOf(sys, request));
  const source = fileSource(frames);
  const whole = { ...request, snapshot };
  const status = yield* writerFor(sys, whole, link, (writer) =>
    new Capture(sys, request, { filter, source, writer, link }).run(),
  );
  if (trouble !== undefined && request.count === undefined) throw trouble;
  return status;
}

/** `-L`. */
function linkTypeList(sys: Sys, device: string): string {
  const kind = findDevice(sys, device) === undefined ? ANY : sys.net.link(device)?.kind;
  const types =
    kind === ANY
      ? ['LINUX_SLL (Linux cooked v1)', 'LINUX_SLL2 (Linux cooked v2)']
      : ['EN10MB (Ethernet)', ...(kind === 'loopback' ? [] : ['DOCSIS (DOCSIS) (printing not supported)'])];
  return `Data link types for ${device} (use option -y to set):\n${types.map((type) => `  ${type}\n`).join('')}`;
}

function* start(sys: Sys, argv: readonly string[]): Blocking<number> {
  const request = parseTcpdump(argv.slice(1));
  if (request.listsDevices) throw new ToolExit(0, '', deviceList(sys));
  if (request.input !== undefined) return yield* readFile(sys, request, request.input);
  const device = request.device ?? defaultDevice(sys);
  const ifindex = findDevice(sys, device);
  const link = ifindex === undefined ? LINKTYPE_LINUX_SLL2 : LINKTYPE_ETHERNET;
  const opened = sys.sockets.tap(ifindex);
  if (!opened.ok && opened.errno === 'EPERM') throw filterError(`${device}: ${NO_PERMISSION}`);
  if (!opened.ok) throw filterError(`${device}: No such device exists\n(No such device exists)`);
  const tap = opened.value;
  try {
    if (request.listsLinkTypes) throw new ToolExit(0, '', linkTypeList(sys, device));
    if (ifindex === undefined) yield* sys.error('tcpdump: data link type LINUX_SLL2\n');
    const filter = yield* filterOf(sys, expressionOf(sys, request));
    return yield* writerFor(sys, request, link, function* (writer) {
      const suppressed = request.verbose === 0 && request.output === undefined;
      const quiet = suppressed ? 'verbose output suppressed, use -v[v]... for full protocol decode\n' : '';
      yield* sys.error(
        `tcpdump: ${quiet}listening on ${device}, link-type ${linkTypes[link]}, snapshot length ${request.snapshot} bytes\n`,
      );
      return yield* new Capture(sys, request, { filter, source: liveSource(tap), writer, link }).run();
    });
  } finally {
    tap.close();
  }
}

export const tcpdump: Program = {
  name: 'tcpdump',
  summary: 'show the packets that pass a device',
  *main(sys, argv) {
    return yield* runTool(sys, start(sys, argv));
  },
  complete(sys, argv) {
    if (argv.at(-2) === '-i') return [...sys.net.links().map(({ name }) => name), ANY].map((text) => ({ text }));
    return ['arp', 'icmp', 'tcp', 'udp', 'host', 'port', 'net', 'src', 'dst', 'and', 'or', 'not'].map((text) => ({
      text,
    }));
  },
};
