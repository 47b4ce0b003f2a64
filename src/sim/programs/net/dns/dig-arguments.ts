// dig's command line: servers, names, types and `+` options, each lookup with settings of its own.
// Source: BIND 9.18 bin/dig/dig.c (parse_args, dash_option, plus_option), dig(1).
// Not modelled: batch files, keys, ~/.digrc; options that change what is asked for in ways that no server here knows.
import { parseIp4 } from '../../../base/ip4.ts';
import { DNS_PORT } from '../../../wire/dns.ts';
import { TYPE_A, TYPE_NS, TYPE_PTR } from '../../../wire/dns-record.ts';
import { notSimulated, ToolExit } from '../tool.ts';
import { typeNumber } from './record-types.ts';

const TRIES = 3; // dighost.c: tries
const TIMEOUT_SECONDS = 5; // dighost.h UDP_TIMEOUT
const UDP_SIZE = 1232; // dighost.h DEFAULT_EDNS_BUFSIZE
const MAX_PORT = 0xffff;

/** Settings that are on or off, by the key that plus_option knows. */
export interface Switches {
  readonly adflag: boolean;
  readonly additional: boolean;
  readonly answer: boolean;
  readonly authority: boolean;
  readonly cdflag: boolean;
  readonly class: boolean;
  readonly comments: boolean;
  readonly cookie: boolean;
  readonly edns: boolean;
  readonly identify: boolean;
  readonly ignore: boolean;
  readonly multiline: boolean;
  readonly qr: boolean;
  readonly question: boolean;
  readonly recurse: boolean;
  readonly search: boolean;
  readonly short: boolean;
  readonly stats: boolean;
  readonly trace: boolean;
  readonly ttlid: boolean;
}

type Settings = { -readonly [K in keyof Switches]: Switches[K] } & {
  tries: number;
  seconds: number;
  udpSize: number;
  /** Undefined leaves it to the type. */
  tcp: boolean | undefined;
};

/** One question of the command line. */
export interface DigLookup extends Readonly<Settings> {
  readonly name: string;
  readonly type: number;
  readonly server: string | undefined;
}

export interface DigRequest {
  readonly lookups: readonly DigLookup[];
  readonly port: number;
  /** Whether the command is repeated first. */
  readonly greeting: boolean;
}

const defaults: Settings = {
  adflag: true,
  additional: true,
  answer: true,
  authority: true,
  cdflag: false,
  class: true,
  comments: true,
  cookie: true,
  edns: true,
  identify: false,
  ignore: false,
  multiline: false,
  qr: false,
  question: true,
  recurse: true,
  search: false,
  short: false,
  stats: true,
  trace: false,
  ttlid: true,
  tcp: undefined,
  tries: TRIES,
  seconds: TIMEOUT_SECONDS,
  udpSize: UDP_SIZE,
};

const switchNames = [
  'adflag',
  'additional',
  'answer',
  'authority',
  'cdflag',
  'class',
  'comments',
  'cookie',
  'edns',
  'identify',
  'ignore',
  'multiline',
  'qr',
  'question',
  'recurse',
  'search',
  'short',
  'stats',
  'trace',
  'ttlid',
] as const satisfies readonly (keyof Switches)[];
const valueNames = ['tries', 'retry', 'time', 'timeout', 'bufsize'] as const;
const otherNames = ['all', 'cmd', 'rdflag', 'defname', 'nsid', 'tcp', 'vc'] as const;
/** Real options that are not here. */
const missingNames = (
  'aaflag aaonly badcookie besteffort crypto dns64prefix dnssec domain dscp ednsflags ednsnegotiation ednsopt expandaaaa expire fail ' +
  'header-only https https-get http-plain idnin idnout idn keepalive keepopen mapped ndots nssearch onesoa opcode padding proxy ' +
  'raflag rrcomments showallmessages showbadcookie showsearch split subnet tcflag tls trusted-key ttlunits unknownformat yaml zflag zoneversion'
).split(' ');

const USAGE =
  'Usage:  dig [@global-server] [domain] [q-type] [q-class] {q-opt}\n' +
  '            {global-d-opt} host [@local-server] {local-d-opt}\n' +
  '            [ host [@local-server] {local-d-opt} [...]]\n\n' +
  'Use "dig -h" (or "dig -h | more") for complete list of options\n';

const invalid = (option: string): ToolExit => new ToolExit(1, `Invalid option: ${option}\n${USAGE}`);

/** A lookup being put together. */
interface Draft {
  settings: Settings;
  type: number | undefined;
  server: string | undefined;
}

