// The match limit: a token bucket.
// Source: net/netfilter/xt_limit.c; libxt_limit.c (parse_rate, print_rate): the average is a time between packets in 1/10000 s.
// Not modelled: the kernel's rounding to jiffies.
import type { SimTime } from '../../../des/scheduler.ts';
import { type Kind, type Match, RuleError } from '../extension.ts';

const XT_LIMIT_SCALE = 10_000;
const DEFAULT_RATE = '3/hour';
const DEFAULT_BURST = 5;
const MICROSECONDS_PER_UNIT = 100;

const units: readonly (readonly [name: string, seconds: number])[] = [
  ['day', 86_400],
  ['hour', 3600],
  ['min', 60],
  ['sec', 1],
];

/** The time between two packets, in units of XT_LIMIT_SCALE to the second. */
function parseRate(word: string): number {
  const parts = /^(\d+)(?:\/([a-z]+))?$/i.exec(word);
  const unit = parts?.[2]?.toLowerCase() ?? 'second';
  const longNames: Readonly<Record<string, string>> = { sec: 'second', min: 'minute', hour: 'hour', day: 'day' };
  const seconds = units.find(([name]) => longNames[name]?.startsWith(unit))?.[1];
  const count = Number(parts?.[1] ?? 0);
  if (!parts || seconds === undefined || count === 0) throw new RuleError(`bad rate "${word}"'`);
  const between = Math.floor((XT_LIMIT_SCALE * seconds) / count);
  if (between === 0) throw new RuleError(`Rate too fast "${word}"\n`);
  return between;
}

/** print_rate: the smallest unit in which the rate is nearly a whole number. */
function rateText(between: number): string {
  let best = units[0];
  for (const unit of units.slice(1)) {
    const span = unit[1] * XT_LIMIT_SCALE;
    if (between > span || Math.floor(span / between) < span % between) break;
    best = unit;
  }
  const [name, seconds] = best ?? ['sec', 1];
  return `${Math.floor((seconds * XT_LIMIT_SCALE) / between)}/${name}`;
}

/** Tokens in a bucket that fills with time. */
class Bucket {
  readonly #between: SimTime;
  readonly #most: SimTime;
  #credit: SimTime;
  #at: SimTime | undefined;

  constructor(between: number, burst: number) {
    this.#between = between * MICROSECONDS_PER_UNIT;
    this.#most = this.#between * burst;
    this.#credit = this.#most;
  }

  take(now: SimTime): boolean {
    this.#credit = Math.min(this.#most, this.#credit + now - (this.#at ?? now));
    this.#at = now;
    if (this.#credit < this.#between) return false;
    this.#credit -= this.#between;
    return true;
  }
}

export const limitMatch: Kind<Match> = {
  name: 'limit',
  begin() {
    let rate = DEFAULT_RATE;
    let burst = DEFAULT_BURST;
    return {
      options: ['--limit', '--limit-burst'],
      take(option, words, inverted) {
        if (inverted) throw new RuleError(`limit: "${option}" option cannot be inverted.\n`);
        const word = words.value(option);
        if (option === '--limit') rate = word;
        else if (!/^\d+$/.test(word) || Number(word) > 10_000)
          throw new RuleError(`limit: bad value for option "--limit-burst", or out of range (0-10000).\n`);
        else burst = Number(word);
      },
      finish() {
        const between = parseRate(rate);
        const bucket = new Bucket(between, burst);
        const extra = burst === DEFAULT_BURST ? '' : ` --limit-burst ${burst}`;
        return {
          name: 'limit',
          matches: (at) => bucket.take(at.ns.kernel.scheduler.now),
          text: `--limit ${rateText(between)}${extra}`,
          listing: () => `limit: avg ${rateText(between)} burst ${burst}`,
        };
      },
    };
  },
};
