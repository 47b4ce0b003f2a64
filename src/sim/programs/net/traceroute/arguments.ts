// The command line of Debian's traceroute.
// Source: traceroute 2.1.2 traceroute.c main(), clif.c (texts). Not modelled: probes other than UDP and ICMP, gateways, AS lookups.
import { type Ip4, parseIp4 } from '../../../base/ip4.ts';
import { parseOptions } from '../../text/getopt.ts';
import { notSimulated, ToolExit } from '../tool.ts';
import { tracerouteUsage } from './usage.ts';

/** DEF_*: defaults of traceroute.c. */
const DEFAULT_HOPS = 30;
const DEFAULT_QUERIES = 3;
const DEFAULT_SIMULTANEOUS = 16;
const DEFAULT_WAIT_SECONDS = 5;
const DEFAULT_HERE_FACTOR = 3;
const DEFAULT_NEAR_FACTOR = 10;
const DEFAULT_PORT = 33434;
const DEFAULT_PACKET_LENGTH = 60;
const MAX_HOPS = 255;
const MAX_QUERIES = 10;
const MAX_PACKET = 65000;

export interface TracerouteRequest {
  readonly host: string;
  readonly firstHop: number;
  readonly maxHops: number;
  readonly queries: number;
  readonly simultaneous: number;
  /** Seconds. */
  readonly wait: number;
  readonly hereFactor: number;
  readonly nearFactor: number;
  readonly numeric: boolean;
  readonly icmp: boolean;
  readonly port: number;
  readonly packetLength: number;
  readonly dontFragment: boolean;
  readonly device: string | undefined;
  readonly source: Ip4 | undefined;
}

const rules = {
  options: [
    '4',
    '6',
    'd,debug',
    'F,dont-fragment',
    'f,first:',
    'g,gateway:',
    'I,icmp',
    'T,tcp',
    'i,interface:',
    'm,max-hops:',
    'N,sim-queries:',
    'n',
    'p,port:',
    't,tos:',
    'l,flowlabel:',
    'w,wait:',
    'q,queries:',
    'r',
    's,source:',
    'z,sendwait:',
    'e,extensions',
    'A,as-path-lookups',
    'M,module:',
    'O,options:',
    'sport:',
    'fwmark:',
    'U,udp',
    'D,dccp',
    'P,protocol:',
    'mtu',
    'back',
    'V,version',
    'help',
  ],
};
const missing = [
  '6',
  'g',
  'T',
  't',
  'l',
  'r',
  'z',
  'e',
  'A',
  'M',
  'O',
  'sport',
  'fwmark',
  'U',
  'D',
  'P',
  'mtu',
  'back',
];

const wrong = (message: string): ToolExit => new ToolExit(2, `${message}\n`);

/** Reads the words behind `traceroute`, or leaves with its complaint. */
export function parseTraceroute(words: readonly string[]): TracerouteRequest {
  if (words.length === 0) throw new ToolExit(0, '', tracerouteUsage);
  const line = parseOptions(words, rules);
  if (line.kind === 'wrong') throw wrong(optionComplaint(words, line.message));
  const { options, operands } = line;
  if (options.has('help')) throw new ToolExit(0, '', tracerouteUsage);
  if (options.has('V')) {
    throw new ToolExit(
      0,
      '',
      'Modern traceroute for Linux, version 2.1.2\nCopyright (c) 2016  Dmitry Butskoy,   License: GPL v2 or any later\n',
    );
  }
  const number = (key: string, otherwise: number): number => {
    const word = options.value(key);
    if (word === undefined) return otherwise;
    if (!/^\d+$/.test(word))
      throw wrong(`Cannot handle \`-${key}' option with arg \`${word}' (argc ${words.indexOf(`-${key}`) + 1})`);
    return Number(word);
  };
  const firstHop = number('f', 1);
  const maxHops = number('m', DEFAULT_HOPS);
  const queries = number('q', DEFAULT_QUERIES);
  const [wait = DEFAULT_WAIT_SECONDS, hereFactor = DEFAULT_HERE_FACTOR, nearFactor = DEFAULT_NEAR_FACTOR] = (
    options.value('w') ?? ''
  )
    .split(',')
    .map((part) => (part === '' ? undefined : Number(part)));
  const [host, length] = operands;
  const packetLength = length === undefined ? DEFAULT_PACKET_LENGTH : Number(length);
  if (host === undefined) throw wrong('Specify "host" missing argument.');
  if (firstHop < 1 || firstHop > maxHops) throw wrong('first hop out of range');
  if (maxHops > MAX_HOPS) throw wrong(`max hops cannot be more than ${MAX_HOPS}`);
  if (queries < 1 || queries > MAX_QUERIES) throw wrong(`no more than ${MAX_QUERIES} probes per hop`);
  if (Number.isNaN(wait) || wait < 0) throw wrong(`bad wait seconds \`${wait}' specified`);
  if (!(packetLength <= MAX_PACKET)) throw wrong(`too big packetlen ${length} specified`);
  const absent = missing.find((key) => options.has(key));
  if (absent) throw notSimulated(`traceroute -${absent}`);
  const source = options.value('s');
  return {
    host,
    firstHop,
    maxHops,
    queries,
    simultaneous: number('N', DEFAULT_SIMULTANEOUS),
    wait,
    hereFactor,
    nearFactor,
    numeric: options.has('n'),
    icmp: options.has('I'),
    port: number('p', DEFAULT_PORT),
    packetLength,
    dontFragment: options.has('F'),
    device: options.value('i'),
    source: source === undefined ? undefined : parseIp4(source),
  };
}

/** clif.c speaks of options in other words than getopt. */
function optionComplaint(words: readonly string[], message: string): string {
  const letter = /-- '(.)'/.exec(message)?.[1] ?? '';
  const at = words.findIndex((word) => word.startsWith('-') && word.includes(letter)) + 1;
  if (!message.includes('requires an argument')) return `Bad option \`${words[at - 1] ?? ''}' (argc ${at})`;
  const name = new RegExp(`^  -${letter} (\\S+)`, 'm').exec(tracerouteUsage)?.[1] ?? 'value';
  return `Option \`-${letter}' (argc ${at}) requires an argument: \`-${letter} ${name}'`;
}
