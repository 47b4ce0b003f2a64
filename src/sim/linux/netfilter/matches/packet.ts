// The matches length, ttl, tos and string: what is in a packet.
// Source: net/netfilter/xt_length.c, xt_hl.c, xt_string.c, xt_dscp.c; libxt_length.c, libipt_ttl.c, libxt_string.c.
// Not modelled: string's --hex-string and --icase; names of types of service.
import { type Ipv4Packet, ipv4Bytes } from '../../../wire/ipv4.ts';
import { type Kind, type Match, not, notSimulated, RuleError } from '../extension.ts';

const MOST = 65_535;

function number(word: string, most: number, what: string): number {
  if (!/^\d+$/.test(word) || Number(word) > most) throw new RuleError(what);
  return Number(word);
}

export const lengthMatch: Kind<Match> = {
  name: 'length',
  begin() {
    let range: { first: number; last: number; inverted: boolean } | undefined;
    return {
      options: ['--length'],
      take(option, words, inverted) {
        const word = words.value(option);
        const wrong = `length: bad value for option "--length", or out of range (0-${MOST}).\n`;
        const [from = '', to = from] = word.split(':', 2);
        const first = from === '' ? 0 : number(from, MOST, wrong);
        range = { first, last: to === '' ? MOST : number(to, MOST, wrong), inverted };
      },
      finish() {
        if (!range) throw new RuleError('length: option "--length" must be specified\n');
        const { first, last, inverted } = range;
        const spelt = first === last ? `${first}` : `${first}:${last}`;
        return {
          name: 'length',
          matches: ({ packet: { length } }) => (length >= first && length <= last) !== inverted,
          text: `${not(inverted)}--length ${spelt}`,
          listing: () => `length ${inverted ? '!' : ''}${spelt}`,
        };
      },
    };
  },
};

type Comparison = (ttl: number, wanted: number) => boolean;
const comparisons: ReadonlyMap<string, readonly [sign: string, holds: Comparison]> = new Map([
  ['--ttl-eq', ['==', (ttl, wanted) => ttl === wanted]],
  ['--ttl-lt', ['<', (ttl, wanted) => ttl < wanted]],
  ['--ttl-gt', ['>', (ttl, wanted) => ttl > wanted]],
]);

export const ttlMatch: Kind<Match> = {
  name: 'ttl',
  begin() {
    let test: { option: string; wanted: number; inverted: boolean } | undefined;
    return {
      options: ['--ttl-eq', '--ttl-lt', '--ttl-gt'],
      take(option, words, inverted) {
        const wanted = number(
          words.value(option),
          255,
          `ttl: bad value for option "${option}", or out of range (0-255).\n`,
        );
        test = { option, wanted, inverted };
      },
      finish() {
        const known = test && comparisons.get(test.option);
        if (!test || !known)
          throw new RuleError("TTL match: You must specify one of `--ttl-eq', `--ttl-lt', `--ttl-gt");
        const { option, wanted, inverted } = test;
        const [sign, holds] = known;
        return {
          name: 'ttl',
          matches: ({ packet }) => holds(packet.ttl, wanted) !== inverted,
          text: `${not(inverted)}${option} ${wanted}`,
          listing: () => `TTL match TTL ${inverted ? '!=' : sign} ${wanted}`,
        };
      },
    };
  },
};

/** Whether the bytes of a packet between two offsets hold a text. */
function holdsText(packet: Ipv4Packet, wanted: Uint8Array, from: number, to: number): boolean {
  const bytes = ipv4Bytes(packet);
  const last = Math.min(bytes.length, to) - wanted.length;
  for (let at = from; at <= last; at++) {
    let i = 0;
    while (i < wanted.length && bytes[at + i] === wanted[i]) i++;
    if (i === wanted.length) return true;
  }
  return false;
}

export const stringMatch: Kind<Match> = {
  name: 'string',
  begin() {
    let wanted: { text: string; inverted: boolean } | undefined;
    let algorithm: string | undefined;
    let [from, to] = [0, MOST];
    return {
      options: ['--string', '--algo', '--from', '--to', '--hex-string', '--icase'],
      take(option, words, inverted) {
        if (option === '--hex-string' || option === '--icase') throw notSimulated(`iptables -m string ${option}`);
        const word = words.value(option);
        if (option === '--string') wanted = { text: word, inverted };
        else if (option === '--algo') algorithm = word;
        else {
          const offset = number(word, MOST, `string: bad value for option "${option}", or out of range (0-${MOST}).\n`);
          if (option === '--from') from = offset;
          else to = offset;
        }
      },
      finish() {
        if (!wanted) throw new RuleError("STRING match: You must specify `--string' or `--hex-string'");
        if (algorithm === undefined) throw new RuleError('string: option "--algo" must be specified\n');
        const { text, inverted } = wanted;
        const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
        const [first, last] = [from, to];
        const begin = first === 0 ? '' : ` --from ${first}`;
        const end = last === MOST ? '' : ` --to ${last}`;
        const listed = `${begin}${end}`.replace(' --from', ' FROM').replace(' --to', ' TO');
        return {
          name: 'string',
          matches: ({ packet }) => holdsText(packet, bytes, first, last) !== inverted,
          text: `${not(inverted)}--string "${text}" --algo ${algorithm}${begin}${end}`,
          listing: () => `STRING match ${inverted ? '!' : ''} "${text}" ALGO name ${algorithm}${listed}`,
        };
      },
    };
  },
};
