// The matches mark, comment and iprange.
// Source: net/netfilter/xt_mark.c, xt_comment.c, xt_iprange.c; libxt_mark.c, libxt_comment.c, libxt_iprange.c.
// Not modelled: nothing known.
import { formatIp4, type Ip4, parseIp4 } from '../../../base/ip4.ts';
import { hex, type Kind, type Match, not, parseNumber, RuleError } from '../extension.ts';
import { quoted } from '../quote.ts';

const MAX_COMMENT = 255; // XT_MAX_COMMENT_LEN - 1

export const markMatch: Kind<Match> = {
  name: 'mark',
  begin() {
    let test: { value: number; mask: number; inverted: boolean } | undefined;
    return {
      options: ['--mark'],
      take(option, words, inverted) {
        const word = words.value(option);
        const [value = '', mask] = word.split('/', 2);
        const parsed = parseNumber(value);
        const bits = mask === undefined ? 0xffffffff : parseNumber(mask);
        if (parsed === undefined || bits === undefined)
          throw new RuleError(`mark: bad integer value for option "--mark", or out of range.\n`);
        test = { value: parsed, mask: bits, inverted };
      },
      finish() {
        if (!test) throw new RuleError('mark: option "--mark" must be specified\n');
        const { value, mask, inverted } = test;
        const spelt = mask === 0xffffffff ? hex(value) : `${hex(value)}/${hex(mask)}`;
        return {
          name: 'mark',
          matches: (at) => (((at.tracking?.mark ?? 0) & mask) >>> 0 === value) !== inverted,
          text: `${not(inverted)}--mark ${spelt}`,
          listing: () => `mark match ${not(inverted)}${spelt}`,
        };
      },
    };
  },
};

export const commentMatch: Kind<Match> = {
  name: 'comment',
  begin() {
    let comment: string | undefined;
    return {
      options: ['--comment'],
      take(option, words) {
        const word = words.value(option);
        if (word.length > MAX_COMMENT)
          throw new RuleError(`comment: option "--comment" may not be longer than ${MAX_COMMENT} characters\n`);
        comment = word;
      },
      finish() {
        if (comment === undefined) throw new RuleError('comment: option "--comment" must be specified\n');
        const said = comment;
        return {
          name: 'comment',
          matches: () => true,
          text: `--comment ${quoted(said)}`,
          listing: () => `/* ${said} */`,
        };
      },
    };
  },
};

interface AddressRange {
  readonly first: Ip4;
  readonly last: Ip4;
  readonly inverted: boolean;
}

function parseAddressRange(word: string, inverted: boolean): AddressRange {
  const [from = '', to = from] = word.split('-', 2);
  const first = parseIp4(from);
  const last = parseIp4(to);
  if (first === undefined || last === undefined) throw new RuleError(`iprange: Bad IP address "${word}"\n`);
  return { first, last, inverted };
}

export const iprangeMatch: Kind<Match> = {
  name: 'iprange',
  begin() {
    let source: AddressRange | undefined;
    let destination: AddressRange | undefined;
    const fits = (range: AddressRange | undefined, ip: Ip4): boolean =>
      range === undefined || (ip >= range.first && ip <= range.last) !== range.inverted;
    const spelt = ({ first, last }: AddressRange): string => `${formatIp4(first)}-${formatIp4(last)}`;
    const each = (one: (name: 'src' | 'dst', range: AddressRange) => string): string =>
      [source && one('src', source), destination && one('dst', destination)].filter(Boolean).join(' ');
    return {
      options: ['--src-range', '--dst-range'],
      take(option, words, inverted) {
        const range = parseAddressRange(words.value(option), inverted);
        if (option === '--src-range') source = range;
        else destination = range;
      },
      finish() {
        if (!source && !destination)
          throw new RuleError("iprange match: You must specify `--src-range' or `--dst-range'");
        const words = { src: 'source', dst: 'destination' };
        return {
          name: 'iprange',
          matches: ({ packet }) => fits(source, packet.source) && fits(destination, packet.destination),
          text: each((name, range) => `${not(range.inverted)}--${name}-range ${spelt(range)}`),
          listing: () => each((name, range) => `${words[name]} IP range ${not(range.inverted)}${spelt(range)}`),
        };
      },
    };
  },
};
