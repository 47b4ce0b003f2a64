// The options that stand before an object of `ip`, and what they mean for every renderer.
// Source: ip(8), iproute2 ip/ip.c main(). Not modelled: -batch, -timestamp, -resolve (names are never looked up), -rcvbuf.
import { abbreviates, notSimulated, ToolExit } from '../tool.ts';
import { ipUsage } from './usage.ts';

export type Family = 'any' | 'inet' | 'inet6' | 'link';

/** How to print. Every renderer takes one, so that an inspector can ask for the same text as a command. */
export interface IpOptions {
  readonly family: Family;
  readonly json: boolean;
  readonly pretty: boolean;
  readonly details: boolean;
  /** How often -s was given. */
  readonly statistics: number;
  readonly oneline: boolean;
  readonly brief: boolean;
}

/** What `ip` prints when no option is given. */
export const plainOptions: IpOptions = {
  family: 'any',
  json: false,
  pretty: false,
  details: false,
  statistics: 0,
  oneline: false,
  brief: false,
};

const families: Readonly<Record<string, Family>> = { inet: 'inet', inet6: 'inet6', link: 'link' };

/** Flags without a value, by their long name; abbreviations are as short as the table's order allows. */
const flags: readonly (readonly [name: string, change: (before: IpOptions) => Partial<IpOptions>])[] = [
  ['4', () => ({ family: 'inet' })],
  ['6', () => ({ family: 'inet6' })],
  ['0', () => ({ family: 'link' })],
  ['statistics', (o) => ({ statistics: o.statistics + 1 })],
  ['stats', (o) => ({ statistics: o.statistics + 1 })],
  ['details', () => ({ details: true })],
  ['oneline', () => ({ oneline: true })],
  ['json', () => ({ json: true })],
  ['pretty', () => ({ pretty: true })],
  ['Numeric', () => ({})],
];

/** Splits `ip`'s words into its options and the object with what follows it. */
export function parseOptions(words: readonly string[]): { options: IpOptions; rest: readonly string[] } {
  let options = plainOptions;
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') return { options, rest: words.slice(at + 1) };
    if (!word.startsWith('-')) break;
    const name = word.startsWith('--') ? word.slice(2) : word.slice(1);
    if (abbreviates(name, 'family')) {
      options = { ...options, family: familyOf(words[++at]) };
    } else if (name === 'V' || name === 'Version') {
      throw new ToolExit(0, '', 'ip utility, iproute2-6.1.0, libbpf 1.1.2\n');
    } else if (name !== 'h' && abbreviates(name, 'help')) {
      throw new ToolExit(255, ipUsage);
    } else if (/^c(o|ol|olo|olor)?(=.*)?$/.test(name)) {
      // colours would only be seen on a terminal; text is the same
    } else if (abbreviates(name, 'brief') && name.length >= 2) {
      options = { ...options, brief: true };
    } else {
      options = { ...options, ...flagNamed(name, word)(options) };
    }
  }
  return { options, rest: words.slice(at) };
}

function familyOf(word: string | undefined): Family {
  if (word === undefined) throw new ToolExit(255, 'Command line is not complete. Try option "help"\n');
  const family = families[word];
  if (family) return family;
  if (word === 'help') throw new ToolExit(255, ipUsage);
  throw new ToolExit(255, `Error: argument "${word}" is wrong: invalid protocol family\n\n`);
}

const missing = [
  'human-readable',
  'netns',
  'batch',
  'force',
  'timestamp',
  'tshort',
  'resolve',
  'iec',
  'rcvbuf',
  'loops',
  'all',
  'echo',
];

function flagNamed(name: string, word: string): (before: IpOptions) => Partial<IpOptions> {
  const found = flags.find(([flag]) => abbreviates(name, flag));
  if (found) return found[1];
  const absent = missing.find((flag) => abbreviates(name, flag));
  if (absent) throw notSimulated(`ip -${absent}`);
  throw new ToolExit(255, `Option "${word}" is unknown, try "ip -help".\n`);
}
