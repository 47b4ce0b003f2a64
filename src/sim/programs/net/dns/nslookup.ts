// nslookup: addresses of a name (IPv4, then IPv6), the name of an address, or records of one type.
// Source: BIND 9.18 bin/dig/nslookup.c (printmessage, detailsection's plain sister printsection, setoption), nslookup(1).
// Not modelled: interactive mode, -debug, classes other than IN.
import { formatIp4, parseIp4 } from '../../../base/ip4.ts';
import type { Blocking, Program, Sys } from '../../../host/sys.ts';
import { DNS_PORT, type DnsMessage, RCODE_NOERROR, RCODE_NXDOMAIN, reverseName } from '../../../wire/dns.ts';
import {
  type DnsRecord,
  TYPE_A,
  TYPE_AAAA,
  TYPE_CNAME,
  TYPE_MX,
  TYPE_NS,
  TYPE_PTR,
  TYPE_SOA,
  TYPE_TXT,
} from '../../../wire/dns-record.ts';
import { hostCompletions } from '../ping/ping.ts';
import { readResolverConfig } from '../resolver-config.ts';
import { notSimulated, runTool, ToolExit } from '../tool.ts';
import { lookUp, NO_SERVERS, type Question, type Reply, type Server } from './lookup.ts';
import { codeText, dataText, soaText, typeNumber } from './record-types.ts';
import { checkName, searchNames, serversFor } from './servers.ts';

const USAGE =
  'Usage:\n' +
  '   nslookup [-opt ...]             # interactive mode using default server\n' +
  "   nslookup [-opt ...] - server    # interactive mode using 'server'\n" +
  "   nslookup [-opt ...] host        # just look up 'host' using default server\n" +
  "   nslookup [-opt ...] host server # just look up 'host' using 'server'\n";
const VERSION = 'nslookup 9.18.49-1~deb12u3-Debian\n';
const TRIES = 3; // dighost.c: tries
const TIMEOUT_SECONDS = 5; // dighost.h UDP_TIMEOUT
const UNSPECIFIC = new Set(['AXFR', 'IXFR']);

interface Request {
  host: string;
  server: string | undefined;
  /** Undefined asks for addresses of both families. */
  type: number | undefined;
  port: number;
  seconds: number;
  tries: number;
  recurse: boolean;
  tcp: boolean;
  search: boolean;
}

function parse(words: readonly string[]): { request: Request; complaints: string } {
  const request: Request = {
    host: '',
    server: undefined,
    type: undefined,
    port: DNS_PORT,
    seconds: TIMEOUT_SECONDS,
    tries: TRIES,
    recurse: true,
    tcp: false,
    search: true,
  };
  const operands: string[] = [];
  let complaints = '';
  for (const word of words) {
    if (word.startsWith('-') && word.length > 1) complaints += setOption(request, word.slice(1));
    else operands.push(word);
  }
  const [host, server, ...more] = operands;
  if (more.length > 0) throw new ToolExit(1, USAGE);
  if (host === undefined || host === '-') throw notSimulated('nslookup in interactive mode');
  return { request: { ...request, host, server }, complaints };
}

/** One option; answers what it complains about. */
function setOption(request: Request, option: string): string {
  const [key = '', value = ''] = option.split('=', 2);
  const number = /^\d+$/.test(value) ? Number(value) : undefined;
  switch (key.toLowerCase()) {
    case 'type':
    case 'query':
    case 'querytype':
    case 'ty':
    case 'q':
      return setType(request, value);
    case 'port':
    case 'po':
      if (number !== undefined) request.port = number;
      return number === undefined ? `invalid port '${value}': not a valid number\n` : '';
    case 'timeout':
    case 't':
      if (number !== undefined) request.seconds = Math.max(1, number);
      return number === undefined ? `invalid timeout '${value}': not a valid number\n` : '';
    case 'retry':
    case 'ret':
      if (number !== undefined) request.tries = number + 1;
      return number === undefined ? `invalid tries '${value}': not a valid number\n` : '';
    case 'recurse':
    case 'norecurse':
    case 'rec':
    case 'norec':
      request.recurse = !key.startsWith('no');
      return '';
    case 'search':
    case 'nosearch':
    case 'sea':
    case 'nosea':
      request.search = !key.startsWith('no');
      return '';
    case 'vc':
    case 'novc':
      request.tcp = key === 'vc';
      return '';
    case 'fail':
    case 'nofail':
    case 'defname':
    case 'nodefname':
    case 'nodebug':
      return '';
    case 'version':
      throw new ToolExit(0, '', VERSION);
    case 'debug':
    case 'd2':
    case 'class':
    case 'all':
    case 'domain':
    case 'ndots':
      throw notSimulated(`nslookup -${key}`);
    default:
      return `*** Invalid option: ${option}\n`;
  }
}

function setType(request: Request, value: string): string {
  if (UNSPECIFIC.has(value.toUpperCase())) throw notSimulated(`nslookup -type=${value}`);
  const type = typeNumber(value);
  if (type === undefined) return `unknown query type: ${value}\n`;
  request.type = type;
  return '';
}

/** One run against some servers. The header comes once, before the first thing that is said of an answer. */
class Nslookup {
  readonly #sys: Sys;
  readonly #request: Request;
  readonly #servers: readonly Server[];
  /** Nothing tells the server when an address was asked for. */
  #headed: boolean;

  constructor(sys: Sys, request: Request, servers: readonly Server[], headed: boolean) {
    this.#sys = sys;
    this.#request = request;
    this.#servers = servers;
    this.#headed = headed;
  }

