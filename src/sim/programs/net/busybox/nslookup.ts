// busybox's nslookup: both families at once, every server in turn.
// Source: busybox 1.35 networking/nslookup.c (FEATURE_NSLOOKUP_BIG, Debian's build): send_queries, parse_reply.
// Not modelled: IPv6 servers, -stats, SRV in readable form.
import { strerror } from '../../../base/errno.ts';
import { formatIp4, type Ip4, parseIp4 } from '../../../base/ip4.ts';
import { SECOND, type SimTime } from '../../../des/scheduler.ts';
import type { Blocking, Program, Sys } from '../../../host/sys.ts';
import type { Socket } from '../../../linux/socket.ts';
import {
  DNS_PORT,
  type DnsMessage,
  type DnsQuestion,
  emitDns,
  parseDns,
  RCODE_NOERROR,
  reverseName,
} from '../../../wire/dns.ts';
import { type DnsRecord, TYPE_A, TYPE_AAAA, TYPE_CNAME, TYPE_NS, TYPE_PTR } from '../../../wire/dns-record.ts';
import { codeText, dataText, soaText, typeNumber } from '../dns/record-types.ts';
import { hostCompletions } from '../ping/ping.ts';
import { resolveHost } from '../resolve.ts';
import { type ResolverConfig, readResolverConfig } from '../resolver-config.ts';
import { notSimulated, runTool, ToolExit } from '../tool.ts';
import { die, dieWith, showUsage } from './usage.ts';

const USAGE =
  'nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]\n\nQuery DNS about HOST\n\nQUERY_TYPE: soa,ns,a,aaaa,cname,mx,txt,ptr,srv,any\n';
const TYPES = ['soa', 'ns', 'a', 'aaaa', 'cname', 'mx', 'txt', 'ptr', 'srv', 'any'];

/** default_timeout and default_retry of nslookup.c: each attempt waits its share. */
const TIMEOUT = 5 * SECOND;
const RETRIES = 2;

interface Server {
  readonly address: Ip4;
  readonly port: number;
  /** As it was written. */
  readonly name: string;
}

/** A question on its way. */
interface Query {
  readonly question: DnsQuestion;
  readonly id: number;
  reply: DnsMessage | undefined;
}

interface Request {
  readonly host: string;
  readonly server: string | undefined;
  readonly types: readonly number[];
}

function parse(words: readonly string[]): Request {
  const types: number[] = [];
  const operands: string[] = [];
  for (const word of words) {
    const [, type] = /^-(?:type|querytype|q|t)=(.*)$/.exec(word) ?? [];
    if (type !== undefined) {
      const number = TYPES.includes(type.toLowerCase()) ? typeNumber(type) : undefined;
      if (number === undefined) throw die('nslookup', `invalid query type "${type}"`);
      types.push(number);
    } else if (word === '-debug') throw notSimulated('nslookup -debug');
    else if (word.startsWith('-') && word.length > 1)
      throw showUsage(USAGE, `nslookup: unrecognized option '${word}'\n`);
    else operands.push(word);
  }
  const [host, server, ...more] = operands;
  if (host === undefined || more.length > 0) throw showUsage(USAGE);
  return { host, server, types };
}

/** A search list's names replace a name without dots. */
function questionsFor({ host, types }: Request, { search }: ResolverConfig): DnsQuestion[] {
  const address = parseIp4(host);
  if (types.length === 0 && address !== undefined) return [{ name: reverseName(address), type: TYPE_PTR }];
  const names =
    host.includes('.') || search.length === 0 ? [host.replace(/\.$/, '')] : search.map((domain) => `${host}.${domain}`);
  const wanted = types.length > 0 ? types : [TYPE_A, TYPE_AAAA];
  return names.flatMap((name) => wanted.map((type) => ({ name, type })));
}

function* serversFor(sys: Sys, named: string | undefined, config: ResolverConfig): Blocking<Server[]> {
  if (named === undefined) {
    return config.servers.map((address) => ({ address, port: DNS_PORT, name: formatIp4(address) }));
  }
  const [, hostName = named, port = String(DNS_PORT)] = /^(.*?)(?::(\d+))?$/.exec(named) ?? [];
  const found = yield* resolveHost(sys, hostName);
  if (!found.ok) throw die('nslookup', `bad address '${named}'`);
  return found.addresses.slice(0, 1).map((address) => ({ address, port: Number(port), name: named }));
}

