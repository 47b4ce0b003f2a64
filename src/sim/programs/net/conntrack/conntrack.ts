// conntrack: shows, deletes and watches tracked connections.
// Source: conntrack-tools 1.4.7, src/conntrack.c; conntrack(8).
// Not modelled: -I, -U, -G, the tables expect, dying and unconfirmed, masks, XML and the options that go with them.
import { ANY, parseIp4 } from '../../../base/ip4.ts';
import type { Blocking, Program, Sys } from '../../../host/sys.ts';
import type { FlowFilter, FlowStatistics, FlowView } from '../../../linux/netfilter.ts';
import { PROCESSORS } from '../../system/constants.ts';
import { type Answer, answer, notSimulated, runTool, say, ToolExit } from '../tool.ts';
import { eventLine, flowLine, protocolOf } from './flow-text.ts';

const BANNER = 'conntrack v1.4.7 (conntrack-tools)';

type Draft = { -readonly [K in keyof FlowFilter]: FlowFilter[K] };

interface Request {
  command: 'L' | 'D' | 'E' | 'F' | 'C' | 'S' | 'V' | undefined;
  readonly filter: Draft;
  extended: boolean;
  events: readonly string[];
}

function wrong(message: string): ToolExit {
  return new ToolExit(2, `${BANNER}: ${message}\nTry \`conntrack -h' or 'conntrack --help' for more information.\n`);
}

const commands: ReadonlyMap<string, NonNullable<Request['command']>> = new Map([
  ['-L', 'L'],
  ['--dump', 'L'],
  ['-D', 'D'],
  ['--delete', 'D'],
  ['-E', 'E'],
  ['--event', 'E'],
  ['-F', 'F'],
  ['--flush', 'F'],
  ['-C', 'C'],
  ['--count', 'C'],
  ['-S', 'S'],
  ['--stats', 'S'],
  ['-V', 'V'],
  ['--version', 'V'],
]);
const missing = ['-I', '--create', '-U', '--update', '-G', '--get', '-A', '--add', '-h', '--help'];

const addressOptions: ReadonlyMap<string, 'source' | 'destination' | 'replySource' | 'replyDestination'> = new Map([
  ['-s', 'source'],
  ['--src', 'source'],
  ['--orig-src', 'source'],
  ['-d', 'destination'],
  ['--dst', 'destination'],
  ['--orig-dst', 'destination'],
  ['-r', 'replySource'],
  ['--reply-src', 'replySource'],
  ['-q', 'replyDestination'],
  ['--reply-dst', 'replyDestination'],
]);
const portOptions: ReadonlyMap<string, 'sourcePort' | 'destinationPort' | 'replySourcePort' | 'replyDestinationPort'> =
  new Map([
    ['--sport', 'sourcePort'],
    ['--orig-port-src', 'sourcePort'],
    ['--dport', 'destinationPort'],
    ['--orig-port-dst', 'destinationPort'],
    ['--reply-port-src', 'replySourcePort'],
    ['--reply-port-dst', 'replyDestinationPort'],
  ]);

function parse(words: readonly string[]): Request {
  const request: Request = { command: undefined, filter: {}, extended: false, events: [] };
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const command = commands.get(word);
    if (command !== undefined) {
      if (request.command !== undefined) throw wrong(`Invalid commands combination`);
      request.command = command;
      if (words[at + 1] === 'conntrack') at++;
      continue;
    }
    if (missing.includes(word)) throw notSimulated(`conntrack ${word}`);
    at += option(request, word, words[at + 1]);
  }
  return request;
}

const translations: ReadonlyMap<string, 'sourceTranslated' | 'destinationTranslated' | 'translated'> = new Map([
  ['-n', 'sourceTranslated'],
  ['--src-nat', 'sourceTranslated'],
  ['-g', 'destinationTranslated'],
  ['--dst-nat', 'destinationTranslated'],
  ['-j', 'translated'],
  ['--any-nat', 'translated'],
]);

/** -n, -g and -j, with an address or without. */
function takeTranslation(
  filter: Draft,
  which: 'sourceTranslated' | 'destinationTranslated' | 'translated',
  next: string | undefined,
): 0 | 1 {
  const address = next === undefined || next.startsWith('-') ? undefined : parseIp4(next);
  if (next !== undefined && !next.startsWith('-') && address === undefined)
    throw wrong(`Parameter \`${next}' is not a valid address`);
  if (which === 'translated') {
    if (address !== undefined) throw notSimulated('conntrack -j ADDRESS');
    filter.translated = true;
  } else filter[which] = address ?? ANY;
  return address === undefined ? 0 : 1;
}

