// ACLs: what is fetched of a request, how it is compared, and conditions made of them.
// Source: HAProxy 3.2 doc/configuration.txt 7; src/acl.c.
// Not modelled: files of patterns, converters, variables, stick tables; criteria that are not listed say so.
import { formatIp4 } from '../../../base/ip4.ts';
import { fieldOf } from '../../net/http.ts';
import { readAddress } from '../../net/prefix.ts';
import { notSimulated } from '../../net/tool.ts';
import { Regex, RegexError } from '../../text/regex/regex.ts';
import type { Exchange } from '../proxy/gateway.ts';

/** What a condition may ask of the proxy itself. */
export interface Surroundings {
  /** Servers of a backend that are up. */
  usable(backend: string): number;
}

type Test = (request: Exchange, around: Surroundings) => boolean;
type Fetch = (request: Exchange, around: Surroundings) => string | undefined;

/** A condition, with the words that it was written in. */
export interface Condition {
  readonly words: string;
  holds: Test;
}

const pathOf = ({ target }: Exchange): string => target.split('?')[0] ?? '/';
const fieldFetch =
  (name: string): Fetch =>
  ({ head }) =>
    fieldOf(head, name);

const fetches: Readonly<Record<string, (argument: string) => Fetch>> = {
  hdr: fieldFetch,
  'req.hdr': fieldFetch,
  'req.fhdr': fieldFetch,
  path: () => pathOf,
  url:
    () =>
    ({ target }) =>
      target,
  method:
    () =>
    ({ method }) =>
      method,
  src:
    () =>
    ({ client }) =>
      formatIp4(client.address),
  dst:
    () =>
    ({ local }) =>
      formatIp4(local.address),
  dst_port:
    () =>
    ({ local }) =>
      String(local.port),
  src_port:
    () =>
    ({ client }) =>
      String(client.port),
  query:
    () =>
    ({ target }) =>
      target.split('?')[1] ?? '',
  nbsrv: (backend) => (_, around) => String(around.usable(backend)),
};

/** The value of `%[…]` and of a criterion; undefined for what is not here. */
export function fetchOf(expression: string): Fetch | undefined {
  const match = /^([\w.]+?)(?:\(([^)]*)\))?$/.exec(expression);
  const make = match?.[1] === undefined ? undefined : new Map(Object.entries(fetches)).get(match[1]);
  return make?.(match?.[2] ?? '');
}

type Comparison = (value: string, pattern: string) => boolean;

const comparisons: Readonly<Record<string, Comparison>> = {
  str: (value, pattern) => value === pattern,
  beg: (value, pattern) => value.startsWith(pattern),
  end: (value, pattern) => value.endsWith(pattern),
  sub: (value, pattern) => value.includes(pattern),
  dir: (value, pattern) => `/${value}/`.replace(/\/+/g, '/').includes(`/${pattern.replace(/^\/|\/$/g, '')}/`),
  dom: (value, pattern) => `.${value.split(':')[0]}.`.includes(`.${pattern}.`),
};

const orders: Readonly<Record<string, (value: number, pattern: number) => boolean>> = {
  eq: (value, pattern) => value === pattern,
  ge: (value, pattern) => value >= pattern,
  gt: (value, pattern) => value > pattern,
  le: (value, pattern) => value <= pattern,
  lt: (value, pattern) => value < pattern,
};

/** `hdr(host) -i a b`: a test of one criterion against patterns. Answers a text that says what is wrong. */
export function criterion(words: readonly string[]): Test | string {
  const [first = '', ...rest] = words;
  const constant = { TRUE: true, always_true: true, FALSE: false, always_false: false }[first];
  if (constant !== undefined) return () => constant;
  const match = /^([\w.]+?)(?:_(beg|end|sub|dir|dom|reg))?(\([^)]*\))?$/.exec(first);
  const [, base = '', suffix, argument = ''] = match ?? [];
  const fetch = fetchOf(`${base}${argument}`);
  if (fetch === undefined) throw notSimulated(`haproxy's ACL criterion ${first}`);
  let method = suffix ?? 'str';
  let ignoreCase = false;
  while (rest[0]?.startsWith('-')) {
    const flag = rest.shift();
    if (flag === '--') break;
    if (flag === '-i') ignoreCase = true;
    else if (flag === '-m') method = rest.shift() ?? '';
    else throw notSimulated(`haproxy's ACL flag ${flag}`);
  }
  if (method === 'found') return (request, around) => fetch(request, around) !== undefined;
  if (rest.length === 0) return `criterion '${first}' expects at least one pattern`;
  if (base === 'src' || base === 'dst') return addressTest(fetch, rest);
  if (['nbsrv', 'dst_port', 'src_port'].includes(base)) return numberTest(fetch, rest);
  return textTest(fetch, method, rest, ignoreCase);
}

