// host: everything about a name in short sentences.
// Source: BIND 9.18 bin/dig/host.c (printmessage, show_usage), host(1).
// Not modelled: -v, -a, -C, -l, classes other than IN.
import { formatIp4, parseIp4 } from '../../../base/ip4.ts';
import type { Blocking, Program, Sys } from '../../../host/sys.ts';
import { DNS_PORT, RCODE_NOERROR, RCODE_NXDOMAIN, reverseName } from '../../../wire/dns.ts';
import {
  type DnsRecord,
  TYPE_A,
  TYPE_AAAA,
  TYPE_CNAME,
  TYPE_MX,
  TYPE_NS,
  TYPE_PTR,
  TYPE_TXT,
} from '../../../wire/dns-record.ts';
import { parseOptions } from '../../text/getopt.ts';
import { hostCompletions } from '../ping/ping.ts';
import { readResolverConfig } from '../resolver-config.ts';
import { notSimulated, runTool, ToolExit } from '../tool.ts';
import { lookUp, NO_SERVERS, type Question, type Reply, type Server } from './lookup.ts';
import { codeText, dataText, typeNumber, typeText } from './record-types.ts';
import { checkName, searchNames, serversFor } from './servers.ts';

const USAGE = `Usage: host [-aCdilrTvVw] [-c class] [-N ndots] [-t type] [-W time]
            [-R number] [-m flag] [-p port] hostname [server]
       -a is equivalent to -v -t ANY
       -A is like -a but omits RRSIG, NSEC, NSEC3
       -c specifies query class for non-IN data
       -C compares SOA records on authoritative nameservers
       -d is equivalent to -v
       -l lists all hosts in a domain, using AXFR
       -m set memory debugging flag (trace|record|usage)
       -N changes the number of dots allowed before root lookup is done
       -p specifies the port on the server to query
       -r disables recursive processing
       -R specifies number of retries for UDP packets
       -s a SERVFAIL response should stop query
       -t specifies the query type
       -T enables TCP/IP mode
       -U enables UDP mode
       -v enables verbose output
       -V print version number and exit
       -w specifies to wait forever for a reply
       -W specifies how long to wait for a reply
       -4 use IPv4 query transport only
       -6 use IPv6 query transport only
`;
const VERSION = 'host 9.18.49-1~deb12u3-Debian\n';
const RETRIES = 1; // host.c: two attempts
const TIMEOUT_SECONDS = 5; // dighost.h UDP_TIMEOUT

const rules = {
  options: [
    'a',
    'A',
    'C',
    'd',
    'l',
    'r',
    's',
    'T',
    'U',
    'v',
    'V',
    'w',
    '4',
    '6',
    'c:',
    'm:',
    'N:',
    'p:',
    'R:',
    't:',
    'W:',
  ],
};
const missing = ['a', 'A', 'C', 'd', 'l', 'v', 'w', '6', 'c', 'N', 'm'];

const sentences: Readonly<Record<number, string>> = {
  [TYPE_A]: 'has address',
  [TYPE_AAAA]: 'has IPv6 address',
  [TYPE_CNAME]: 'is an alias for',
  [TYPE_PTR]: 'domain name pointer',
  [TYPE_MX]: 'mail is handled by',
  [TYPE_NS]: 'name server',
  [TYPE_TXT]: 'descriptive text',
};

const recordText = ({ name, type, data }: DnsRecord): string =>
  `${name} ${sentences[type] ?? `has ${typeText(type)} record`} ${dataText(type, data)}\n`;

