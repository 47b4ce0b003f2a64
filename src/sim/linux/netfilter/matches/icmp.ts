// The match icmp: types and codes.
// Source: net/ipv4/netfilter/ip_tables.c (icmp_match); libipt_icmp.c, libxt_icmp.h (names).
// Not modelled: names of types that nobody sends any more.
import { type Kind, type Match, not, RuleError } from '../extension.ts';

const ANY_TYPE = 255;

/** Names, types and first and last codes; a type's own name comes before those of its codes. */
const icmpNames: readonly (readonly [name: string, type: number, first: number, last: number])[] = [
  ['any', ANY_TYPE, 0, 255],
  ['echo-reply', 0, 0, 255],
  ['pong', 0, 0, 255],
  ['destination-unreachable', 3, 0, 255],
  ['network-unreachable', 3, 0, 0],
  ['host-unreachable', 3, 1, 1],
  ['protocol-unreachable', 3, 2, 2],
  ['port-unreachable', 3, 3, 3],
  ['fragmentation-needed', 3, 4, 4],
  ['source-route-failed', 3, 5, 5],
  ['network-unknown', 3, 6, 6],
  ['host-unknown', 3, 7, 7],
  ['network-prohibited', 3, 9, 9],
  ['host-prohibited', 3, 10, 10],
  ['communication-prohibited', 3, 13, 13],
  ['source-quench', 4, 0, 255],
  ['redirect', 5, 0, 255],
  ['network-redirect', 5, 0, 0],
  ['host-redirect', 5, 1, 1],
  ['echo-request', 8, 0, 255],
  ['ping', 8, 0, 255],
  ['router-advertisement', 9, 0, 255],
  ['router-solicitation', 10, 0, 255],
  ['time-exceeded', 11, 0, 255],
  ['ttl-exceeded', 11, 0, 255],
  ['ttl-zero-during-transit', 11, 0, 0],
  ['ttl-zero-during-reassembly', 11, 1, 1],
  ['parameter-problem', 12, 0, 255],
  ['timestamp-request', 13, 0, 255],
  ['timestamp-reply', 14, 0, 255],
];

interface IcmpTest {
  readonly type: number;
  readonly first: number;
  readonly last: number;
}

function parseType(word: string): IcmpTest {
  const lower = word.toLowerCase();
  const exact = icmpNames.filter(([name]) => name === lower);
  const named = exact.length > 0 ? exact : icmpNames.filter(([name]) => name.startsWith(lower));
  const [found] = named;
  if (found !== undefined && named.length === 1) return { type: found[1], first: found[2], last: found[3] };
  if (named.length > 1)
    throw new RuleError(`Ambiguous ICMP type \`${word}': \`${named[0]?.[0]}' or \`${named[1]?.[0]}'?`);
  const numbers = /^(\d+)(?:\/(\d+))?$/.exec(word);
  if (numbers === null) throw new RuleError(`Unknown ICMP type \`${word}'`);
  const type = Number(numbers[1]);
  const code = numbers[2] === undefined ? undefined : Number(numbers[2]);
  if (type > 255) throw new RuleError(`Invalid ICMP type \`${numbers[1]}'`);
  if (code !== undefined && code > 255) throw new RuleError(`Invalid ICMP code \`${numbers[2]}'`);
  return { type, first: code ?? 0, last: code ?? 255 };
}

export const icmpMatch: Kind<Match> = {
  name: 'icmp',
  begin() {
    let test: IcmpTest | undefined;
    let negated = false;
    return {
      options: ['--icmp-type'],
      take(option, words, inverted) {
        test = parseType(words.value(option));
        negated = inverted;
      },
      finish() {
        if (!test) throw new RuleError('icmp: option "--icmp-type" must be specified\n');
        return icmpTest(test, negated);
      },
    };
  },
};

function icmpTest({ type, first, last }: IcmpTest, inverted: boolean): Match {
  const code = first === last ? `/${first}` : '';
  const name = icmpNames.find(([, t, f, l]) => t === type && f === first && l === last)?.[0];
  return {
    name: 'icmp',
    matches({ packet: { body } }) {
      if (body.kind !== 'icmp') return false;
      return (type === ANY_TYPE || (body.type === type && body.code >= first && body.code <= last)) !== inverted;
    },
    text: `${not(inverted)}--icmp-type ${type === ANY_TYPE ? 'any' : `${type}${code}`}`,
    listing(names) {
      if (!names.numeric && name !== undefined) return `icmp ${inverted ? '!' : ''}${name}`;
      return `icmp${inverted ? ' !' : ''}type ${type}${first === last ? ` code ${first}` : ''}`;
    },
  };
}
