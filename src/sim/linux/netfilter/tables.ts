// The tables of one namespace and what can be done to them.
// Source: iptables/nft.c (nft_cmd_*), net/netfilter/nf_tables_api.c; error texts as iptables 1.8.9 prints them.
// Not modelled: the security table.
import type { Netfilter, NfError, NfTable } from '../netfilter.ts';
import type { Origin } from '../netlink.ts';
import { Chain } from './chain.ts';
import { RuleError } from './extension.ts';
import { holdTable } from './held-table.ts';
import type { Rule } from './rule.ts';
import { NO_DROP_IN_NAT, parseRules } from './rule-parser.ts';
import { targetKinds } from './targets/table.ts';
import { FORWARD, type Hook, LOCAL_IN, LOCAL_OUT, POST_ROUTING, PRE_ROUTING } from './traversal.ts';

type BuiltIn = readonly (readonly [name: string, hook: Hook])[];

const preRouting = ['PREROUTING', PRE_ROUTING] as const;
const localIn = ['INPUT', LOCAL_IN] as const;
const forward = ['FORWARD', FORWARD] as const;
const localOut = ['OUTPUT', LOCAL_OUT] as const;
const postRouting = ['POSTROUTING', POST_ROUTING] as const;

const builtIn: Readonly<Record<NfTable, BuiltIn>> = {
  raw: [preRouting, localOut],
  mangle: [preRouting, localIn, forward, localOut, postRouting],
  nat: [preRouting, localIn, localOut, postRouting],
  filter: [localIn, forward, localOut],
};

/** As iptables-save goes through them (enum nft_table_type). */
const tableOrder: readonly NfTable[] = ['mangle', 'raw', 'filter', 'nat'];
const MAX_CHAIN_NAME = 29; // XT_EXTENSION_MAXNAMELEN
const JUMP_STACK = 16; // NFT_JUMP_STACK_SIZE

const noChain: NfError = { errno: 'ENOENT', message: 'No chain/target/match by that name.', status: 1 };
const noRule: NfError = {
  errno: 'ENOENT',
  message: 'Bad rule (does a matching rule exist in that chain?).',
  status: 1,
};
const chainExists: NfError = { errno: 'EEXIST', message: 'Chain already exists.', status: 1 };
const indexTooBig = (what: string): NfError => ({ errno: 'ERANGE', message: `Index of ${what} too big.`, status: 1 });

/** Where the hooks find what they must ask. */
export interface HookedChains {
  raw: Chain | undefined;
  mangle: Chain | undefined;
  nat: Chain | undefined;
  filter: Chain | undefined;
}

export class Tables implements Netfilter {
  readonly #tables: Readonly<Record<NfTable, Map<string, Chain>>>;
  readonly #onChange: () => void;
  /** By hook: the chains of tables that something was ever put into. The kernel knows no others. */
  readonly hooks: readonly HookedChains[];
  readonly passed = [0, 0, 0, 0, 0];

  constructor(onChange: () => void) {
    const table = (name: NfTable): Map<string, Chain> =>
      new Map(builtIn[name].map(([chain, hook]) => [chain, new Chain(name, chain, hook)]));
    this.#tables = { raw: table('raw'), mangle: table('mangle'), nat: table('nat'), filter: table('filter') };
    this.hooks = [0, 1, 2, 3, 4].map(() => ({ raw: undefined, mangle: undefined, nat: undefined, filter: undefined }));
    this.#onChange = onChange;
  }

  /** True when some rule looks at connections or translates. */
  get needsTracking(): boolean {
    const nat = this.#tables.nat;
    if (nat.size > builtIn.nat.length || [...nat.values()].some((chain) => chain.rules.length > 0)) return true;
    return Object.values(this.#tables).some((table) =>
      [...table.values()].some((chain) => chain.rules.some((rule) => rule.needsTracking)),
    );
  }

  existing(): readonly NfTable[] {
    return tableOrder.filter((table) => this.#exists(table));
  }

  #exists(table: NfTable): boolean {
    return this.hooks.some((hooked) => hooked[table] !== undefined);
  }

  chains(table: NfTable): readonly Chain[] {
    const all = [...this.#tables[table].values()];
    const user = all.filter((chain) => chain.hook === undefined);
    const byName = user.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    return [...all.filter((chain) => chain.hook !== undefined), ...byName];
  }

  #changed(table: NfTable): undefined {
    for (const chain of this.#tables[table].values()) {
      const hooked = chain.hook === undefined ? undefined : this.hooks[chain.hook];
      if (hooked) hooked[table] = chain;
    }
    this.#onChange();
    return undefined;
  }

