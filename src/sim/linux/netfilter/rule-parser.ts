// Reading a rule from the words that iptables takes behind a chain's name.
// Source: iptables/xshared.c (do_parse, command_match, command_jump), libxtables (xtables_ipparse_multiple); messages as 1.8.9 prints them.
// Not modelled: host names as addresses, long options of iptables 1.4 that were dropped.
import { type Ip4, maskOf, parseIp4 } from '../../base/ip4.ts';
import type { AddressTest, DeviceTest, NfTable } from '../netfilter.ts';
import type { Origin } from '../netlink.ts';
import type { Chain } from './chain.ts';
import {
  type Kind,
  type Match,
  notSimulated,
  type OptionWords,
  type Reading,
  RuleError,
  type Target,
} from './extension.ts';
import { matchKinds, missingMatches } from './matches/table.ts';
import { type Action, Rule, type RuleHead } from './rule.ts';
import { protocolName, protocolNumber } from './services.ts';
import { missingTargets, targetKinds } from './targets/table.ts';

const IFNAMSIZ = 16;

/** Options of every rule: what each is called for short, and its long names. */
const mainOptions: ReadonlyMap<string, string> = new Map([
  ['--source', '-s'],
  ['--src', '-s'],
  ['--destination', '-d'],
  ['--dst', '-d'],
  ['--in-interface', '-i'],
  ['--out-interface', '-o'],
  ['--protocol', '-p'],
  ['--proto', '-p'],
  ['--fragment', '-f'],
  ['--fragments', '-f'],
  ['--match', '-m'],
  ['--jump', '-j'],
  ['--goto', '-g'],
  ['--set-counters', '-c'],
  ['--ipv4', '-4'],
]);
const shortOptions = 'sdiopfmjgc4';

/** What a rule's jumps may go to, and where the rule itself is to stand. */
/** What iptables says of DROP where addresses are translated. */
export const NO_DROP_IN_NAT =
  '\nThe "nat" table is not intended for filtering, the use of DROP is therefore inhibited.\n\n';

export interface RulePlace {
  readonly table: NfTable;
  readonly chain: string;
  chainNamed(name: string): Chain | undefined;
}

/** The rules that `words` make: several where several addresses are given. Throws RuleError. */
export function parseRules(words: readonly string[], place: RulePlace, origin: Origin | undefined): Rule[] {
  return new RuleParser(words, place).rules(origin);
}

class RuleParser implements OptionWords {
  readonly #words: string[];
  readonly #place: RulePlace;
  #at = 0;
  #inverted = false;
  readonly #seen = new Set<string>();
  #sources: readonly AddressTest[] = [];
  #destinations: readonly AddressTest[] = [];
  #in: DeviceTest | undefined;
  #out: DeviceTest | undefined;
  #protocol = 0;
  #protocolInverted = false;
  #fragment: boolean | undefined;
  #counters: readonly [number, number] = [0, 0];
  readonly #matches: { readonly name: string; readonly reading: Reading<Match> }[] = [];
  #target: Reading<Target> | undefined;
  #jump: Action = { kind: 'none' };

