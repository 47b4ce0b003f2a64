// Which of several addresses a program tries first: those of getaddrinfo(3) come sorted, whatever order the server gave.
// Source: RFC 6724 section 6; glibc sysdeps/posix/getaddrinfo.c rfc3484_sort (its rule 9 counts for IPv4 within one subnet only).
// Not modelled: IPv6 destinations and with them rules 3 to 7; /etc/gai.conf.
import { formatIp4, type Ip4 } from '../../base/ip4.ts';
import type { Sys } from '../../host/sys.ts';
import type { Decision } from '../../trace/decision.ts';

/** Any port will do: connecting a UDP socket finds the source address, and sends nothing. */
const NO_PORT = 0;

interface Destination {
  readonly address: Ip4;
  /** The address that a packet there would leave with; undefined when there is no way. */
  readonly source: Ip4 | undefined;
  readonly scope: number;
  readonly sourceScope: number;
  /** How many bits from the lowest one on may differ from the source, in the source's own subnet; 0 elsewhere. */
  readonly distance: number;
}

/** The addresses in the order in which they are tried, and why the first one is. */
export interface Ordered {
  readonly addresses: readonly Ip4[];
  readonly because: Decision | undefined;
}

/** Sorts as getaddrinfo does. One address alone is left as it is, without asking for a route. */
export function orderDestinations(sys: Sys, name: string, addresses: readonly Ip4[]): Ordered {
  if (addresses.length < 2) return { addresses, because: undefined };
  const given = addresses.map((address) => destination(sys, address));
  const sorted = [...given].sort((a, b) => rules.map((rule) => rule.compare(a, b)).find((sign) => sign !== 0) ?? 0);
  const [first] = sorted;
  if (first === undefined) return { addresses, because: undefined };
  return { addresses: sorted.map(({ address }) => address), because: choice(name, given, first) };
}

function destination(sys: Sys, address: Ip4): Destination {
  const source = sourceFor(sys, address);
  const own = source === undefined ? undefined : sys.net.addresses().find(({ local }) => local === source);
  const mask = own === undefined ? 0 : (0xffffffff << (32 - own.prefixLength)) >>> 0;
  const near = own !== undefined && own.prefixLength > 0 && (address & mask) >>> 0 === (own.local & mask) >>> 0;
  const distance = near && source !== undefined ? 32 - Math.clz32(address ^ source) : 0;
  return { address, source, scope: scopeOf(address), sourceScope: scopeOf(source ?? 0), distance };
}

function sourceFor(sys: Sys, address: Ip4): Ip4 | undefined {
  const made = sys.sockets.socket({ type: 'udp' });
  if (!made.ok) return undefined;
  try {
    return made.value.connect(address, NO_PORT) === undefined ? made.value.localAddress().address : undefined;
  } finally {
    made.value.close();
  }
}

/** RFC 6724 3.2: loopback and link-local addresses reach less far than all others. */
const LINK_LOCAL = 0x2;
const GLOBAL = 0xe;
const scopeOf = (address: Ip4): number => (address >>> 24 === 127 || address >>> 16 === 0xa9fe ? LINK_LOCAL : GLOBAL);

const truthFirst = (a: boolean, b: boolean): number => Number(b) - Number(a);

const rules: readonly { readonly words: string; compare(a: Destination, b: Destination): number }[] = [
  {
    words: 'rule 1: there is a way to it',
    compare: (a, b) => truthFirst(a.source !== undefined, b.source !== undefined),
  },
  {
    words: 'rule 2: it reaches as far as the own address',
    compare: (a, b) => truthFirst(a.scope === a.sourceScope, b.scope === b.sourceScope),
  },
  { words: 'rule 8: it reaches less far', compare: (a, b) => a.scope - b.scope },
  { words: 'rule 9: it has the longest prefix in common with', compare: (a, b) => a.distance - b.distance },
];

/** In words: which rule put the first one before the others, or that the server's order stood. */
function choice(name: string, given: readonly Destination[], first: Destination): Decision {
  const others = given.filter((one) => one !== first);
  const rule = rules.find(({ compare }) => others.every((other) => compare(first, other) < 0));
  const own = first.source === undefined ? '' : ` ${formatIp4(first.source)}`;
  const why =
    rule !== undefined
      ? `RFC 6724 ${rule.words}${rule.words.endsWith('with') ? own : ''}`
      : given[0] === first
        ? 'the first in the reply'
        : 'RFC 6724 puts it first among equals';
  const words = `${name}: chose ${formatIp4(first.address)} of ${given.length} addresses, ${why}`;
  const facts = given.map(({ address }, at) => ({ label: `answer ${at + 1}`, value: formatIp4(address) }));
  return { describe: () => words, cause: () => ({ kind: 'dns', facts, creator: 'getaddrinfo' }) };
}