/** Takes one option; answers how many words its value took. */
function option(request: Request, word: string, next: string | undefined): 0 | 1 {
  const { filter } = request;
  const address = addressOptions.get(word);
  const port = portOptions.get(word);
  const translation = translations.get(word);
  if (translation !== undefined) return takeTranslation(filter, translation, next);
  if (!/^(-[sdrqpomefu]|--.+)$/.test(word)) throw wrong(`unknown option \`${word}'`);
  if (next === undefined) throw wrong(`option \`${word}' requires an argument`);
  if (address !== undefined) {
    const parsed = parseIp4(next);
    if (parsed === undefined) throw wrong(`Parameter \`${next}' is not a valid address`);
    filter[address] = parsed;
  } else if (port !== undefined) {
    if (!/^\d+$/.test(next)) throw wrong(`Bad parameter \`${next}'`);
    if (filter.protocol === undefined) throw wrong(`unknown option \`${word}'`);
    filter[port] = Number(next);
  } else if (word === '-p' || word === '--protonum' || word === '--proto') {
    const protocol = protocolOf(next);
    if (protocol === undefined) throw wrong(`\`${next}' unsupported protocol`);
    filter.protocol = protocol;
  } else if (word === '--state') filter.state = next;
  else if (word === '-m' || word === '--mark') filter.mark = Number(next);
  else if (word === '-o' || word === '--output') request.extended = takeOutput(next);
  else if (word === '-e' || word === '--event-mask') request.events = takeEvents(next);
  else if (word === '-f' || word === '--family') takeFamily(next);
  else throw notSimulated(`conntrack ${word}`);
  return 1;
}

function takeOutput(list: string): boolean {
  const formats = list.split(',');
  const unknown = formats.find((format) => format !== 'extended');
  if (unknown !== undefined) throw notSimulated(`conntrack -o ${unknown}`);
  return true;
}

function takeEvents(list: string): readonly string[] {
  if (list.toUpperCase() === 'ALL') return [];
  const kinds: Readonly<Record<string, string>> = { NEW: 'NEW', UPDATES: 'UPDATE', DESTROY: 'DESTROY' };
  return list.split(',').map((name) => {
    const kind = kinds[name.toUpperCase()];
    if (kind === undefined) throw wrong(`Bad event \`${name}'`);
    return kind;
  });
}

function takeFamily(family: string): void {
  if (family !== 'ipv4') throw notSimulated(`conntrack -f ${family}`);
}

function count(number: number, what: string): string {
  return `${BANNER}: ${number} flow ${what}.\n`;
}

/** A line for each CPU; all packets are this simulator's first one's. */
function statisticsText({ found, invalid, insertFailed }: FlowStatistics, cpus: number): string {
  const line = (cpu: number, counts: readonly number[]): string => {
    const [hits, strays, failures] = counts;
    return `cpu=${String(cpu).padEnd(4)}\tfound=${hits} invalid=${strays} insert=0 insert_failed=${failures} drop=0 early_drop=0 error=0 search_restart=0 clash_resolve=0 chaintoolong=0 \n`;
  };
  return Array.from({ length: cpus }, (_, cpu) =>
    line(cpu, cpu === 0 ? [found, invalid, insertFailed] : [0, 0, 0]),
  ).join('');
}

function respond(sys: Sys, request: Request): Answer {
  const { conntrack } = sys.net;
  const show = (flows: readonly FlowView[]): string => flows.map((flow) => flowLine(flow, request.extended)).join('');
  switch (request.command) {
    case 'V':
      return { stdout: `${BANNER}\n`, status: 0 };
    case 'C':
      return { stdout: `${conntrack.list().length}\n`, status: 0 };
    case 'S':
      return { stdout: statisticsText(conntrack.statistics(), PROCESSORS), status: 0 };
    case 'F':
      conntrack.delete();
      return { stderr: `${BANNER}: connection tracking table has been emptied.\n`, status: 0 };
    case 'D': {
      const gone = conntrack.delete(request.filter);
      const status = gone.length > 0 ? 0 : 1;
      return { stdout: show(gone), stderr: count(gone.length, 'entries have been deleted'), status };
    }
    default: {
      const flows = conntrack.list(request.filter);
      return { stdout: show(flows), stderr: count(flows.length, 'entries have been shown'), status: 0 };
    }
  }
}

/** exit_error(OTHER_PROBLEM, …) and err2str of src/conntrack.c: who has no CAP_NET_ADMIN may count and nothing else. */
function refuseUnprivileged(sys: Sys, { command }: Request): void {
  if (!sys.net.conntrack.denied || command === 'V' || command === 'C') return;
  const why =
    command === 'E'
      ? "Can't open handler"
      : 'Operation failed: sorry, you must be root or get CAP_NET_ADMIN capability to do this';
  throw new ToolExit(1, `${BANNER}: ${why}\n`);
}

/** Prints events until a signal ends it. */
function* watch(sys: Sys, request: Request): Blocking<number> {
  const events = sys.net.conntrack.watch(request.filter);
  let ended = false;
  let shown = 0;
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    sys.onSignal(signal, () => {
      ended = true;
    });
  while (!ended) {
    for (let event = events.take(); event; event = events.take()) {
      if (request.events.length > 0 && !request.events.includes(event.kind)) continue;
      shown++;
      yield* sys.print(eventLine(event));
    }
    if (!ended) yield* sys.wait([events.readable]);
  }
  events.close();
  yield* sys.error(count(shown, 'events have been shown'));
  return 0;
}

export const conntrack: Program = {
  name: 'conntrack',
  summary: 'show, delete and watch tracked connections',
  *main(sys, argv) {
    return yield* runTool(sys, run(sys, argv));
  },
};

function* run(sys: Sys, argv: readonly string[]): Blocking<number> {
  const request = parse(argv.slice(1));
  if (request.command === undefined)
    throw argv.length === 1 ? notSimulated('conntrack without a command') : wrong('no command');
  refuseUnprivileged(sys, request);
  if (request.command === 'E') return yield* watch(sys, request);
  return yield* say(
    sys,
    answer(() => respond(sys, request)),
  );
}
