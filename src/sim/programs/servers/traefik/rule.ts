// Rules of routers: Host(`a.example`) && PathPrefix(`/b`), and what they say of a request.
// Source: doc.traefik.io/traefik/v3.6 "Rules & Priority"; pkg/rules/parser.go, pkg/muxer/http/matcher.go.
// Not modelled: the syntax of version 2 (several values in one matcher).
import { fieldOf } from '../../net/http.ts';
import { readAddress } from '../../net/prefix.ts';
import { Regex, RegexError } from '../../text/regex/regex.ts';
import type { Exchange } from '../proxy/gateway.ts';
import { hostName } from '../proxy/head.ts';

export type Test = (request: Exchange) => boolean;

/** What is wrong with a rule. */
export class RuleError extends Error {
  override name = 'RuleError';
}

const pathOf = ({ target }: Exchange): string => target.split('?')[0] ?? '/';
const hostOf = ({ head }: Exchange): string => hostName(fieldOf(head, 'host') ?? '');

interface Matcher {
  readonly parameters: readonly number[];
  make(first: string, second: string | undefined): Test;
}

const one = (make: (value: string) => Test): Matcher => ({ parameters: [1], make: (value) => make(value) });
const two = (make: Matcher['make']): Matcher => ({ parameters: [2], make });

function regex(pattern: string, ignoreCase = false): Regex {
  try {
    return new Regex(pattern, { notation: 'perl', ignoreCase });
  } catch (error) {
    if (error instanceof RegexError) throw new RuleError(`error parsing regexp: ${error.message}: \`${pattern}\``);
    throw error;
  }
}

const matchers: Readonly<Record<string, Matcher>> = {
  Host: one((name) => (request) => hostOf(request) === name.toLowerCase()),
  HostRegexp: one((pattern) => {
    const compiled = regex(pattern, true);
    return (request) => compiled.exec(hostOf(request)) !== undefined;
  }),
  Path: one((path) => (request) => pathOf(request) === path),
  PathPrefix: one((prefix) => (request) => pathOf(request).startsWith(prefix)),
  PathRegexp: one((pattern) => {
    const compiled = regex(pattern);
    return (request) => compiled.exec(pathOf(request)) !== undefined;
  }),
  Method: one((method) => (request) => request.method === method.toUpperCase()),
  ClientIP: one((range) => {
    const [address = '', bits = '32'] = range.split('/');
    const network = readAddress(address);
    if (network === undefined)
      throw new RuleError(`initializing IP checker for ClientIP matcher: parsing CIDR trusted IPs`);
    const mask = Number(bits) === 0 ? 0 : (0xffffffff << (32 - Number(bits))) >>> 0;
    return ({ client }) => (client.address & mask) >>> 0 === (network & mask) >>> 0;
  }),
  Header: two(
    (name, value) =>
      ({ head }) =>
        fieldOf(head, name) === value,
  ),
  HeaderRegexp: two((name, pattern) => {
    const compiled = regex(pattern ?? '');
    return ({ head }) => compiled.exec(fieldOf(head, name) ?? '') !== undefined;
  }),
  Query: two((name, value) => ({ target }) => {
    const pairs = (target.split('?')[1] ?? '').split('&');
    return pairs.includes(value === undefined ? name : `${name}=${value}`);
  }),
};
const byName = new Map(Object.entries(matchers));

/** Reads a rule; throws RuleError. */
export function parseRule(rule: string): Test {
  const reader = new Reader(rule);
  const test = reader.either();
  reader.end();
  return test;
}

class Reader {
  readonly #tokens: readonly string[];
  readonly #rule: string;
  #at = 0;

  constructor(rule: string) {
    this.#rule = rule;
    const tokens = rule.match(/&&|\|\||[!(),]|`[^`]*`|"(?:[^"\\]|\\.)*"|[A-Za-z]+|\S/g) ?? [];
    this.#tokens = tokens;
  }

  either(): Test {
    let test = this.#all();
    while (this.#take('||')) {
      const [left, right] = [test, this.#all()];
      test = (request) => left(request) || right(request);
    }
    return test;
  }

  end(): void {
    if (this.#at < this.#tokens.length) this.#wrong();
  }

  #all(): Test {
    let test = this.#single();
    while (this.#take('&&')) {
      const [left, right] = [test, this.#single()];
      test = (request) => left(request) && right(request);
    }
    return test;
  }

  #single(): Test {
    if (this.#take('!')) {
      const test = this.#single();
      return (request) => !test(request);
    }
    if (this.#take('(')) {
      const test = this.either();
      if (!this.#take(')')) this.#wrong();
      return test;
    }
    return this.#matcher();
  }

  #matcher(): Test {
    const name = this.#tokens[this.#at++] ?? '';
    const matcher = byName.get(name);
    if (matcher === undefined) throw new RuleError(`unsupported function: ${name}`);
    if (!this.#take('(')) this.#wrong();
    const values: string[] = [];
    while (!this.#take(')')) {
      const token = this.#tokens[this.#at++];
      if (token === undefined || !/^[`"]/.test(token)) this.#wrong();
      values.push(token.slice(1, -1));
      if (!this.#take(',') && this.#tokens[this.#at] !== ')') this.#wrong();
    }
    const [first, second] = values;
    if (first === undefined || !matcher.parameters.includes(values.length)) {
      const expected = `[${matcher.parameters.join(' ')}]`;
      throw new RuleError(`unexpected number of parameters; got ${values.length}, expected one of ${expected}`);
    }
    return matcher.make(first, second);
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at++;
    return true;
  }

  #wrong(): never {
    throw new RuleError(`error while parsing rule ${this.#rule}: unexpected token at position ${this.#at + 1}`);
  }
}
