// The match conntrack: a packet by the connection that it belongs to, as it was before and after translation.
// Source: net/netfilter/xt_conntrack.c (conntrack_mt); libxt_conntrack.c, revision 3.
// Not modelled: names of hosts in addresses.
import { formatIp4, type Ip4, maskOf, parseIp4 } from '../../../base/ip4.ts';
import { SECOND } from '../../../des/scheduler.ts';
import { IPPROTO_TCP } from '../../../wire/ipv4.ts';
import { type Connection, IPS_ASSURED, IPS_CONFIRMED, IPS_SEEN_REPLY } from '../../conntrack/connection.ts';
import { type Kind, type Match, not, type OptionWords, RuleError } from '../extension.ts';
import { portNamed, protocolNumber } from '../services.ts';
import type { Traversal } from '../traversal.ts';
import { inState, parseStates, stateSpelling } from './state.ts';

const IPPROTO_ANY = 0;
const MOST = 65_535;
const MAX_EXPIRY = 0xffffffff;

/** IPS_*, in the order in which they are printed. */
const statusNames: readonly (readonly [string, number])[] = [
  ['EXPECTED', 1],
  ['SEEN_REPLY', IPS_SEEN_REPLY],
  ['ASSURED', IPS_ASSURED],
  ['CONFIRMED', IPS_CONFIRMED],
];

/** One option that was given: how it is written behind its name, and whether a packet's connection fits. */
interface Test {
  readonly spelt: string;
  readonly inverted: boolean;
  fits(connection: Connection, at: Traversal): boolean;
}

const addressOf: Readonly<Record<string, (connection: Connection) => Ip4>> = {
  '--ctorigsrc': ({ original }) => original.source,
  '--ctorigdst': ({ original }) => original.destination,
  '--ctreplsrc': ({ reply }) => reply.source,
  '--ctrepldst': ({ reply }) => reply.destination,
};

const portOf: Readonly<Record<string, (connection: Connection) => number>> = {
  '--ctorigsrcport': ({ original }) => original.sourceId,
  '--ctorigdstport': ({ original }) => original.destinationId,
  '--ctreplsrcport': ({ reply }) => reply.sourceId,
  '--ctrepldstport': ({ reply }) => reply.destinationId,
};

/** In the order in which they are printed, behind the states. */
const order = ['--ctproto', ...Object.keys(addressOf), ...Object.keys(portOf), '--ctstatus', '--ctexpire', '--ctdir'];

function protocolTest(word: string, inverted: boolean): Test {
  const protocol = protocolNumber(word);
  if (protocol === undefined) throw new RuleError(`unknown protocol "${word}" specified`);
  if (protocol === IPPROTO_ANY && inverted) throw new RuleError('conntrack: rule would never match protocol');
  return { spelt: String(protocol), inverted, fits: ({ original }) => original.protocol === protocol };
}

function addressTest(option: string, word: string, inverted: boolean): Test {
  const [text = '', length] = word.split('/', 2);
  const address = parseIp4(text);
  if (address === undefined) throw new RuleError('getaddrinfo: Name or service not known\n');
  const dotted = length === undefined ? undefined : parseIp4(length);
  if (length !== undefined && dotted === undefined && !(/^\d+$/.test(length) && Number(length) <= 32))
    throw new RuleError(`conntrack: bad value for option "${option}", or out of range (0-32).\n`);
  const mask = dotted ?? maskOf(length === undefined ? 32 : Number(length));
  const spelt = formatIp4(address) + (length === undefined || mask === maskOf(32) ? '' : `/${length}`);
  const read = addressOf[option];
  return { spelt, inverted, fits: (connection) => (((read?.(connection) ?? 0) ^ address) & mask) === 0 };
}

function portTest(option: string, word: string, inverted: boolean, protocol: number): Test {
  const number = (part: string): number => {
    const port = /^\d+$/.test(part) ? Number(part) & MOST : portNamed(part, protocol || IPPROTO_TCP);
    if (port === undefined) throw new RuleError(`Port "${part}" does not resolve to anything.\n`);
    return port;
  };
  const [from = '', to] = word.split(':', 2);
  const first = from === '' ? 0 : number(from);
  const last = to === undefined ? first : to === '' ? MOST : number(to);
  const read = portOf[option];
  const fits = (connection: Connection): boolean => {
    const port = read?.(connection) ?? 0;
    return port >= first && port <= last;
  };
  return { spelt: first === last ? String(first) : `${first}:${last}`, inverted, fits };
}

