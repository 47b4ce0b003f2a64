// The match addrtype: what kind of address the routing table takes a packet's for.
// Source: net/netfilter/xt_addrtype.c (match_type, inet_dev_addr_type); libxt_addrtype.c.
// Not modelled: the types ANYCAST, THROW, NAT and XRESOLVE, which no address has here.
import { ANY, type Ip4, isMulticast, LIMITED_BROADCAST } from '../../../base/ip4.ts';
import type { NetDevice } from '../../stack.ts';
import { type Kind, type Match, not, RuleError } from '../extension.ts';
import type { Traversal } from '../traversal.ts';

/** RTN_*, in the order of their numbers, which is the order in which they are printed. */
const typeNames = [
  'UNSPEC',
  'UNICAST',
  'LOCAL',
  'BROADCAST',
  'ANYCAST',
  'MULTICAST',
  'BLACKHOLE',
  'UNREACHABLE',
  'PROHIBIT',
  'THROW',
  'NAT',
  'XRESOLVE',
] as const;
type TypeName = (typeof typeNames)[number];

interface TypeTest {
  readonly types: readonly TypeName[];
  readonly inverted: boolean;
}

function typeOf(at: Traversal, address: Ip4, through: NetDevice | undefined): TypeName {
  if (address === ANY || address === LIMITED_BROADCAST) return 'BROADCAST';
  if (isMulticast(address)) return 'MULTICAST';
  const route = at.ns.fib.lookup(address);
  if (route === undefined) return 'UNICAST';
  if (through !== undefined && route.device !== through && route.type !== 'local') return 'UNICAST';
  if (through !== undefined && route.type === 'local' && !through.addresses.some((a) => a.local === address))
    return 'UNICAST';
  const name = typeNames.find((known) => known.toLowerCase() === route.type);
  return name ?? 'UNICAST';
}

function parseTypes(word: string, inverted: boolean): TypeTest {
  const given = word.split(',').map((name) => {
    const known = typeNames.find((type) => type === name.toUpperCase());
    if (known === undefined) throw new RuleError(`addrtype: bad type "${name}"`);
    return known;
  });
  return { types: typeNames.filter((type) => given.includes(type)), inverted };
}

const text = (option: string, test: TypeTest | undefined): string =>
  test ? `${not(test.inverted)}--${option} ${test.types.join(',')}` : '';
const listing = (what: string, test: TypeTest | undefined): string =>
  test ? `${what} ${test.inverted ? '!' : ''}${test.types.join(',')}` : '';
const joined = (parts: readonly string[]): string => parts.filter((part) => part !== '').join(' ');

export const addrtypeMatch: Kind<Match> = {
  name: 'addrtype',
  begin() {
    let source: TypeTest | undefined;
    let destination: TypeTest | undefined;
    let limit: 'in' | 'out' | undefined;
    return {
      options: ['--src-type', '--dst-type', '--limit-iface-in', '--limit-iface-out'],
      take(option, words, inverted) {
        if (option === '--src-type') source = parseTypes(words.value(option), inverted);
        else if (option === '--dst-type') destination = parseTypes(words.value(option), inverted);
        else limit = option === '--limit-iface-in' ? 'in' : 'out';
      },
      finish() {
        if (!source && !destination) throw new RuleError('addrtype: you must specify --src-type or --dst-type');
        return addressTypes(source, destination, limit);
      },
    };
  },
};

function addressTypes(
  source: TypeTest | undefined,
  destination: TypeTest | undefined,
  limit: 'in' | 'out' | undefined,
): Match {
  const fits = (at: Traversal, test: TypeTest | undefined, address: Ip4): boolean => {
    if (test === undefined) return true;
    const through = limit === undefined ? undefined : at[limit];
    return test.types.includes(typeOf(at, address, through)) !== test.inverted;
  };
  return {
    name: 'addrtype',
    matches: (at) => fits(at, source, at.packet.source) && fits(at, destination, at.packet.destination),
    text: joined([text('src-type', source), text('dst-type', destination), limit ? `--limit-iface-${limit}` : '']),
    listing: () =>
      joined([
        'ADDRTYPE match',
        listing('src-type', source),
        listing('dst-type', destination),
        limit ? `limit-${limit}` : '',
      ]),
  };
}