function textTest(fetch: Fetch, method: string, patterns: readonly string[], ignoreCase: boolean): Test | string {
  if (method === 'reg') {
    try {
      const regexes = patterns.map((pattern) => new Regex(pattern, { notation: 'perl', ignoreCase }));
      return (request, around) => {
        const value = fetch(request, around);
        return value !== undefined && regexes.some((regex) => regex.exec(value) !== undefined);
      };
    } catch (error) {
      if (error instanceof RegexError) return `regex '${patterns.join(' ')}' is invalid (error=${error.message})`;
      throw error;
    }
  }
  const compare = new Map(Object.entries(comparisons)).get(method);
  if (compare === undefined) throw notSimulated(`haproxy's ACL match -m ${method}`);
  const fold = (text: string): string => (ignoreCase ? text.toLowerCase() : text);
  return (request, around) => {
    const value = fetch(request, around);
    return value !== undefined && patterns.some((pattern) => compare(fold(value), fold(pattern)));
  };
}

function numberTest(fetch: Fetch, patterns: readonly string[]): Test {
  const [first = '', ...rest] = patterns;
  const order = new Map(Object.entries(orders)).get(first);
  const numbers = (order === undefined ? patterns : rest).map(Number);
  const fits = order ?? ((value: number, pattern: number) => value === pattern);
  return (request, around) => numbers.some((number) => fits(Number(fetch(request, around)), number));
}

function addressTest(fetch: Fetch, patterns: readonly string[]): Test | string {
  const ranges: { readonly network: number; readonly mask: number }[] = [];
  for (const pattern of patterns) {
    const [address = '', bits = '32'] = pattern.split('/');
    const network = readAddress(address);
    if (network === undefined || !/^\d{1,2}$/.test(bits)) return `'${pattern}' is not a valid IPv4 or IPv6 address`;
    ranges.push({ network, mask: Number(bits) === 0 ? 0 : (0xffffffff << (32 - Number(bits))) >>> 0 });
  }
  return (request, around) => {
    const value = readAddress(fetch(request, around) ?? '') ?? 0;
    return ranges.some(({ network, mask }) => (value & mask) >>> 0 === (network & mask) >>> 0);
  };
}

/** `if a !b or { path /x }`: names of ACLs, all of a group, any of the groups. Answers what is wrong. */
export function readCondition(
  words: readonly string[],
  acls: ReadonlyMap<string, readonly Test[]>,
): Condition | string {
  const [keyword = '', ...rest] = words;
  if (keyword === '') return { words: '', holds: () => true };
  if (keyword !== 'if' && keyword !== 'unless') return `expects 'if' or 'unless' instead of '${keyword}'`;
  const groups: Test[][] = [[]];
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at] ?? '';
    if (word === 'or' || word === '||') {
      groups.push([]);
      continue;
    }
    const negated = word.startsWith('!');
    const bare = negated ? word.slice(1) || (rest[++at] ?? '') : word;
    let test: Test;
    if (bare === '{') {
      const end = rest.indexOf('}', at);
      if (end < 0) return 'missing closing braces in anonymous ACL';
      const made = criterion(rest.slice(at + 1, end));
      if (typeof made === 'string') return made;
      test = made;
      at = end;
    } else {
      const tests = acls.get(bare) ?? standardAcls.get(bare);
      if (tests === undefined) return `no such ACL : '${bare}'`;
      test = (request, around) => tests.some((one) => one(request, around));
    }
    groups.at(-1)?.push(negated ? (request, around) => !test(request, around) : test);
  }
  const any: Test = (request, around) => groups.some((group) => group.every((test) => test(request, around)));
  const holds: Test = keyword === 'if' ? any : (request, around) => !any(request, around);
  return { words: words.join(' '), holds };
}

/** ACLs that need no declaration. */
const standardAcls: ReadonlyMap<string, readonly Test[]> = new Map([
  ['TRUE', [() => true]],
  ['FALSE', [() => false]],
  ['METH_GET', [({ method }: Exchange) => method === 'GET' || method === 'HEAD']],
  ['METH_POST', [({ method }: Exchange) => method === 'POST']],
  ['METH_HEAD', [({ method }: Exchange) => method === 'HEAD']],
  ['LOCALHOST', [({ client }: Exchange) => client.address >>> 24 === 127]],
]);

/** Declared ACLs by name; several of one name are alternatives. */
export type AclTable = Map<string, Test[]>;
