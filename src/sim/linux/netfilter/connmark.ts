// The match connmark and the target CONNMARK: a mark of the whole connection, which packets give and take.
// Source: net/netfilter/xt_connmark.c; libxt_connmark.c, libxt_CONNMARK.c.
// Not modelled: shifts (--left-shift-mark …).
import { hex, type Kind, type Match, not, parseNumber, RuleError, type Target } from './extension.ts';

const ALL = 0xffffffff;

function maskedNumber(name: string, option: string, word: string): { value: number; mask: number | undefined } {
  const [text = '', maskText] = word.split('/', 2);
  const value = parseNumber(text);
  const mask = maskText === undefined ? ALL : parseNumber(maskText);
  if (value === undefined || mask === undefined)
    throw new RuleError(`${name}: bad integer value for option "${option}", or out of range.\n`);
  return { value, mask: maskText === undefined ? undefined : mask };
}

export const connmarkMatch: Kind<Match> = {
  name: 'connmark',
  begin() {
    let test: { value: number; mask: number; inverted: boolean } | undefined;
    return {
      options: ['--mark'],
      take(option, words, inverted) {
        const { value, mask = ALL } = maskedNumber('connmark', option, words.value(option));
        test = { value, mask, inverted };
      },
      finish() {
        if (!test) throw new RuleError('connmark: option "--mark" must be specified\n');
        const { value, mask, inverted } = test;
        const spelt = mask === ALL ? hex(value) : `${hex(value)}/${hex(mask)}`;
        return {
          name: 'connmark',
          needsTracking: true,
          matches(at) {
            const mark = at.tracking?.connection?.mark;
            return mark !== undefined && ((mark & mask) >>> 0 === value) !== inverted;
          },
          text: `${not(inverted)}--mark ${spelt}`,
          listing: () => `connmark match ${inverted ? '!' : ''} ${spelt}`,
        };
      },
    };
  },
};

type Mode = 'set' | 'save' | 'restore';

interface Settings {
  mode: Mode | undefined;
  value: number;
  connectionMask: number;
  packetMask: number;
}

/** How --set-mark, --or-mark … change a mark: mark = (mark & ~mask) ^ value. */
function takeChange(settings: Settings, option: string, word: string): void {
  const { value, mask = ALL } = maskedNumber('CONNMARK', option, word);
  settings.mode = 'set';
  if (option === '--and-mark') Object.assign(settings, { value: 0, connectionMask: ~value >>> 0 });
  else if (option === '--or-mark') Object.assign(settings, { value, connectionMask: value });
  else if (option === '--xor-mark') Object.assign(settings, { value, connectionMask: 0 });
  else Object.assign(settings, { value, connectionMask: option === '--set-mark' ? (mask | value) >>> 0 : mask });
}

const changes = ['--set-xmark', '--set-mark', '--and-mark', '--or-mark', '--xor-mark'];

export const connmarkTarget: Kind<Target> = {
  name: 'CONNMARK',
  begin() {
    const settings: Settings = { mode: undefined, value: 0, connectionMask: ALL, packetMask: ALL };
    return {
      options: [...changes, '--save-mark', '--restore-mark', '--nfmask', '--ctmask', '--mask'],
      take(option, words) {
        if (option === '--save-mark' || option === '--restore-mark')
          settings.mode = option === '--save-mark' ? 'save' : 'restore';
        else if (changes.includes(option)) takeChange(settings, option, words.value(option));
        else {
          const { value } = maskedNumber('CONNMARK', option, words.value(option));
          if (option !== '--nfmask') settings.connectionMask = value;
          if (option !== '--ctmask') settings.packetMask = value;
        }
      },
      finish() {
        if (settings.mode === undefined) throw new RuleError('CONNMARK target: No operation specified');
        return marking({ ...settings, mode: settings.mode });
      },
    };
  },
};

function marking({ mode, value, connectionMask, packetMask }: Settings & { readonly mode: Mode }): Target {
  const masks = `--nfmask ${hex(packetMask)} --ctmask ${hex(connectionMask)}`;
  const shownMasks =
    packetMask === ALL && connectionMask === ALL
      ? ''
      : packetMask === connectionMask
        ? ` mask ${hex(connectionMask)}`
        : ` nfmask ${hex(packetMask)} ctmask ~${hex(connectionMask)}`;
  return {
    name: 'CONNMARK',
    needsTracking: true,
    text: mode === 'set' ? `--set-xmark ${hex(value)}/${hex(connectionMask)}` : `--${mode}-mark ${masks}`,
    listing: () => (mode === 'set' ? `CONNMARK ${setListing(value, connectionMask)}` : `CONNMARK ${mode}${shownMasks}`),
    apply(at) {
      const tracking = at.tracking;
      const connection = tracking?.connection;
      if (tracking === undefined || connection === undefined) return 'continue';
      if (mode === 'set') connection.mark = ((connection.mark & ~connectionMask) ^ value) >>> 0;
      else if (mode === 'save')
        connection.mark = ((connection.mark & ~connectionMask) ^ (tracking.mark & packetMask)) >>> 0;
      else tracking.mark = ((tracking.mark & ~packetMask) ^ (connection.mark & connectionMask)) >>> 0;
      return 'continue';
    },
  };
}

/** connmark_tg_print: what a change comes to. */
function setListing(value: number, mask: number): string {
  if (value === 0) return `and ${hex(~mask >>> 0)}`;
  if (value === mask) return `or ${hex(value)}`;
  if (mask === 0) return `xor ${hex(value)}`;
  return mask === ALL ? `set ${hex(value)}` : `xset ${hex(value)}/${hex(mask)}`;
}
