// The targets MARK, LOG, NOTRACK and CT --notrack.
// Source: net/netfilter/xt_mark.c, xt_LOG.c, xt_CT.c; libxt_MARK.c, libxt_LOG.c, libxt_CT.c.
// Not modelled: the kernel's log, which nothing here reads yet: LOG matches and goes on.
import { hex, type Kind, notSimulated, parseNumber, RuleError, type Target } from '../extension.ts';
import { quoted } from '../quote.ts';

const ALL = 0xffffffff;
const WARNING = 4; // LOG_WARNING
const MAX_PREFIX = 29;

interface MarkChange {
  readonly value: number;
  readonly mask: number;
}

/** How --set-mark, --or-mark … change the mark: mark = (mark & ~mask) ^ value. */
function markChange(option: string, word: string): MarkChange {
  const [text = '', maskText] = word.split('/', 2);
  const value = parseNumber(text);
  const mask = maskText === undefined ? ALL : parseNumber(maskText);
  if (value === undefined || mask === undefined)
    throw new RuleError(`MARK: bad integer value for option "${option}", or out of range.\n`);
  switch (option) {
    case '--set-mark':
      return { value, mask: (mask | value) >>> 0 };
    case '--and-mark':
      return { value: 0, mask: ~value >>> 0 };
    case '--or-mark':
      return { value, mask: value };
    case '--xor-mark':
      return { value, mask: 0 };
    default:
      return { value, mask };
  }
}

/** mark_tg_print. */
function markListing({ value, mask }: MarkChange): string {
  if (value === 0) return `MARK and ${hex(~mask >>> 0)}`;
  if (value === mask) return `MARK or ${hex(value)}`;
  if (mask === 0) return `MARK xor ${hex(value)}`;
  if (mask === ALL) return `MARK set ${hex(value)}`;
  return `MARK xset ${hex(value)}/${hex(mask)}`;
}

export const markTarget: Kind<Target> = {
  name: 'MARK',
  begin() {
    let change: MarkChange | undefined;
    return {
      options: ['--set-xmark', '--set-mark', '--and-mark', '--or-mark', '--xor-mark'],
      take(option, words) {
        change = markChange(option, words.value(option));
      },
      finish() {
        if (!change) throw new RuleError('MARK: One of the --set-xmark, --{and,or,xor,set}-mark options is required');
        const to = change;
        return {
          name: 'MARK',
          text: `--set-xmark ${hex(to.value)}/${hex(to.mask)}`,
          listing: () => markListing(to),
          apply(at) {
            const tracking = at.remember();
            tracking.mark = ((tracking.mark & ~to.mask) ^ to.value) >>> 0;
            return 'continue';
          },
        };
      },
    };
  },
};

const levels = ['emerg', 'alert', 'crit', 'error', 'warn', 'notice', 'info', 'debug'] as const;

function parseLevel(word: string): number {
  if (/^\d+$/.test(word) && Number(word) < levels.length) return Number(word);
  const at = levels.findIndex((level) => level.startsWith(word.toLowerCase().slice(0, 4)));
  if (at < 0) throw new RuleError(`log-level "${word}" unknown`);
  return at;
}

const logFlags = ['--log-tcp-sequence', '--log-tcp-options', '--log-ip-options', '--log-uid', '--log-macdecode'];

export const logTarget: Kind<Target> = {
  name: 'LOG',
  begin() {
    let level = WARNING;
    let prefix: string | undefined;
    const flags = new Set<string>();
    return {
      options: ['--log-level', '--log-prefix', ...logFlags],
      take(option, words) {
        if (option === '--log-level') level = parseLevel(words.value(option));
        else if (option === '--log-prefix') prefix = words.value(option).slice(0, MAX_PREFIX);
        else flags.add(option);
      },
      finish() {
        const given = logFlags.filter((flag) => flags.has(flag));
        const bits = given.reduce((sum, flag) => sum + 2 ** logFlags.indexOf(flag), 0);
        const texts = [
          ...(prefix === undefined ? [] : [`--log-prefix ${quoted(prefix)}`]),
          ...(level === WARNING ? [] : [`--log-level ${level}`]),
          ...given,
        ];
        const shown = prefix === undefined ? '' : ` prefix "${prefix}"`;
        return {
          name: 'LOG',
          text: texts.join(' '),
          listing: ({ numeric }) =>
            numeric ? `LOG flags ${bits} level ${level}${shown}` : `LOG level ${levels[level]}${shown}`,
          apply: () => 'continue',
        };
      },
    };
  },
};

const noTracking: Pick<Target, 'tables' | 'apply'> = {
  tables: ['raw'],
  apply(at) {
    if (at.tracking?.connection === undefined) at.untrack();
    return 'continue';
  },
};

export const notrackTarget: Kind<Target> = {
  name: 'NOTRACK',
  begin: () => ({
    options: [],
    take: () => undefined,
    finish: () => ({ name: 'NOTRACK', text: '', listing: () => '', ...noTracking }),
  }),
};

export const ctTarget: Kind<Target> = {
  name: 'CT',
  begin() {
    let given = false;
    return {
      options: ['--notrack', '--helper', '--ctevents', '--expevents', '--zone', '--timeout'],
      take(option) {
        if (option !== '--notrack') throw notSimulated(`iptables -j CT ${option}`);
        given = true;
      },
      finish() {
        if (!given) throw notSimulated('iptables -j CT');
        return { name: 'CT', text: '--notrack', listing: () => 'CT notrack', ...noTracking };
      },
    };
  },
};
