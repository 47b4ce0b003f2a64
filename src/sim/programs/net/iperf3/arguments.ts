// iperf3's command line.
// Source: iperf 3.12 iperf_api.c (iperf_parse_arguments), iperf_locale.c, units.c; iperf3(1).
// Not modelled: SCTP, authentication, files, daemons, JSON, sizes of windows and of segments, --bidir, omitted seconds.
import { parseOptions } from '../../text/getopt.ts';
import { notSimulated, ToolExit } from '../tool.ts';

export const DEFAULT_PORT = 5201;
const DEFAULT_SECONDS = 10;
const DEFAULT_UDP_RATE = 1_048_576; // UDP_RATE: 1 Mbit/s
const TCP_BLOCK = 131_072; // DEFAULT_TCP_BLKSIZE
const MAX_STREAMS = 128;
const MAX_SECONDS = 86_400;
/** exitcode of errors in arguments. */
const WRONG = 1;

export interface Iperf3Request {
  readonly server: boolean;
  readonly host: string;
  readonly port: number;
  readonly udp: boolean;
  readonly reverse: boolean;
  readonly oneOff: boolean;
  readonly streams: number;
  readonly seconds: number;
  /** Bytes to send in all instead of a time. */
  readonly bytes: number | undefined;
  /** Between reports; 0 reports nothing on the way. */
  readonly interval: number;
  /** Bit/s of each stream; 0 is as fast as it goes. */
  readonly rate: number;
  /** Bytes a write; undefined leaves it to the connection (UDP). */
  readonly block: number | undefined;
}

const rules = {
  options: [
    's,server',
    'c,client:',
    'p,port:',
    't,time:',
    'i,interval:',
    'b,bitrate,bandwidth:',
    'P,parallel:',
    'n,bytes:',
    'l,length:',
    'R,reverse',
    'u,udp',
    'J,json',
    '1,one-off',
    '4,version4',
    'v,version',
    'h,help',
    'V,verbose',
    'N,no-delay',
    'Z,zerocopy',
    'w,window:',
    'M,set-mss:',
    'O,omit:',
    'B,bind:',
    'C,congestion:',
    'k,blockcount:',
    'f,format:',
    'D,daemon',
    'd,debug',
    'bidir',
  ],
};
const missing = ['w', 'M', 'O', 'B', 'C', 'k', 'D', 'd', 'f', 'V', 'Z', 'h', 'bidir', 'J'];

const VERSION = 'iperf 3.12 (cJSON 1.7.15)\n';

const fail = (why: string): ToolExit =>
  new ToolExit(
    WRONG,
    `iperf3: parameter error - ${why}\n\nUsage: iperf3 [-s|-c host] [options]\nTry \`iperf3 --help' for more information.\n`,
  );

export function parseIperf3(words: readonly string[]): Iperf3Request {
  const parsed = parseOptions(words, rules);
  if (parsed.kind === 'wrong') throw new ToolExit(WRONG, `iperf3: ${parsed.message}\n`);
  const { options } = parsed;
  if (options.has('v')) throw new ToolExit(0, '', VERSION);
  for (const key of missing) if (options.has(key)) throw notSimulated(`iperf3 -${key}`);
  const server = options.has('s');
  const host = options.value('c');
  if (server && host !== undefined) throw fail('cannot be both server and client');
  if (!server && host === undefined) throw fail('must either be a client (-c) or server (-s)');
  if (server && ['t', 'R', 'P', 'b', 'n', 'u', 'l'].some((key) => options.has(key))) {
    throw fail('some option you are trying to set is client only');
  }
  const udp = options.has('u');
  const seconds = numberOf(options.value('t'), DEFAULT_SECONDS);
  if (seconds > MAX_SECONDS) throw fail('test duration valid values are 0 to 86400 seconds');
  const streams = numberOf(options.value('P'), 1);
  if (udp && streams > 1) throw notSimulated('iperf3 -u with several streams');
  if (streams > MAX_STREAMS) throw fail('number of parallel streams too large (maximum = 128)');
  const interval = numberOf(options.value('i'), 1);
  if (interval !== 0 && (interval < 0.1 || interval > 60))
    throw fail('invalid report interval (min = 0.1, max = 60 seconds)');
  const bytes = options.value('n');
  const block = options.value('l');
  return {
    server,
    host: host ?? '',
    port: numberOf(options.value('p'), DEFAULT_PORT),
    udp,
    reverse: options.has('R'),
    oneOff: options.has('1'),
    streams: Math.max(1, streams),
    seconds,
    bytes: bytes === undefined ? undefined : unitOf(bytes, 1024),
    interval,
    rate: unitOf(options.value('b') ?? (udp ? String(DEFAULT_UDP_RATE) : '0'), 1000),
    block: block === undefined ? (udp ? undefined : TCP_BLOCK) : unitOf(block, 1024),
  };
}

function numberOf(text: string | undefined, otherwise: number): number {
  const value = text === undefined ? otherwise : Number.parseFloat(text);
  return Number.isFinite(value) && value >= 0 ? value : 0;
}

/** unit_atof and unit_atof_rate: a number with K, M, G, T of 1024 or of 1000. */
function unitOf(text: string, base: number): number {
  const [, digits = '0', suffix = ''] = /^([\d.]+)([kmgtKMGT]?)/.exec(text) ?? [];
  return Math.floor(Number(digits) * base ** ' kmgt'.indexOf(suffix.toLowerCase() || ' '));
}
