// The targets MARK, NOTRACK and CT --notrack.
// Source: net/netfilter/xt_mark.c, xt_CT.c; libxt_MARK.c, libxt_CT.c.
// Not modelled: CT's other options (helpers, zones, timeouts).
import { hex, type Kind, notSimulated, parseNumber, RuleError, type Target } from '../extension.ts';

const ALL = 0xffffffff;

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
    finish: () => ({ name: 'NOTRACK', realName: 'CT', text: '', listing: () => 'NOTRACK', ...noTracking }),
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