function statusTest(word: string, inverted: boolean): Test {
  let mask = 0;
  for (const part of word.split(',')) {
    const bit = part.toUpperCase() === 'NONE' ? 0 : statusNames.find(([name]) => name === part.toUpperCase())?.[1];
    if (bit === undefined) throw new RuleError(`Bad ctstatus "${part}"`);
    mask |= bit;
  }
  const names = statusNames.filter(([, bit]) => (mask & bit) !== 0).map(([name]) => name);
  return { spelt: names.join(',') || 'NONE', inverted, fits: (connection) => connection.has(mask) };
}

function expiryTest(word: string, inverted: boolean): Test {
  const [first = 0, last = first] = word.split(':', 2).map((part) => {
    if (/^\d+$/.test(part) && Number(part) <= MAX_EXPIRY) return Number(part);
    const range = `or out of range (0-${MAX_EXPIRY}).\n`;
    throw new RuleError(`conntrack: bad value for option "--ctexpire" near "${part}", ${range}`);
  });
  const fits = ({ expires }: Connection, { tracking }: Traversal): boolean => {
    const left = Math.max(0, Math.floor((expires - (tracking?.table.now ?? 0)) / SECOND));
    return left >= first && left <= last;
  };
  return { spelt: first === last ? String(first) : `${first}:${last}`, inverted, fits };
}

function directionTest(word: string): Test {
  const direction = ['ORIGINAL', 'REPLY'].indexOf(word.toUpperCase());
  if (direction < 0) throw new RuleError(`conntrack: Bad value for "--ctdir" option: "${word}"`);
  const fits = (_connection: Connection, { tracking }: Traversal): boolean => tracking?.direction === direction;
  return { spelt: word.toUpperCase(), inverted: false, fits };
}

export const conntrackMatch: Kind<Match> = {
  name: 'conntrack',
  begin() {
    let states: { readonly mask: number; readonly inverted: boolean } | undefined;
    const words = new Map<string, { readonly word: string; readonly inverted: boolean }>();
    return {
      options: ['--ctstate', ...order],
      take(option: string, rest: OptionWords, inverted: boolean): void {
        const word = rest.value(option);
        if (words.has(option) || (option === '--ctstate' && states !== undefined))
          throw new RuleError(`conntrack: option "${option}" can only be used once.\n`);
        if (option === '--ctstate') states = { mask: parseStates(word, 'ctstate'), inverted };
        else words.set(option, { word, inverted });
      },
      finish(protocol): Match {
        const tests = order.flatMap((option): (readonly [string, Test])[] => {
          const given = words.get(option);
          return given === undefined ? [] : [[option, testOf(option, given.word, given.inverted, protocol)]];
        });
        if (states === undefined && tests.length === 0)
          throw new RuleError('conntrack: At least one option is required');
        return new ConntrackMatch(states, tests);
      },
    };
  },
};

function testOf(option: string, word: string, inverted: boolean, protocol: number): Test {
  if (option in addressOf) return addressTest(option, word, inverted);
  if (option in portOf) return portTest(option, word, inverted, protocol);
  if (option === '--ctproto') return protocolTest(word, inverted);
  if (option === '--ctstatus') return statusTest(word, inverted);
  return option === '--ctexpire' ? expiryTest(word, inverted) : directionTest(word);
}

class ConntrackMatch implements Match {
  readonly name = 'conntrack';
  readonly needsTracking = true;
  readonly #states: { readonly mask: number; readonly inverted: boolean } | undefined;
  readonly #tests: readonly (readonly [option: string, test: Test])[];

  constructor(
    states: { readonly mask: number; readonly inverted: boolean } | undefined,
    tests: readonly (readonly [string, Test])[],
  ) {
    this.#states = states;
    this.#tests = tests;
  }

  matches(at: Traversal): boolean {
    const states = this.#states;
    if (states !== undefined && inState(at, states.mask) === states.inverted) return false;
    const connection = at.tracking?.connection;
    // A packet of no connection has a state and nothing else.
    if (connection === undefined) return states !== undefined;
    return this.#tests.every(([, test]) => test.fits(connection, at) !== test.inverted);
  }

  get text(): string {
    return this.#spelt('--');
  }

  listing(): string {
    return this.#spelt('');
  }

  #spelt(dashes: string): string {
    const states = this.#states;
    const first = states ? [`${not(states.inverted)}${dashes}ctstate ${stateSpelling(states.mask)}`] : [];
    const rest = this.#tests.map(
      ([option, { spelt, inverted }]) => `${not(inverted)}${dashes}${option.slice(2)} ${spelt}`,
    );
    return [...first, ...rest].join(' ');
  }
}