/** Sends what has no reply yet and collects; true when all replies are there. */
function* exchange(sys: Sys, socket: Socket, { name }: Server, queries: readonly Query[]): Blocking<boolean> {
  const end = sys.now() + TIMEOUT;
  for (let attempt = 1; attempt <= RETRIES; attempt++) {
    for (const { question, id, reply } of queries) {
      const bytes = reply ? undefined : emitDns(queryMessage(id, question));
      const sent = bytes && socket.send(bytes);
      if (!sent || sent.ok) continue;
      yield* sys.error(`nslookup: write to '${name}': ${strerror[sent.errno]}\n`);
      return false;
    }
    const deadline = attempt === RETRIES ? end : end - (TIMEOUT / RETRIES) * (RETRIES - attempt);
    if (yield* collect(sys, socket, queries, deadline)) return true;
  }
  return false;
}

function* collect(sys: Sys, socket: Socket, queries: readonly Query[], deadline: SimTime): Blocking<boolean> {
  for (;;) {
    for (let error = socket.receiveError(); error; error = socket.receiveError()) {
      yield* sys.error(`nslookup: read: ${strerror[error.errno]}\n`);
    }
    for (let datagram = socket.receive(); datagram; datagram = socket.receive()) {
      const message = parseDns(datagram.payload);
      const query = queries.find(({ id }) => id === message?.id);
      if (query && message?.response) query.reply ??= message;
    }
    if (queries.every(({ reply }) => reply !== undefined)) return true;
    if (sys.now() >= deadline) return false;
    yield* sys.wait([socket.readable], deadline);
  }
}

function queryMessage(id: number, question: DnsQuestion): DnsMessage {
  return {
    id,
    response: false,
    authoritative: false,
    truncated: false,
    recursionDesired: true,
    recursionAvailable: false,
    rcode: 0,
    questions: [question],
    answers: [],
  };
}

function recordText({ name, type, data }: DnsRecord): string {
  if (data.kind === 'mx') return `${name}\tmail exchanger = ${data.preference} ${data.exchange}\n`;
  if (data.kind === 'txt') return `${name}\ttext = "${data.strings[0] ?? ''}"\n`;
  if (data.kind === 'soa') return `${name}\n${soaText(data)}`;
  const value = data.kind === 'name' ? data.name : dataText(type, data);
  if (type === TYPE_A || type === TYPE_AAAA) return `Name:\t${name}\nAddress: ${value}\n`;
  if (type === TYPE_NS) return `${name}\tnameserver = ${value}\n`;
  if (type === TYPE_CNAME) return `${name}\tcanonical name = ${value}\n`;
  return type === TYPE_PTR ? `${name}\tname = ${value}\n` : `${name}\t${value}\n`;
}

function replyText({ question, reply }: Query): string {
  if (reply === undefined) return '';
  if (reply.rcode !== RCODE_NOERROR) return `** server can't find ${question.name}: ${codeText(reply.rcode)}\n\n`;
  const intro = reply.authoritative ? '' : 'Non-authoritative answer:\n';
  return `${intro}${reply.answers.map(recordText).join('')}\n`;
}

function* run(sys: Sys, argv: readonly string[]): Blocking<number> {
  const request = parse(argv.slice(1));
  const config = readResolverConfig(sys);
  const servers = yield* serversFor(sys, request.server, config);
  const random = sys.random('dns query id');
  const queries = questionsFor(request, config).map(
    (question): Query => ({ question, id: random.int(0, 0xffff), reply: undefined }),
  );
  for (const server of servers) {
    const made = sys.sockets.socket({ type: 'udp' });
    if (!made.ok) throw dieWith('nslookup', 'socket', made.errno);
    const socket = made.value;
    try {
      const errno = socket.connect(server.address, server.port);
      if (errno) throw dieWith('nslookup', `can't connect to remote host (${formatIp4(server.address)})`, errno);
      if (!(yield* exchange(sys, socket, server, queries))) continue;
    } finally {
      socket.close();
    }
    const head = `Server:\t\t${server.name.replace(/:\d+$/, '')}\nAddress:\t${formatIp4(server.address)}:${server.port}\n\n`;
    yield* sys.print(head + queries.map(replyText).join(''));
    return queries.every(({ reply }) => reply?.rcode === RCODE_NOERROR) ? 0 : 1;
  }
  throw new ToolExit(1, '', ';; connection timed out; no servers could be reached\n\n');
}

export const busyboxNslookup: Program = {
  name: 'nslookup',
  summary: 'query a name server',
  *main(sys, argv) {
    return yield* runTool(sys, run(sys, argv));
  },
  complete: (sys) => hostCompletions(sys),
};
