// tcpdump's command line.
// Source: tcpdump 4.99.3 tcpdump.c (main, print_usage), tcpdump(1).
// Not modelled: rotation of capture files, compiled filters as code, monitor mode, decryption. -Z changes nothing: all are root.
import { parseOptions } from '../../text/getopt.ts';
import { notSimulated, ToolExit } from '../tool.ts';
import { filterError } from './filter-words.ts';

/** MAXIMUM_SNAPLEN of netdissect.h. */
const SNAPSHOT = 262_144;

const VERSION = 'tcpdump version 4.99.3\nlibpcap version 1.10.3 (with TPACKET_V3)\nOpenSSL 3.0.19 27 Jan 2026\n';
const USAGE = `${VERSION}Usage: tcpdump [-AbdDefhHIJKlLnNOpqStuUvxX#] [ -B size ] [ -c count ] [--count]
		[ -C file_size ] [ -E algo:secret ] [ -F file ] [ -G seconds ]
		[ -i interface ] [ --immediate-mode ] [ -j tstamptype ]
		[ -M secret ] [ --number ] [ --print ] [ -Q in|out|inout ]
		[ -r file ] [ -s snaplen ] [ -T type ] [ --version ]
		[ -V file ] [ -w file ] [ -W filecount ] [ -y datalinktype ]
		[ --time-stamp-precision precision ] [ --micro ] [ --nano ]
		[ -z postrotate-command ] [ -Z user ] [ expression ]
`;

const rules = {
  options: [
    'A',
    'b',
    'd',
    'D,list-interfaces',
    'e',
    'f',
    'h,help',
    'H',
    'I,monitor-mode',
    'J,list-time-stamp-types',
    'K,dont-verify-checksums',
    'l',
    'L,list-data-link-types',
    'n',
    'N',
    'O,no-optimize',
    'p,no-promiscuous-mode',
    'q',
    'S,absolute-tcp-sequence-numbers',
    't',
    'u',
    'U,packet-buffered',
    'v',
    'x',
    'X',
    '#,number',
    'B,buffer-size:',
    'c:',
    'count',
    'C:',
    'E:',
    'F:',
    'G:',
    'i,interface:',
    'immediate-mode',
    'j,time-stamp-type:',
    'M:',
    'print',
    'Q,direction:',
    'r:',
    's,snapshot-length:',
    'T:',
    'version',
    'V:',
    'w:',
    'W:',
    'y,linktype:',
    'time-stamp-precision:',
    'micro',
    'nano',
    'z:',
    'Z,relinquish-privileges:',
  ],
};
const missing = ['b', 'd', 'I', 'J', 'u', 'C', 'E', 'G', 'M', 'T', 'V', 'W', 'y', 'nano', 'z', 'j'];

export interface TcpdumpRequest {
  readonly device: string | undefined;
  readonly expression: string;
  readonly count: number | undefined;
  readonly snapshot: number;
  readonly numeric: boolean;
  readonly link: boolean;
  readonly quick: boolean;
  readonly absolute: boolean;
  readonly verbose: number;
  /** How many -t: which time stands before each line. */
  readonly times: number;
  readonly numbered: boolean;
  /** How many -x, -X and -A; two show the link header as well. */
  readonly hex: number;
  readonly hexAscii: number;
  readonly ascii: number;
  readonly direction: 'in' | 'out' | 'inout';
  readonly listsDevices: boolean;
  readonly listsLinkTypes: boolean;
  /** -r and -w: capture files; `-` is a standard stream. */
  readonly input: string | undefined;
  readonly output: string | undefined;
  /** -U: what is written goes to the file at once. */
  readonly unbuffered: boolean;
  /** Prints packets although they are written. */
  readonly prints: boolean;
  /** Only counts what is read. */
  readonly counts: boolean;
  /** -F: where the expression is. */
  readonly filterFile: string | undefined;
}

export function parseTcpdump(words: readonly string[]): TcpdumpRequest {
  const parsed = parseOptions(words, rules);
  if (parsed.kind === 'wrong') throw new ToolExit(1, `tcpdump: ${parsed.message}\n${USAGE}`);
  const { options, operands } = parsed;
  if (options.has('h')) throw new ToolExit(0, '', USAGE);
  if (options.has('version')) throw new ToolExit(0, '', VERSION);
  for (const key of missing) if (options.has(key)) throw notSimulated(`tcpdump -${key.length > 1 ? '-' : ''}${key}`);
  if (options.has('count') && !options.has('r')) throw notSimulated('tcpdump --count of a device');
  const times = (key: string): number => options.values(key).length;
  const direction = options.value('Q') ?? 'inout';
  if (direction !== 'in' && direction !== 'out' && direction !== 'inout') {
    throw filterError(`unknown capture direction \`${direction}'`);
  }
  return {
    device: options.value('i'),
    expression: operands.join(' '),
    count: countOf(options.value('c')),
    snapshot: snapshotOf(options.value('s')),
    numeric: options.has('n'),
    link: options.has('e'),
    quick: options.has('q'),
    absolute: options.has('S'),
    verbose: times('v'),
    times: times('t'),
    numbered: options.has('#'),
    hex: times('x'),
    hexAscii: times('X'),
    ascii: times('A'),
    direction,
    listsDevices: options.has('D'),
    listsLinkTypes: options.has('L'),
    input: options.value('r'),
    output: options.value('w'),
    unbuffered: options.has('U'),
    prints: options.has('print') || !options.has('w'),
    counts: options.has('count'),
    filterFile: options.value('F'),
  };
}

function countOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const count = /^\d+$/.test(text) ? Number(text) : 0;
  if (count <= 0) throw filterError(`invalid packet count ${text}`);
  return count;
}

function snapshotOf(text: string | undefined): number {
  if (text === undefined) return SNAPSHOT;
  if (!/^\d+$/.test(text) || Number(text) > SNAPSHOT)
    throw filterError(`invalid snaplen ${text} (must be >= 0 and <= ${SNAPSHOT})`);
  return Number(text) || SNAPSHOT;
}
