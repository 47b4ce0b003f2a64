// The match policy: whether a packet came through IPsec.
// Source: net/netfilter/xt_policy.c; libxt_policy.c.
// Not modelled: --dir out, --strict with several elements (--next), tunnel endpoints.
import type { SecPathStep } from '../../conntrack/tracking.ts';
import { hex, type Kind, type Match, not, notSimulated, parseNumber, RuleError } from '../extension.ts';

interface Element {
  readonly option: string;
  readonly word: string;
  readonly inverted: boolean;
  fits(step: SecPathStep): boolean;
}

function elementOf(option: string, word: string, inverted: boolean): Element {
  const number = parseNumber(word);
  const fits = (step: SecPathStep): boolean => {
    if (option === '--reqid') return (step.reqid === number) !== inverted;
    if (option === '--spi') return (step.spi === number) !== inverted;
    return ((option === '--proto' ? step.protocol : step.mode) === word) !== inverted;
  };
  if ((option === '--reqid' || option === '--spi') && number === undefined)
    throw new RuleError(`policy: bad value for option "${option}", or out of range (0-4294967295).\n`);
  return { option, word: option === '--spi' ? hex(number ?? 0) : word, inverted, fits };
}

export const policyMatch: Kind<Match> = {
  name: 'policy',
  begin() {
    let direction: string | undefined;
    let policy: string | undefined;
    const elements: Element[] = [];
    return {
      options: [
        '--dir',
        '--pol',
        '--reqid',
        '--spi',
        '--proto',
        '--mode',
        '--strict',
        '--tunnel-src',
        '--tunnel-dst',
        '--next',
      ],
      take(option, words, inverted) {
        if (option === '--dir') direction = words.value(option);
        else if (option === '--pol') policy = words.value(option);
        else if (['--reqid', '--spi', '--proto', '--mode'].includes(option))
          elements.push(elementOf(option, words.value(option), inverted));
        else throw notSimulated(`iptables -m policy ${option}`);
      },
      finish() {
        if (direction === undefined) throw new RuleError('policy match: neither --dir in nor --dir out specified');
        if (direction !== 'in' && direction !== 'out') throw new RuleError(`policy_match: invalid dir "${direction}"`);
        if (policy !== undefined && policy !== 'none' && policy !== 'ipsec')
          throw new RuleError(`policy match: invalid policy "${policy}"`);
        if (policy === 'none' && elements.length > 0)
          throw new RuleError('policy match: policy none but --strict given');
        if (direction === 'out') throw notSimulated('iptables -m policy --dir out');
        const wanted = policy;
        const rest = elements.map(({ option, word, inverted }) => `${not(inverted)}${option} ${word}`);
        const words = ['--dir in', ...(wanted === undefined ? [] : [`--pol ${wanted}`]), ...rest].join(' ');
        return {
          name: 'policy',
          matches(at) {
            const path = at.tracking?.secPath;
            if (wanted === 'none') return path === undefined;
            return path?.some((step) => elements.every((element) => element.fits(step))) ?? false;
          },
          text: words,
          listing: () => `policy match ${words.replaceAll('--', '')}`,
        };
      },
    };
  },
};