/** Reads the words behind `dig`. */
export class DigArguments {
  readonly #common: Draft = { settings: { ...defaults }, type: undefined, server: undefined };
  #current = this.#common;
  readonly #lookups: { readonly draft: Draft; readonly name: string; readonly type: number | undefined }[] = [];
  readonly #words: readonly string[];
  #at = 0;
  #port = DNS_PORT;
  #greeting = true;

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  parse(): DigRequest {
    for (let word = this.#take(); word !== undefined; word = this.#take()) this.#word(word);
    if (this.#lookups.length === 0) this.#ask('', this.#common.type ?? TYPE_NS);
    const server = this.#lookups[0]?.draft.server;
    return {
      lookups: this.#lookups.map(({ draft, name, type }) => ({
        ...draft.settings,
        name: name.endsWith('.') ? name.slice(0, -1) : name,
        type: type ?? draft.type ?? TYPE_A,
        server: draft.server ?? server,
      })),
      port: this.#port,
      greeting: this.#greeting,
    };
  }

  #take(): string | undefined {
    return this.#words[this.#at++];
  }

  #word(word: string): void {
    if (word.startsWith('@')) this.#current.server = word.slice(1);
    else if (word.startsWith('%')) return;
    else if (word.startsWith('+')) this.#plus(word);
    else if (word.startsWith('-') && word.length > 1) this.#dash(word);
    else {
      const type = typeNumber(word);
      if (type !== undefined) this.#current.type = type;
      else if (!/^(in|any|ch|hs)$/i.test(word)) this.#ask(word, undefined);
      else if (word.toLowerCase() !== 'in') throw notSimulated(`dig class ${word}`);
    }
  }

  /** A name begins a lookup with what was set for all. */
  #ask(name: string, type: number | undefined): void {
    const { settings, type: common, server } = this.#common;
    const draft = { settings: { ...settings }, type: common, server };
    this.#lookups.push({ draft, name, type });
    this.#current = draft;
  }

  #dash(word: string): void {
    const flag = word[1] ?? '';
    if (flag === '4' || flag === 'r' || flag === 'u') return;
    if (flag === 'v') throw new ToolExit(0, `${DIG_VERSION}\n`);
    if (flag === '6' || flag === 'h' || flag === 'i' || flag === 'm') throw notSimulated(`dig -${flag}`);
    if (!'bcfkpqtxy'.includes(flag)) throw invalid(word);
    const value = word.length > 2 ? word.slice(2) : this.#take();
    if (value === undefined) throw invalid(word);
    if (flag === 'p') this.#port = portOf(value);
    else if (flag === 'q') this.#ask(value, undefined);
    else if (flag === 't') this.#setType(value);
    else if (flag === 'x') this.#ask(reversed(value), TYPE_PTR);
    else if (flag !== 'c' || value.toUpperCase() !== 'IN') throw notSimulated(`dig -${flag}`);
  }

  #setType(value: string): void {
    const type = typeNumber(value);
    if (type === undefined) throw new ToolExit(0, `;; Warning, ignoring invalid type ${value}\n`);
    this.#current.type = type;
  }

  #plus(word: string): void {
    const [, given = '', , value] = /^\+([^=]*)(=(.*))?$/.exec(word) ?? [];
    const off = given.startsWith('no') && given !== 'nosplit';
    const key = off ? given.slice(2) : given;
    const settings = this.#current.settings;
    const name = [...switchNames, ...valueNames, ...otherNames].find((known) => fits(key, known));
    const on = !off;
    if (name === undefined) {
      if (missingNames.some((known) => fits(key, known))) throw notSimulated(`dig ${word}`);
      throw invalid(word);
    }
    if (name === 'all') setAll(settings, on);
    if (name === 'all' || name === 'cmd') this.#greeting = on;
    else if (name === 'short') {
      settings.short = on;
      if (on) {
        Object.assign(settings, {
          additional: false,
          authority: false,
          question: false,
          comments: false,
          stats: false,
        });
        settings.answer = true;
        this.#greeting = false;
      }
    } else if (name === 'rdflag') settings.recurse = on;
    else if (name === 'defname') settings.search = on;
    else if (name === 'tcp' || name === 'vc') settings.tcp = on;
    else if (name === 'trace') setTrace(settings, on);
    else if (name === 'nsid') throw notSimulated(`dig ${word}`);
    else if (isSwitch(name)) settings[name] = on;
    else setNumber(settings, name, value, word);
  }
}

/** What `dig -v` prints, and the first line of an answer names. */
export const DIG_VERSION = 'DiG 9.18.49-1~deb12u3-Debian';

/** plus_option compares as far as was typed; one letter is not enough. */
const fits = (typed: string, known: string): boolean => typed.length > 1 && known.startsWith(typed.toLowerCase());

function isSwitch(name: string): name is keyof Switches {
  return switchNames.some((known) => known === name);
}

/** dig.c: what +trace turns on and off beside itself. */
function setTrace(settings: Settings, on: boolean): void {
  settings.trace = on;
  if (!on) return;
  Object.assign(settings, { recurse: true, identify: true, authority: true });
  Object.assign(settings, { comments: false, stats: false, additional: false, question: false, search: false });
}

function setAll(settings: Settings, on: boolean): void {
  for (const name of ['question', 'authority', 'answer', 'additional', 'comments', 'stats'] as const) {
    settings[name] = on;
  }
}

function setNumber(
  settings: Settings,
  name: 'tries' | 'retry' | 'time' | 'timeout' | 'bufsize',
  value: string | undefined,
  word: string,
): void {
  if (value === undefined) throw invalid(word);
  const what = name === 'time' ? 'timeout' : name;
  const number = /^\d+$/.test(value) ? Number(value) : undefined;
  if (number === undefined) {
    throw new ToolExit(10, `invalid ${what} '${value}': not a valid number\ndig: Couldn't parse ${what}\n`);
  }
  if (name === 'tries') settings.tries = Math.max(1, number);
  else if (name === 'retry') settings.tries = number + 1;
  else if (name === 'bufsize') settings.udpSize = number;
  else settings.seconds = Math.max(1, number);
}

function portOf(value: string): number {
  if (!/^\d+$/.test(value)) {
    throw new ToolExit(1, `invalid port number '${value}': not a valid number\ndig: Couldn't parse port number\n`);
  }
  const port = Number(value);
  if (port <= MAX_PORT) return port;
  throw new ToolExit(1, `invalid port number '${value}': out of range\ndig: Couldn't parse port number\n`);
}

/** get_reverse: an address, or whatever was typed turned around label by label. */
function reversed(value: string): string {
  const known = parseIp4(value) !== undefined || !value.includes(':');
  if (!known) throw notSimulated('dig -x with an IPv6 address');
  return `${value.split('.').reverse().join('.')}.in-addr.arpa`;
}
