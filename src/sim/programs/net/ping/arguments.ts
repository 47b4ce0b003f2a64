// ping's command line.
// Source: iputils 20221126 ping/ping.c main(), ping(8). Not modelled: IPv6, flood and adaptive modes, patterns, IP options, marks.
import { type Ip4, parseIp4 } from '../../../base/ip4.ts';
import type { MtuDiscovery } from '../../../linux/socket.ts';
import { parseOptions } from '../../text/getopt.ts';
import { notSimulated, ToolExit } from '../tool.ts';
import { pingUsage } from './usage.ts';

/** DEFDATALEN, default interval and MAXWAIT of ping/ping.h. */
const DEFAULT_DATA_LENGTH = 56;
const DEFAULT_INTERVAL = 1_000_000;
const DEFAULT_LINGER = 10_000_000;
const LONG_MAX = '9223372036854775807';
const INT_MAX = 2147483647;
/** What fits in an IPv4 packet behind its header and ICMP's. */
const MAX_DATA_LENGTH = 65507;

/** What to send and when to stop; times in microseconds. */
export interface PingRequest {
  readonly target: string;
  /** 0 for no limit. */
  readonly count: number;
  readonly interval: number;
  /** 0 for none. */
  readonly deadline: number;
  readonly linger: number;
  readonly dataLength: number;
  readonly ttl: number | undefined;
  readonly numeric: boolean;
  readonly quiet: boolean;
  readonly timestamps: boolean;
  readonly outstanding: boolean;
  readonly broadcast: boolean;
  readonly mtuDiscovery: MtuDiscovery;
  readonly source: Ip4 | undefined;
  readonly device: string | undefined;
}

const rules = {
  options: [
    'h',
    '4',
    '6',
    'b',
    'R',
    'T:',
    'F:',
    'N:',
    'a',
    'A',
    'B',
    'c:',
    'C',
    'd',
    'D',
    'e:',
    'f',
    'i:',
    'I:',
    'l:',
    'L',
    'm:',
    'M:',
    'n',
    'O',
    'p:',
    'q',
    'Q:',
    'r',
    's:',
    'S:',
    't:',
    'U',
    'v',
    'V',
    'w:',
    'W:',
  ],
};
const missing = ['6', 'R', 'T', 'F', 'N', 'A', 'e', 'f', 'l', 'm', 'p', 'Q', 'r'];

/** -M: `probe` is IP_PMTUDISC_PROBE, which differs from `do` only in not minding a known path MTU. */
const discoveries: ReadonlyMap<string, MtuDiscovery> = new Map([
  ['do', 'do'],
  ['probe', 'do'],
  ['want', 'want'],
  ['dont', 'dont'],
]);

const fail = (status: number, message: string): ToolExit => new ToolExit(status, `ping: ${message}\n`);

/** Reads the words behind `ping`, or leaves with its complaint. */
export function parsePing(words: readonly string[]): PingRequest {
  const line = parseOptions(words, rules);
  if (line.kind === 'wrong') throw new ToolExit(2, `ping: ${shortOptionComplaint(line.message)}\n${pingUsage}`);
  const { options, operands } = line;
  if (options.has('h')) throw new ToolExit(2, pingUsage);
  const integer = (key: string, least: number, most: number, mostText = String(most)): number | undefined => {
    const word = options.value(key);
    return word === undefined ? undefined : integerArgument(word, least, most, mostText);
  };
  const count = integer('c', 1, Number.MAX_SAFE_INTEGER, LONG_MAX) ?? 0;
  const ttl = integer('t', 0, 255);
  const dataLength = integer('s', 0, INT_MAX) ?? DEFAULT_DATA_LENGTH;
  const deadline = (integer('w', 0, INT_MAX) ?? 0) * 1_000_000;
  const interval = seconds(options.value('i'), 'bad timing interval') ?? DEFAULT_INTERVAL;
  const linger = seconds(options.value('W'), 'bad linger time') ?? DEFAULT_LINGER;
  const discovery = options.value('M') ?? 'want';
  const mtuDiscovery = discoveries.get(discovery);
  if (mtuDiscovery === undefined) throw fail(2, `invalid -M argument: ${discovery}`);
  if (options.has('V'))
    throw new ToolExit(
      0,
      '',
      'ping from iputils 20221126\nlibcap: yes, IDN: yes, NLS: no, error.h: yes, getrandom(): yes, __fpending(): yes\n',
    );
  const absent = missing.find((key) => options.has(key));
  if (absent) throw notSimulated(`ping -${absent}`);
  const target = operands.at(-1);
  if (target === undefined) throw fail(1, 'usage error: Destination address required');
  if (operands.length > 1) throw notSimulated('ping through a list of routers');
  if (dataLength > MAX_DATA_LENGTH) {
    throw fail(1, `invalid -s value: '${dataLength}': out of range: 0 <= value <= ${MAX_DATA_LENGTH}`);
  }
  const from = options.value('I');
  const source = from === undefined ? undefined : parseIp4(from);
  return {
    target,
    count,
    interval,
    deadline,
    linger,
    dataLength,
    ttl,
    numeric: options.has('n'),
    quiet: options.has('q'),
    timestamps: options.has('D'),
    outstanding: options.has('O'),
    broadcast: options.has('b'),
    mtuDiscovery,
    source,
    device: source === undefined ? from : undefined,
  };
}

/** ping has no long options: getopt(3) takes `--help` for an option called `-`. */
const shortOptionComplaint = (message: string): string => (message.includes("'--") ? "invalid option -- '-'" : message);

/** strtol_or_err of iputils. */
function integerArgument(word: string, least: number, most: number, mostText: string): number {
  if (!/^[+-]?\d+$/.test(word)) throw fail(1, `invalid argument: '${word}'`);
  const value = Number(word);
  if (value < least || value > most) {
    throw fail(1, `invalid argument: '${word}': out of range: ${least} <= value <= ${mostText}`);
  }
  return value;
}

function seconds(word: string | undefined, complaint: string): number | undefined {
  if (word === undefined) return undefined;
  if (!/^\d*\.?\d*$/.test(word) || !/\d/.test(word)) throw fail(2, `${complaint}: ${word}`);
  return Math.trunc(Number(word) * 1000) * 1000;
}