  /** Asks for the names in turn until one exists; undefined when no server answers. */
  *find(names: readonly string[], type: number): Blocking<{ name: string; reply: Reply } | undefined> {
    for (const [at, name] of names.entries()) {
      const reply = yield* this.ask(name, type);
      if (reply === undefined) return undefined;
      if (reply.message.rcode !== RCODE_NXDOMAIN || at === names.length - 1) return { name, reply };
    }
    return undefined;
  }

  *ask(name: string, type: number): Blocking<Reply | undefined> {
    const sys = this.#sys;
    const { port, tries, seconds, recurse, tcp } = this.#request;
    const plain = { authenticData: false, checkingDisabled: false, udpSize: undefined, cookie: false };
    const question: Question = { name, type, recurse, tcp, port, tries, seconds, ...plain };
    const reply = yield* lookUp(sys, question, this.#servers, {
      say: (text) => sys.print(text),
      nextOnFailure: true,
      failed: ({ address }, isLast) =>
        sys.print(`;; Got SERVFAIL reply from ${formatIp4(address)}${isLast ? '' : ', trying next server'}\n`),
    });
    if ('message' in reply) return reply;
    yield* sys.print(reply.said ? '\n' : `${NO_SERVERS}\n`);
    return undefined;
  }

  *head(reply: Reply): Blocking<void> {
    if (this.#headed) return;
    this.#headed = true;
    const { name, address } = reply.server;
    yield* this.#sys.print(`Server:\t\t${name}\nAddress:\t${formatIp4(address)}#${this.#request.port}\n\n`);
  }
}

const cannotFind = (name: string, message: DnsMessage): string =>
  `** server can't find ${name}: ${codeText(message.rcode)}\n`;

function recordText({ name, type, data }: DnsRecord): string {
  switch (type) {
    case TYPE_A:
    case TYPE_AAAA:
      return `Name:\t${name}\nAddress: ${dataText(type, data)}\n`;
    case TYPE_CNAME:
      return `${name}\tcanonical name = ${dataText(type, data)}\n`;
    case TYPE_PTR:
      return `${name}\tname = ${dataText(type, data)}\n`;
    case TYPE_NS:
      return `${name}\tnameserver = ${dataText(type, data)}\n`;
    case TYPE_MX:
      return `${name}\tmail exchanger = ${dataText(type, data)}\n`;
    case TYPE_TXT:
      return `${name}\ttext = ${dataText(type, data)}\n`;
    case TYPE_SOA:
      return data.kind === 'soa' ? `${name}\n${soaText(data)}` : '';
    default:
      return `${name}\trdata_${type} = ${dataText(type, data)}\n`;
  }
}

const recordsText = (message: DnsMessage): string => message.answers.map(recordText).join('');
const notAuthoritative = (message: DnsMessage): string => (message.authoritative ? '' : 'Non-authoritative answer:\n');

function* run(sys: Sys, argv: readonly string[]): Blocking<number> {
  const { request, complaints } = parse(argv.slice(1));
  if (complaints) yield* sys.print(complaints);
  const servers = yield* serversFor(sys, 'nslookup', request.server, 1);
  const address = parseIp4(request.host);
  const backwards = address !== undefined && (request.type === undefined || request.type === TYPE_PTR);
  checkName('nslookup', request.host, 1);
  const config = readResolverConfig(sys);
  const names = backwards
    ? [reverseName(address)]
    : request.search
      ? searchNames(request.host, config)
      : [request.host.replace(/\.$/, '')];
  const tool = new Nslookup(sys, request, servers, backwards && request.type === undefined);
  const type = request.type ?? (backwards ? TYPE_PTR : TYPE_A);
  const found = yield* tool.find(names, type);
  if (found === undefined) return 1;
  yield* tool.head(found.reply);
  const { message } = found.reply;
  if (message.rcode !== RCODE_NOERROR) {
    yield* sys.print(`${cannotFind(found.name, message)}\n`);
    return 1;
  }
  if (request.type === undefined && !backwards) return yield* bothFamilies(sys, tool, found.name, message);
  const plain = type === TYPE_A || type === TYPE_AAAA;
  const none = message.answers.length === 0 ? `*** Can't find ${found.name}: No answer\n` : recordsText(message);
  const intro = backwards && request.type === undefined ? '' : notAuthoritative(message);
  yield* sys.print(`${intro}${none}${plain ? '' : '\nAuthoritative answers can be found from:\n'}\n`);
  return 0;
}

/** The IPv4 answer is printed; the IPv6 one follows it. */
function* bothFamilies(sys: Sys, tool: Nslookup, name: string, message: DnsMessage): Blocking<number> {
  yield* sys.print(`${notAuthoritative(message)}${recordsText(message)}`);
  const owner = message.answers.findLast(({ data }) => data.kind === 'name')?.data;
  const reply = yield* tool.ask(owner?.kind === 'name' ? owner.name : name, TYPE_AAAA);
  if (reply === undefined) return 1;
  const second = reply.message;
  if (second.rcode !== RCODE_NOERROR) {
    yield* sys.print(`${cannotFind(name, second)}\n`);
    return 1;
  }
  const none = message.answers.length + second.answers.length === 0;
  yield* sys.print(none ? `*** Can't find ${name}: No answer\n\n` : `${recordsText(second)}\n`);
  return 0;
}

export const nslookup: Program = {
  name: 'nslookup',
  summary: 'look names and addresses up at a name server',
  *main(sys, argv) {
    return yield* runTool(sys, run(sys, argv));
  },
  complete: (sys) => hostCompletions(sys),
};