  constructor(words: readonly string[], place: RulePlace) {
    this.#words = words.flatMap((word) => {
      const equals = /^(--[a-z0-9-]+)=(.*)$/s.exec(word);
      return equals ? [equals[1] ?? '', equals[2] ?? ''] : [word];
    });
    this.#place = place;
  }

  value(option: string): string {
    const word = this.#words[this.#at];
    if (word === undefined) throw new RuleError(`option "${option}" requires an argument`);
    this.#at++;
    return word;
  }

  optional(): string | undefined {
    const word = this.#words[this.#at];
    if (word === undefined || word.startsWith('-') || word === '!') return undefined;
    this.#at++;
    return word;
  }

  rules(origin: Origin | undefined): Rule[] {
    while (this.#at < this.#words.length) this.#word(this.#words[this.#at++] ?? '');
    this.#check();
    const sources = this.#sources.length === 0 ? [undefined] : this.#sources;
    const destinations = this.#destinations.length === 0 ? [undefined] : this.#destinations;
    return sources.flatMap((source) =>
      destinations.map((destination) => {
        const rule = new Rule(this.#head(source, destination), this.#conditions(), this.#action(), origin);
        [rule.packets, rule.bytes] = this.#counters;
        return rule;
      }),
    );
  }

  #head(source: AddressTest | undefined, destination: AddressTest | undefined): RuleHead {
    const protocolInverted = this.#protocolInverted;
    const [device, out, protocol, fragment] = [this.#in, this.#out, this.#protocol, this.#fragment];
    return { source, destination, in: device, out, protocol, protocolInverted, fragment };
  }

  /** A negated protocol is none that an extension could rely on. */
  #soleProtocol(): number {
    return this.#protocolInverted ? 0 : this.#protocol;
  }

  #conditions(): Match[] {
    return this.#matches.map(({ reading }) => reading.finish(this.#soleProtocol()));
  }

  #action(): Action {
    return this.#target ? { kind: 'target', target: this.#target.finish(this.#soleProtocol()) } : this.#jump;
  }

  #word(word: string): void {
    if (word === '!') {
      if (this.#inverted) throw new RuleError('multiple consecutive ! not allowed');
      this.#inverted = true;
      if (this.#at >= this.#words.length) throw new RuleError(`Bad argument \`!'`);
      return;
    }
    if (!word.startsWith('-') || word === '-') throw new RuleError(`Bad argument \`${word}'`);
    const option = this.#mainOption(word);
    if (option === undefined) this.#extensionOption(word);
    else this.#main(option);
    this.#inverted = false;
  }

  /** The short name of an option that every rule may have. */
  #mainOption(word: string): string | undefined {
    if (!word.startsWith('--')) {
      const letter = word.charAt(1);
      if (!shortOptions.includes(letter)) throw new RuleError(`unknown option "${word}"`);
      if (word.length > 2) this.#words.splice(this.#at, 0, word.slice(2));
      return `-${letter}`;
    }
    return (
      mainOptions.get(word) ??
      (this.#extensionNames().some((name) => name === word) ? undefined : this.#abbreviated(word))
    );
  }

  #extensionNames(): string[] {
    return [...this.#matches.map((m) => m.reading), ...(this.#target ? [this.#target] : [])].flatMap((r) => [
      ...r.options,
    ]);
  }

  /** A long option of every rule, cut short as getopt_long(3) allows where no other begins so. */
  #abbreviated(word: string): string | undefined {
    if (this.#extensionNames().some((name) => name.startsWith(word))) return undefined;
    const fitting = new Set([...mainOptions].filter(([name]) => name.startsWith(word)).map(([, short]) => short));
    return fitting.size === 1 ? [...fitting][0] : undefined;
  }

  #main(option: string): void {
    if (this.#seen.has(option) && option !== '-m' && option !== '-4')
      throw new RuleError(`multiple ${option} flags not allowed`);
    this.#seen.add(option);
    const inverted = this.#inverted;
    switch (option) {
      case '-s':
        this.#sources = parseAddresses(this.value('-s'), inverted);
        break;
      case '-d':
        this.#destinations = parseAddresses(this.value('-d'), inverted);
        break;
      case '-i':
        this.#in = parseDevice(this.value('-i'), inverted);
        break;
      case '-o':
        this.#out = parseDevice(this.value('-o'), inverted);
        break;
      case '-p':
        this.#setProtocol(this.value('-p'), inverted);
        break;
      case '-f':
        this.#fragment = !inverted;
        break;
      case '-m':
        this.#load(this.value('-m'));
        break;
      case '-c':
        this.#counters = [parseCounter(this.value('-c'), 'packet'), parseCounter(this.value('-c'), 'byte')];
        break;
      case '-4':
        break;
      default:
        this.#setJump(option, this.value(option));
    }
  }

  #setProtocol(word: string, inverted: boolean): void {
    const protocol = protocolNumber(word);
    if (protocol === undefined) throw new RuleError(`unknown protocol "${word}" specified`);
    if (protocol === 0 && inverted) throw new RuleError('rule would never match protocol');
    this.#protocol = protocol;
    this.#protocolInverted = inverted;
  }

  #load(name: string): Reading<Match> {
    const kind = matchKinds.find((known) => known.name === name);
    if (kind === undefined) {
      if (missingMatches.includes(name)) throw notSimulated(`iptables -m ${name}`);
      throw new RuleError(`Couldn't load match \`${name}':No such file or directory\n`);
    }
    const reading = kind.begin();
    this.#matches.push({ name, reading });
    return reading;
  }

  #setJump(option: string, name: string): void {
    if (name.startsWith('-') || name === '!') throw new RuleError(`Bad argument \`${name}'`);
    if (name === 'DROP' && this.#place.table === 'nat') throw new RuleError(NO_DROP_IN_NAT);
    const kind: Kind<Target> | undefined = targetKinds.find((known) => known.name === name);
    if (kind !== undefined && option === '-j') {
      this.#target = kind.begin();
      return;
    }
    const chain = this.#place.chainNamed(name);
    if (chain === undefined) {
      if (missingTargets.includes(name)) throw notSimulated(`iptables -j ${name}`);
      throw new RuleError(`Chain '${name}' does not exist`);
    }
    this.#jump = { kind: option === '-j' ? 'jump' : 'goto', chain };
  }

  #extensionOption(word: string): void {
    if (this.#give(word)) return;
    // `-p tcp --dport 80`: the protocol's own match comes by itself.
    const name = protocolName(this.#protocol);
    const loaded = this.#matches.some((match) => match.name === name);
    if (!loaded && matchKinds.some((kind) => kind.name === name)) {
      this.#load(name);
      if (this.#give(word)) return;
      this.#matches.pop();
    }
    throw new RuleError(`unknown option "${word}"`);
  }

  /** Gives an option to the extension that has it, by its name or the beginning of it. */
  #give(word: string): boolean {
    const readings = [
      ...this.#matches.map((match) => match.reading),
      ...(this.#target ? [this.#target] : []),
    ].reverse();
    const exact = readings.find((reading) => reading.options.includes(word));
    const reading = exact ?? readings.find((r) => r.options.some((name) => name.startsWith(word)));
    const option = exact ? word : reading?.options.find((name) => name.startsWith(word));
    if (reading === undefined || option === undefined || word.length < 4) return false;
    reading.take(option, this, this.#inverted);
    return true;
  }

  #check(): void {
    const { chain } = this.#place;
    if (this.#target && this.#jump.kind !== 'none') throw new RuleError('multiple -j flags not allowed');
    if (this.#in && (chain === 'OUTPUT' || chain === 'POSTROUTING'))
      throw new RuleError(`Can't use -i with ${chain}\n`);
    if (this.#out && (chain === 'INPUT' || chain === 'PREROUTING')) throw new RuleError(`Can't use -o with ${chain}\n`);
    const many = this.#sources.length > 1 || this.#destinations.length > 1;
    const inverted = [...this.#sources, ...this.#destinations].some((test) => test.inverted);
    if (many && inverted) throw new RuleError('! not allowed with multiple source or destination IP addresses');
  }
}

function parseCounter(word: string, what: string): number {
  if (!/^\d+$/.test(word)) throw new RuleError(`-c ${what} counter not numeric`);
  return Number(word);
}

function parseDevice(word: string, inverted: boolean): DeviceTest | undefined {
  if (word === '') throw new RuleError(`Empty interface is likely to be undesired`);
  if (word.length >= IFNAMSIZ)
    throw new RuleError(`interface name \`${word}' must be shorter than IFNAMSIZ (${IFNAMSIZ - 1})`);
  // A lone plus stands for every device.
  return word === '+' && !inverted ? undefined : { name: word, inverted };
}

function parseAddresses(list: string, inverted: boolean): AddressTest[] {
  return list.split(',').flatMap((word) => {
    const slash = word.indexOf('/');
    const mask = slash < 0 ? maskOf(32) : parseMask(word.slice(slash + 1));
    const spelt = slash < 0 ? word : word.slice(0, slash);
    const address = parseShort(spelt);
    if (address === undefined) throw new RuleError(`host/network \`${spelt}' not found`);
    // 0.0.0.0/0 asks nothing.
    return mask === 0 && !inverted ? [] : [{ address: (address & mask) >>> 0, mask, inverted }];
  });
}

/** A dotted quad whose last numbers may be missing: `10/8`. */
function parseShort(word: string): Ip4 | undefined {
  const missing = 4 - word.split('.').length;
  return missing > 0 && /^\d/.test(word) ? parseIp4(word + '.0'.repeat(missing)) : parseIp4(word);
}

function parseMask(word: string): Ip4 {
  const dotted = parseIp4(word);
  if (dotted !== undefined) return dotted;
  if (/^\d+$/.test(word) && Number(word) <= 32) return maskOf(Number(word));
  throw new RuleError(`invalid mask \`${word}' specified`);
}
