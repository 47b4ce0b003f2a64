// ss's filters: states by name, and expressions over addresses and ports.
// Source: iproute2 6.1 misc/ss.c (scan_state, run_ssfilter), ssfilter.y; ss(8) STATE-FILTER, EXPRESSION.
// Not modelled: dev, fwmark, cgroup, autobound; addresses of families other than inet.
import { type Ip4, maskOf, parseIp4 } from '../../../base/ip4.ts';
import type { SocketAddress, SocketInfo, TcpState } from '../../../linux/socket.ts';
import { portOfService } from '../services.ts';
import { notSimulated, ToolExit } from '../tool.ts';

export type SocketFilter = (socket: SocketInfo) => boolean;

const states: Readonly<Record<string, TcpState>> = {
  established: 'ESTABLISHED',
  'syn-sent': 'SYN_SENT',
  'syn-recv': 'SYN_RECV',
  'fin-wait-1': 'FIN_WAIT1',
  'fin-wait-2': 'FIN_WAIT2',
  'time-wait': 'TIME_WAIT',
  unconnected: 'CLOSED',
  closed: 'CLOSED',
  'close-wait': 'CLOSE_WAIT',
  'last-ack': 'LAST_ACK',
  listening: 'LISTEN',
  closing: 'CLOSING',
};
const every = [...new Set(Object.values(states))];
const without = (...left: readonly TcpState[]): readonly TcpState[] => every.filter((state) => !left.includes(state));
const groups: Readonly<Record<string, readonly TcpState[]>> = {
  all: every,
  connected: without('CLOSED', 'LISTEN'),
  synchronized: without('CLOSED', 'LISTEN', 'SYN_SENT'),
  bucket: ['SYN_RECV', 'TIME_WAIT'],
  big: without('SYN_RECV', 'TIME_WAIT'),
};

export interface StateChoice {
  /** The states that `state` and `exclude` leave; undefined where neither is given. */
  readonly states: ReadonlySet<TcpState> | undefined;
  /** The expression behind them. */
  readonly rest: readonly string[];
}

/** `state NAME` and `exclude NAME`, as often as they come. */
export function readStates(words: readonly string[]): StateChoice {
  let chosen: Set<TcpState> | undefined;
  let at = 0;
  for (; words[at] === 'state' || words[at] === 'exclude' || words[at] === 'excl'; at += 2) {
    const name = words[at + 1];
    if (name === undefined) throw new ToolExit(255, 'ss: missing argument to "state"\n');
    const named = states[name.toLowerCase()];
    const meant = named === undefined ? groups[name.toLowerCase()] : [named];
    if (meant === undefined) throw new ToolExit(255, `ss: wrong state name: ${name}\n`);
    const adds = words[at] === 'state';
    chosen ??= new Set(adds ? [] : every);
    for (const state of meant) {
      if (adds) chosen.add(state);
      else chosen.delete(state);
    }
  }
  return { states: chosen, rest: words.slice(at) };
}

const syntaxError = (): ToolExit => new ToolExit(255, 'ss: bison bellows (while parsing filter): "syntax error!"\n');

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '==': (a, b) => a === b,
  eq: (a, b) => a === b,
  '!=': (a, b) => a !== b,
  ne: (a, b) => a !== b,
  neq: (a, b) => a !== b,
  '>=': (a, b) => a >= b,
  ge: (a, b) => a >= b,
  geq: (a, b) => a >= b,
  '<=': (a, b) => a <= b,
  le: (a, b) => a <= b,
  leq: (a, b) => a <= b,
  '>': (a, b) => a > b,
  gt: (a, b) => a > b,
  '<': (a, b) => a < b,
  lt: (a, b) => a < b,
};

function portOf(text: string): number {
  const name = text.replace(/^.*:/, '');
  const port = /^\d+$/.test(name) ? Number(name) : (portOfService(name, 'tcp') ?? portOfService(name, 'udp'));
  if (port === undefined) throw new ToolExit(255, `Error: "${name}" does not look like a port.\n`);
  return port;
}

/** `10.0.0.1`, `10.0.0.0/8`, `10.0.0.1:80`, `:80`, `*:80`. */
function hostFilter(text: string): (end: SocketAddress) => boolean {
  const [, address = '', length, port] = /^([^/:]*)(?:\/(\d+))?(?::([\w*-]+))?$/.exec(text) ?? [];
  const ip: Ip4 | undefined = address === '' || address === '*' ? undefined : parseIp4(address);
  if (ip === undefined && address !== '' && address !== '*')
    throw new ToolExit(255, `Error: an inet prefix is expected rather than "${text}".\n`);
  const mask = ip === undefined ? 0 : maskOf(Number(length ?? 32));
  const wanted = port === undefined || port === '*' ? undefined : portOf(port);
  return (end) =>
    (ip === undefined || (end.address & mask) >>> 0 === (ip & mask) >>> 0) &&
    (wanted === undefined || end.port === wanted);
}

/** An expression, read from left to right: `or` binds least, then `and` (which may be left out), then `not`. */
class Parser {
  readonly #words: readonly string[];
  #at = 0;
  constructor(text: string) {
    this.#words = text.match(/[()]|\|\|?|&&?|[!<>=]=|[!<>=]|[^\s()|&!<>=]+/g) ?? [];
  }

  parse(): SocketFilter {
    const filter = this.#either();
    if (this.#at < this.#words.length) throw syntaxError();
    return filter;
  }

  #is(...words: readonly string[]): boolean {
    if (!words.includes(this.#words[this.#at] ?? '')) return false;
    this.#at++;
    return true;
  }

  #either(): SocketFilter {
    let left = this.#both();
    while (this.#is('or', '|', '||')) {
      const [a, b] = [left, this.#both()];
      left = (socket) => a(socket) || b(socket);
    }
    return left;
  }

  #both(): SocketFilter {
    let left = this.#one();
    for (;;) {
      const next = this.#words[this.#at];
      const joined = this.#is('and', '&', '&&');
      if (!joined && (next === undefined || [')', 'or', '|', '||'].includes(next))) return left;
      const [a, b] = [left, this.#one()];
      left = (socket) => a(socket) && b(socket);
    }
  }

  #one(): SocketFilter {
    if (this.#is('not', '!')) {
      const inner = this.#one();
      return (socket) => !inner(socket);
    }
    if (this.#is('(')) {
      const inner = this.#either();
      if (!this.#is(')')) throw syntaxError();
      return inner;
    }
    return this.#predicate();
  }

  #predicate(): SocketFilter {
    const word = this.#words[this.#at++];
    if (['dev', 'fwmark', 'cgroup', 'autobound'].includes(word ?? '')) throw notSimulated(`ss filter ${word}`);
    const end = word === 'src' || word === 'sport' ? 'local' : word === 'dst' || word === 'dport' ? 'peer' : undefined;
    if (end === undefined) throw syntaxError();
    const operator = this.#words[this.#at] ?? '';
    const compare = comparisons[operator];
    if (compare !== undefined) this.#at++;
    const value = this.#words[this.#at++];
    if (value === undefined) throw syntaxError();
    if (word === 'sport' || word === 'dport') {
      const port = portOf(value);
      if (compare === undefined) throw syntaxError();
      return (socket) => compare(socket[end].port, port);
    }
    const matches = hostFilter(value);
    const wanted = compare?.(0, 0) ?? true;
    return (socket) => socket.family === 'inet' && matches(socket[end]) === wanted;
  }
}

/** The words behind the states; no words let everything pass. */
export function readFilter(words: readonly string[]): SocketFilter {
  const text = words.join(' ').trim();
  return text === '' ? () => true : new Parser(text).parse();
}
