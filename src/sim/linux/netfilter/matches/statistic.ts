// The match statistic: every nth packet, or some by chance.
// Source: net/netfilter/xt_statistic.c; libxt_statistic.c (print_match): a probability is a number of 31 bits.
// Not modelled: nothing known.
import { type Kind, type Match, RuleError } from '../extension.ts';
import type { Traversal } from '../traversal.ts';

const SCALE = 0x80000000;

interface Settings {
  mode: 'random' | 'nth' | undefined;
  probability: number | undefined;
  every: number | undefined;
  packet: number;
  inverted: boolean;
}

export const statisticMatch: Kind<Match> = {
  name: 'statistic',
  begin() {
    const settings: Settings = {
      mode: undefined,
      probability: undefined,
      every: undefined,
      packet: 0,
      inverted: false,
    };
    return {
      options: ['--mode', '--probability', '--every', '--packet'],
      take(option, words, inverted) {
        const word = words.value(option);
        if (option === '--mode') {
          if (word !== 'random' && word !== 'nth') throw new RuleError(`Bad mode "${word}"`);
          settings.mode = word;
        } else if (option === '--probability') {
          const value = Number(word);
          if (!(value >= 0 && value <= 1))
            throw new RuleError('statistic: bad value for option "--probability", or out of range.\n');
          Object.assign(settings, { probability: Math.round(value * SCALE), inverted });
        } else if (!/^\d+$/.test(word)) {
          throw new RuleError(`statistic: bad value for option "${option}", or out of range.\n`);
        } else if (option === '--every') {
          if (Number(word) === 0) throw new RuleError('cannot pass --every 0');
          Object.assign(settings, { every: Number(word), inverted });
        } else settings.packet = Number(word);
      },
      finish: () => (settings.mode === 'nth' ? nth(settings) : random(settings)),
    };
  },
};

const bang = (inverted: boolean): string => (inverted ? ' !' : '');

function random({ mode, probability, inverted }: Settings): Match {
  if (mode === undefined) throw new RuleError('statistic: option "--mode" must be specified\n');
  if (probability === undefined)
    throw new RuleError('statistic match: --probability must be specified when using random mode');
  const spelt = (probability / SCALE).toFixed(11);
  return {
    name: 'statistic',
    matches: (at: Traversal) => at.ns.kernel.filterRandom.int(0, SCALE - 1) < probability !== inverted,
    text: `--mode random${bang(inverted)} --probability ${spelt}`,
    listing: () => `statistic mode random${bang(inverted)} probability ${spelt}`,
  };
}

function nth({ every, packet, inverted }: Settings): Match {
  if (every === undefined) throw new RuleError('statistic match: --every must be specified when using nth mode');
  if (packet >= every) throw new RuleError('the --packet p must be 0 <= p <= n-1');
  let count = packet;
  return {
    name: 'statistic',
    matches() {
      count = count === every - 1 ? 0 : count + 1;
      return (count === 0) !== inverted;
    },
    text: `--mode nth${bang(inverted)} --every ${every} --packet ${packet}`,
    listing: () => `statistic mode nth${bang(inverted)} every ${every}${packet === 0 ? '' : ` packet ${packet}`}`,
  };
}