function* run(sys: Sys, argv: readonly string[]): Blocking<number> {
  const parsed = parseOptions(argv.slice(1), rules);
  if (parsed.kind === 'wrong') throw new ToolExit(1, `host: ${parsed.message}\n${USAGE}`);
  const { options, operands } = parsed;
  if (options.has('V')) throw new ToolExit(0, VERSION);
  const [host, named, ...more] = operands;
  if (host === undefined || more.length > 0) throw new ToolExit(1, USAGE);
  for (const key of missing) if (options.has(key)) throw notSimulated(`host -${key}`);
  const wanted = options.value('t');
  const type = wanted === undefined ? undefined : typeNumber(wanted);
  if (wanted !== undefined && type === undefined) throw new ToolExit(2, '', `host: invalid type: ${wanted}\n\n`);
  if (/^[ai]xfr$/i.test(wanted ?? '')) throw notSimulated(`host -t ${wanted}`);
  checkName('host', host, 1);
  const servers = yield* serversFor(sys, 'host', named, 1);
  const question = {
    recurse: !options.has('r'),
    port: numberOr(options.value('p'), DNS_PORT),
    tries: Math.max(1, numberOr(options.value('R'), RETRIES) + 1),
    seconds: Math.max(1, numberOr(options.value('W'), TIMEOUT_SECONDS)),
    authenticData: false,
    checkingDisabled: false,
    udpSize: undefined,
    cookie: false,
    tcp: options.has('T') || /^any$/i.test(wanted ?? ''),
  };
  const address = parseIp4(host);
  const names = address === undefined ? searchNames(host, readResolverConfig(sys)) : [reverseName(address)];
  const types = type !== undefined ? [type] : address === undefined ? [TYPE_A, TYPE_AAAA, TYPE_MX] : [TYPE_PTR];
  return yield* tell(sys, { names, types, question, servers, named, only: type });
}

interface Telling {
  readonly names: readonly string[];
  readonly types: readonly number[];
  readonly question: Omit<Question, 'name' | 'type'>;
  readonly servers: readonly Server[];
  readonly named: string | undefined;
  /** The type that was asked for by name: its absence is worth a sentence. */
  readonly only: number | undefined;
}

/** Asks for one type after the other; the first one finds out which name of the search list it is. */
function* tell(sys: Sys, telling: Telling): Blocking<number> {
  const { types, named, only } = telling;
  let names = telling.names;
  let status = 0;
  for (const [at, type] of types.entries()) {
    const found = yield* find(sys, telling, names, type);
    if (found === undefined) return 1;
    const { name, reply } = found;
    const { server, message } = reply;
    if (at === 0 && named !== undefined) {
      const where = `${formatIp4(server.address)}#${telling.question.port}`;
      yield* sys.print(`Using domain server:\nName: ${server.name}\nAddress: ${where}\nAliases: \n\n`);
    }
    if (message.rcode !== RCODE_NOERROR) {
      status = 1;
      yield* sys.print(`Host ${name} not found: ${message.rcode}(${codeText(message.rcode)})\n`);
      if (at === 0) return status;
    } else if (message.answers.length === 0 && only !== undefined) {
      yield* sys.print(`${name} has no ${typeText(only)} record\n`);
    } else {
      // The answers of an alias come with every type: the later ones without repeating it.
      yield* sys.print(
        message.answers
          .filter((one) => at === 0 || one.type !== TYPE_CNAME)
          .map(recordText)
          .join(''),
      );
    }
    const alias = message.answers.findLast(({ type: kind }) => kind === TYPE_CNAME)?.data;
    names = [alias?.kind === 'name' ? alias.name : name];
  }
  return status;
}

function* find(
  sys: Sys,
  { question, servers }: Telling,
  names: readonly string[],
  type: number,
): Blocking<{ name: string; reply: Reply } | undefined> {
  for (const [at, name] of names.entries()) {
    const reply = yield* lookUp(sys, { ...question, name, type }, servers, {
      say: (text) => sys.print(text),
      nextOnFailure: true,
    });
    if (!('message' in reply)) {
      if (!reply.said) yield* sys.print(NO_SERVERS);
      return undefined;
    }
    if (reply.message.rcode !== RCODE_NXDOMAIN || at === names.length - 1) return { name, reply };
  }
  return undefined;
}

const numberOr = (text: string | undefined, otherwise: number): number =>
  text !== undefined && /^\d+$/.test(text) ? Number(text) : otherwise;

export const host: Program = {
  name: 'host',
  summary: 'look names and addresses up, told in sentences',
  *main(sys, argv) {
    return yield* runTool(sys, run(sys, argv));
  },
  complete: (sys) => hostCompletions(sys),
};
