// A DNS message taken apart for people: its header, and each question and record at its place.
// Source: RFC 1035 section 4; Wireshark's field names (dns.*).
// Not modelled: fields within a record; each is one line, as Wireshark's folded tree shows it.
import { getU16, hexDigits, hexOf } from './bytes.ts';
import { DNS_HEADER, type DnsMessage, rcodeName, typeName } from './dns.ts';
import { readName } from './dns-name.ts';
import { dataSummary, readRecord, TYPE_OPT } from './dns-record.ts';
import { type FieldView, field, type LayerView } from './layer.ts';

/** `bytes` end where the message ends. */
export function describeDns(dns: DnsMessage, bytes: Uint8Array, at: number): LayerView {
  const flags = getU16(bytes, at + 2);
  const what = dns.response ? `Standard query response, ${rcodeName(dns.rcode)}` : 'Standard query';
  const name = dns.response ? 'response' : 'query';
  return {
    name: 'Domain Name System',
    summary: `Domain Name System (${name})`,
    offset: at,
    length: bytes.length - at,
    fields: [
      field('dns.id', 'Transaction ID', hexOf(dns.id, 4), at, 2),
      field('dns.flags', 'Flags', `${hexOf(flags, 4)} ${what}`, at + 2, 2),
      field('dns.count.queries', 'Questions', dns.questions.length, at + 4, 2),
      field('dns.count.answers', 'Answer RRs', dns.answers.length, at + 6, 2),
      field('dns.count.auth_rr', 'Authority RRs', getU16(bytes, at + 8), at + 8, 2),
      field('dns.count.add_rr', 'Additional RRs', getU16(bytes, at + 10), at + 10, 2),
      ...bodyFields(bytes.subarray(at), at),
    ],
  };
}

/** What stands behind the header; `shift` is where the message begins. */
function bodyFields(message: Uint8Array, shift: number): FieldView[] {
  const fields: FieldView[] = [];
  let from = DNS_HEADER;
  const add = (key: string, label: string, value: string, to: number): void => {
    fields.push(field(key, label, value, shift + from, to - from));
    from = to;
  };
  for (let n = getU16(message, 4); n > 0; n--) {
    const name = readName(message, from);
    if (name === undefined) return fields;
    add('dns.qry.name', 'Query', `${name.text}: type ${typeName(getU16(message, name.end))}, class IN`, name.end + 4);
  }
  for (const [label, countAt] of [
    ['Answer', 6],
    ['Authority', 8],
    ['Additional', 10],
  ] as const) {
    for (let n = getU16(message, countAt); n > 0; n--) {
      const found = readRecord(message, from);
      if (found === undefined) return fields;
      const { name, type, ttl, data } = found.record;
      if (type === TYPE_OPT) add('dns.resp.type', label, `<Root>: type OPT, ${found.class} bytes`, found.end);
      else
        add(
          'dns.resp.name',
          label,
          `${name}: type ${typeName(type)}, class IN, ttl ${ttl}, ${dataSummary(data)}`,
          found.end,
        );
    }
  }
  if (from < message.length) add('dns.trailer', 'Trailing bytes', hexDigits(message.subarray(from)), message.length);
  return fields;
}
