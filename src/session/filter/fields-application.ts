// Fields of what UDP and TCP carry, and of tunnels. Names, types and labels are those of Wireshark's display filter reference.

import { getU16 } from '../../sim/wire/bytes.ts';
import type { DnsMessage } from '../../sim/wire/dns.ts';
import type { DnsRecord } from '../../sim/wire/dns-record.ts';
import { ESP_PREFIX } from '../../sim/wire/esp.ts';
import { type Field, fieldsOf, protocol } from './field.ts';
import type { HttpHead } from './http-head.ts';

const dns = fieldsOf<'dns'>(({ dns }) => dns);
const http = fieldsOf<'http'>(({ http }) => http);
const vxlan = fieldsOf<'vxlan'>(({ vxlan }) => vxlan);
const esp = fieldsOf<'esp'>(({ esp }) => esp);
const data = fieldsOf<'data'>(({ data }) => data);

const TYPE_CNAME = 5;
const TYPE_PTR = 12;
const types = { a: 1, ns: 2, cname: 5, soa: 6, ptr: 12, mx: 15, txt: 16, aaaa: 28, srv: 33 };

/** All records of a message but the OPT record. */
const recordsOf = ({ answers, authority = [], additional = [] }: DnsMessage): readonly DnsRecord[] => [
  ...answers,
  ...authority,
  ...additional,
];

/** Names in records of a type, as a CNAME has one. */
function namesOf(message: DnsMessage, type: number): string[] {
  return recordsOf(message).flatMap(({ type: its, data: its_ }) =>
    its === type && its_.kind === 'name' ? [its_.name] : [],
  );
}

function headers({ headers: all }: HttpHead, name: string): string[] {
  return all.flatMap(([its, value]) => (its === name ? [value] : []));
}

const header = (field: string, what: string, name: string): Field =>
  http(`http.${field}`, 'text', what, (is) => headers(is, name));

export const applicationFields: readonly Field[] = [
  protocol('dns', 'Domain Name System', ({ dns }) => dns),
  dns('dns.id', 'number', 'Transaction ID', ({ id }) => id),
  dns('dns.flags', 'number', 'Flags', (_, { at, bytes }) => getU16(bytes(), at + 2)),
  dns('dns.flags.response', 'flag', 'Response', ({ response }) => Number(response)),
  dns('dns.flags.authoritative', 'flag', 'Authoritative', ({ response, authoritative }) =>
    response ? Number(authoritative) : undefined,
  ),
  dns('dns.flags.truncated', 'flag', 'Truncated', ({ truncated }) => Number(truncated)),
  dns('dns.flags.recdesired', 'flag', 'Recursion desired', ({ recursionDesired }) => Number(recursionDesired)),
  dns('dns.flags.recavail', 'flag', 'Recursion available', ({ response, recursionAvailable }) =>
    response ? Number(recursionAvailable) : undefined,
  ),
  dns('dns.flags.rcode', 'number', 'Reply code', ({ response, rcode }) => (response ? rcode : undefined), {
    'no error': 0,
    'format error': 1,
    'server failure': 2,
    'no such name': 3,
    'not implemented': 4,
    refused: 5,
  }),
  dns('dns.count.queries', 'number', 'Questions', ({ questions }) => questions.length),
  dns('dns.count.answers', 'number', 'Answer RRs', ({ answers }) => answers.length),
  dns('dns.count.auth_rr', 'number', 'Authority RRs', ({ authority = [] }) => authority.length),
  dns('dns.count.add_rr', 'number', 'Additional RRs', (_, { at, bytes }) => getU16(bytes(), at + 10)),
  dns('dns.qry.name', 'text', 'Name asked for', ({ questions }) => questions.map(({ name }) => name || '<Root>')),
  dns('dns.qry.type', 'number', 'Type asked for', ({ questions }) => questions.map(({ type }) => type), types),
  dns('dns.resp.name', 'text', 'Name of a record', (is) => recordsOf(is).map(({ name }) => name || '<Root>')),
  dns('dns.resp.type', 'number', 'Type of a record', (is) => recordsOf(is).map(({ type }) => type), types),
  dns('dns.resp.ttl', 'number', 'Time to live of a record', (is) => recordsOf(is).map(({ ttl }) => ttl)),
  dns('dns.a', 'ipv4', 'Address', (is) =>
    recordsOf(is).flatMap(({ data: its }) => (its.kind === 'a' ? [its.address] : [])),
  ),
  dns('dns.cname', 'text', 'CNAME', (is) => namesOf(is, TYPE_CNAME)),
  dns('dns.ptr.domain_name', 'text', 'Domain name of an address', (is) => namesOf(is, TYPE_PTR)),
  dns('dns.txt', 'text', 'TXT', (is) =>
    recordsOf(is).flatMap(({ data: its }) => (its.kind === 'txt' ? its.strings : [])),
  ),

  protocol('http', 'Hypertext Transfer Protocol', ({ http }) => http),
  http('http.request', 'flag', 'Request', ({ kind }) => (kind === 'request' ? 1 : undefined)),
  http('http.response', 'flag', 'Response', ({ kind }) => (kind === 'response' ? 1 : undefined)),
  http('http.request.method', 'text', 'Request method', ({ method }) => method),
  http('http.request.uri', 'text', 'Request URI', ({ uri }) => uri),
  http('http.request.version', 'text', 'Request version', ({ kind, version }) =>
    kind === 'request' ? version : undefined,
  ),
  http('http.response.version', 'text', 'Response version', ({ kind, version }) =>
    kind === 'response' ? version : undefined,
  ),
  http('http.response.code', 'number', 'Status code', ({ code }) => code),
  http('http.response.phrase', 'text', 'Response phrase', ({ phrase }) => phrase),
  header('host', 'Host', 'host'),
  header('user_agent', 'User-Agent', 'user-agent'),
  header('accept', 'Accept', 'accept'),
  header('server', 'Server', 'server'),
  header('connection', 'Connection', 'connection'),
  header('content_type', 'Content-Type', 'content-type'),
  http('http.content_length_header', 'text', 'Content-Length', (is) => headers(is, 'content-length')),
  header('location', 'Location', 'location'),
  header('x_forwarded_for', 'X-Forwarded-For', 'x-forwarded-for'),

  protocol('vxlan', 'Virtual eXtensible Local Area Network', ({ vxlan }) => vxlan),
  vxlan('vxlan.flags', 'number', 'Flags', () => 0x0800),
  vxlan('vxlan.gbp', 'number', 'Group policy ID', () => 0),
  vxlan('vxlan.vni', 'number', 'VXLAN network identifier', ({ vni }) => vni),
  vxlan('vxlan.reserved8', 'number', 'Reserved', () => 0),

  protocol('esp', 'Encapsulating Security Payload', ({ esp }) => esp),
  esp('esp.spi', 'number', 'ESP SPI', ({ spi }) => spi),
  esp('esp.sequence', 'number', 'ESP sequence', ({ sequence }) => sequence),
  esp('esp.iv', 'bytes', 'ESP IV', (_, { at, bytes }) => bytes().subarray(at + 8, at + ESP_PREFIX)),

  protocol('data', 'Data', ({ data }) => data),
  data('data.data', 'bytes', 'Data', (bytes) => bytes),
  data('data.len', 'number', 'Length', (bytes) => bytes.length),
];