  hold(table: NfTable): () => void {
    const existed = this.#exists(table);
    const putBack = holdTable(this.#tables[table]);
    return () => {
      putBack();
      if (!existed) for (const hooked of this.hooks) hooked[table] = undefined;
      this.#onChange();
    };
  }

  newChain(table: NfTable, name: string, origin?: Origin): NfError | undefined {
    const refusal = refusedName(name);
    if (refusal) return refusal;
    if (this.#tables[table].has(name)) return chainExists;
    this.#tables[table].set(name, new Chain(table, name, undefined, origin));
    return this.#changed(table);
  }

  deleteChain(table: NfTable, name: string): NfError | undefined {
    const chain = this.#tables[table].get(name);
    if (chain === undefined) return noChain;
    if (chain.policy === 'DROP') return { errno: 'ENOTEMPTY', message: 'Directory not empty.', status: 1 };
    if (chain.references > 0 || chain.rules.length > 0)
      return { errno: 'EBUSY', message: ` CHAIN_DEL failed (Device or resource busy): chain ${name}`, status: 4 };
    // A built-in chain that goes comes back as soon as it is asked for.
    if (chain.hook === undefined) this.#tables[table].delete(name);
    return this.#changed(table);
  }

  renameChain(table: NfTable, name: string, to: string): NfError | undefined {
    const refusal = refusedName(to);
    if (refusal) return refusal;
    if (this.#tables[table].has(to)) return { errno: 'EEXIST', message: 'File exists.', status: 1 };
    const chain = this.#tables[table].get(name);
    if (chain === undefined || chain.hook !== undefined) return noChain;
    this.#tables[table].delete(name);
    chain.name = to;
    for (const rule of chain.rules) rule.chain = to;
    this.#tables[table].set(to, chain);
    return this.#changed(table);
  }

  flush(table: NfTable, name?: string): NfError | undefined {
    const chains = this.#named(table, name);
    if (chains === undefined) return noChain;
    for (const chain of chains) for (const rule of chain.rules.splice(0)) release(rule);
    return this.#changed(table);
  }

  setPolicy(table: NfTable, name: string, policy: 'ACCEPT' | 'DROP', origin?: Origin): NfError | undefined {
    const chain = this.#tables[table].get(name);
    if (chain?.hook === undefined) return { errno: 'ENOENT', message: 'Bad built-in chain name.', status: 1 };
    if (table === 'nat' && policy === 'DROP') return { errno: 'EINVAL', message: NO_DROP_IN_NAT, status: 2 };
    chain.policy = policy;
    chain.policyOrigin = origin;
    return this.#changed(table);
  }

  zero(table: NfTable, name?: string, index?: number): NfError | undefined {
    const chains = this.#named(table, name);
    if (chains === undefined) return noChain;
    for (const chain of chains) {
      const rules = index === undefined ? chain.rules : chain.rules.slice(index - 1, index);
      if (index !== undefined && rules.length === 0) return noChain;
      for (const counted of index === undefined ? [chain, ...rules] : rules) {
        counted.packets = 0;
        counted.bytes = 0;
      }
    }
    return undefined;
  }

  #named(table: NfTable, name: string | undefined): Chain[] | undefined {
    if (name === undefined) return [...this.#tables[table].values()];
    const chain = this.#tables[table].get(name);
    return chain && [chain];
  }

  append(table: NfTable, chain: string, words: readonly string[], origin?: Origin): NfError | undefined {
    return this.#put(table, chain, words, origin, 'APPEND', (rules, added) => {
      rules.push(...added);
      return undefined;
    });
  }

  insert(table: NfTable, chain: string, index: number, words: readonly string[], origin?: Origin): NfError | undefined {
    return this.#put(table, chain, words, origin, 'INSERT', (rules, added) => {
      if (index - 1 > rules.length) return indexTooBig('insertion');
      rules.splice(index - 1, 0, ...added);
      return undefined;
    });
  }

  replace(
    table: NfTable,
    chain: string,
    index: number,
    words: readonly string[],
    origin?: Origin,
  ): NfError | undefined {
    return this.#put(table, chain, words, origin, 'REPLACE', (rules, added) => {
      const [old] = rules.slice(index - 1, index);
      if (old === undefined) return this.#exists(table) ? indexTooBig('replacement') : noChain;
      rules.splice(index - 1, 1, ...added);
      release(old);
      return undefined;
    });
  }

  #put(
    table: NfTable,
    name: string,
    words: readonly string[],
    origin: Origin | undefined,
    command: 'APPEND' | 'INSERT' | 'REPLACE',
    place: (rules: Rule[], added: Rule[]) => NfError | undefined,
  ): NfError | undefined {
    const added = this.#parse(table, name, words, origin);
    if (!Array.isArray(added)) return added;
    const chain = this.#tables[table].get(name);
    if (chain === undefined) return noChain;
    for (const rule of added) {
      const failed = (why: string): NfError => {
        return { errno: 'EINVAL', message: ` RULE_${command} failed (${why}): rule in chain ${name}`, status: 4 };
      };
      if (!belongs(rule, table, chain)) return failed('Invalid argument');
      if (this.#loops(table, chain, rule)) return failed('Too many links');
    }
    const refused = place(chain.rules, added);
    if (refused) return refused;
    for (const rule of added) {
      rule.table = table;
      rule.chain = name;
      if ('chain' in rule.action) rule.action.chain.references++;
    }
    return this.#changed(table);
  }

  /** nft_table_validate: from the built-in chains on, jumps must come to an end. */
  #loops(table: NfTable, chain: Chain, rule: Rule): boolean {
    if (!('chain' in rule.action)) return false;
    return this.chains(table).some((base) => base.hook !== undefined && reachesTooFar(base, chain, rule, []));
  }

  #parse(table: NfTable, chain: string, words: readonly string[], origin: Origin | undefined): Rule[] | NfError {
    try {
      return parseRules(words, { table, chain, chainNamed: (name) => this.#tables[table].get(name) }, origin);
    } catch (error) {
      if (error instanceof RuleError) return { errno: error.errno, message: error.message, status: 2 };
      throw error;
    }
  }

  delete(table: NfTable, name: string, which: readonly string[] | number): NfError | undefined {
    const chain = this.#tables[table].get(name);
    if (typeof which === 'number') {
      if (chain === undefined || !this.#exists(table)) return noChain;
      const [rule] = chain.rules.splice(which - 1, 1);
      if (rule === undefined) return indexTooBig('deletion');
      release(rule);
      return this.#changed(table);
    }
    const asked = this.#parse(table, name, which, undefined);
    if (!Array.isArray(asked)) return asked;
    for (const { text } of asked) {
      const at = chain?.rules.findIndex((rule) => rule.text === text) ?? -1;
      if (chain === undefined || at < 0) return noRule;
      for (const rule of chain.rules.splice(at, 1)) release(rule);
    }
    return this.#changed(table);
  }

  check(table: NfTable, name: string, words: readonly string[]): NfError | undefined {
    const asked = this.#parse(table, name, words, undefined);
    if (!Array.isArray(asked)) return asked;
    const rules = this.#tables[table].get(name)?.rules ?? [];
    return asked.every(({ text }) => rules.some((rule) => rule.text === text)) ? undefined : noRule;
  }

  has(table: NfTable, name: string, words: readonly string[]): boolean {
    return this.check(table, name, words) === undefined;
  }

  setCounters(table: NfTable, name: string, index: number, packets: number, bytes: number): NfError | undefined {
    const chain = this.#tables[table].get(name);
    const counted = index === 0 ? chain : chain?.rules[index - 1];
    if (counted === undefined) return noChain;
    counted.packets = packets;
    counted.bytes = bytes;
    return undefined;
  }
}

function refusedName(name: string): NfError | undefined {
  const refuse = (message: string): NfError => ({ errno: 'EINVAL', message, status: 2 });
  if (name.startsWith('-') || name.startsWith('!'))
    return refuse(`chain name not allowed to start with \`${name.charAt(0)}'`);
  if (targetKinds.some((kind) => kind.name === name)) return refuse('chain name may not clash with target name');
  if (name.length >= MAX_CHAIN_NAME)
    return refuse(`chain name \`${name}' too long (must be under ${MAX_CHAIN_NAME} chars)`);
  return undefined;
}

function release({ action }: Rule): void {
  if ('chain' in action) action.chain.references--;
}

/** Whether the kernel lets a rule's target be in this table and at this hook. */
function belongs({ action, head, conditions }: Rule, table: NfTable, chain: Chain): boolean {
  // A rule that asks for no address at all: the kernel's compiler refuses it.
  if ([head.source, head.destination].some((test) => test?.inverted && test.mask === 0)) return false;
  if (chain.hook !== undefined && conditions.some((match) => match.chains?.includes(chain.name) === false))
    return false;
  if (action.kind !== 'target') return true;
  const { tables, chains, protocol } = action.target;
  if (protocol !== undefined && (head.protocol !== protocol || head.protocolInverted)) return false;
  if (tables !== undefined && !tables.includes(table)) return false;
  return chain.hook === undefined || chains === undefined || chains.includes(chain.name);
}

/** Whether a chain reaches itself, or nests deeper than the stack; `extra` is a rule that is to stand in `chain`. */
function reachesTooFar(from: Chain, chain: Chain, extra: Rule, path: readonly Chain[]): boolean {
  if (path.includes(from) || path.length > JUMP_STACK) return true;
  const rules = from === chain ? [...from.rules, extra] : from.rules;
  return rules.some((rule) => {
    const { action } = rule;
    return 'chain' in action && reachesTooFar(action.chain, chain, extra, [...path, from]);
  });
}
