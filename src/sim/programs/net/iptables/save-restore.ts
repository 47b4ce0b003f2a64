// iptables-save and iptables-restore: whole tables as text.
// Source: iptables 1.8.9 (nf_tables): iptables/xtables-save.c, xtables-restore.c.
// Not modelled: -T, --modprobe.
import type { Blocking, Program, Sys } from '../../../host/sys.ts';
import type { Netfilter, NfError, NfTable } from '../../../linux/netfilter.ts';
import { type Answer, answer, DONE, notSimulated, say, ToolExit } from '../tool.ts';
import { parseIptables } from './arguments.ts';
import { refused } from './iptables.ts';
import { saveTable } from './save.ts';
import { splitWords } from './words.ts';

const PROGRAM = 'iptables-restore';
const tables: readonly NfTable[] = ['filter', 'nat', 'mangle', 'raw'];

function save(sys: Sys, argv: readonly string[]): Answer {
  return answer(() => {
    let counters = false;
    let only: string | undefined;
    for (let at = 1; at < argv.length; at++) {
      const word = argv[at] ?? '';
      if (word === '-c' || word === '--counters') counters = true;
      else if (word === '-t' || word === '--table') only = argv[++at];
      else if (word === '-V' || word === '--version')
        return { stdout: 'iptables-save v1.8.9 (nf_tables)\n', status: 0 };
      else throw notSimulated(`iptables-save ${word}`);
    }
    if (only !== undefined && !tables.some((table) => table === only))
      throw new ToolExit(1, `Table \`${only}' does not exist\n`);
    const { netfilter } = sys.net;
    if (netfilter.denied) throw refused(netfilter.denied, 'iptables-save');
    const saved = netfilter.existing().filter((table) => only === undefined || table === only);
    const stdout = saved.map((table) => saveTable(netfilter, table, counters, sys.wallClock())).join('');
    return { stdout, status: 0 };
  });
}

export const iptablesSave: Program = {
  name: 'iptables-save',
  summary: 'write the packet filter’s tables as text',
  *main(sys, argv) {
    return yield* say(sys, save(sys, argv));
  },
};

interface Options {
  readonly flush: boolean;
  readonly counters: boolean;
  readonly test: boolean;
}

/** Reads tables from text, as iptables-restore without options; throws ToolExit at the first line that is wrong. */
export function restore(
  netfilter: Netfilter,
  text: string,
  options: Options = { flush: true, counters: false, test: false },
  origin = PROGRAM,
): void {
  new Restore(netfilter, options, origin).run(text);
}

/** Reads tables line by line. */
class Restore {
  readonly #netfilter: Netfilter;
  readonly #options: Options;
  readonly #origin: string;
  #table: NfTable | undefined;
  #line = 0;
  /** Puts back what the table that is being read was before. */
  #undo: () => void = () => undefined;

  constructor(netfilter: Netfilter, options: Options, origin: string) {
    this.#netfilter = netfilter;
    this.#options = options;
    this.#origin = origin;
  }

  run(text: string): void {
    const lines = text.split('\n');
    if (lines[lines.length - 1] === '') lines.pop();
    try {
      for (const line of lines) {
        this.#line++;
        this.#read(line);
      }
      if (this.#table !== undefined) throw new ToolExit(1, `${PROGRAM}: COMMIT expected at line ${this.#line + 1}\n`);
    } catch (exit) {
      // A table is committed whole or not at all; those before it stay.
      this.#undo();
      throw exit;
    }
  }

  #read(line: string): void {
    if (line === '' || line.startsWith('#')) return;
    if (line.startsWith('*')) this.#begin(line.slice(1).trim());
    else if (this.#table === undefined) throw new ToolExit(1, `${PROGRAM}: line ${this.#line} failed\n`);
    else if (line === 'COMMIT') this.#commit();
    else if (line.startsWith(':')) this.#chain(this.#table, line.slice(1));
    else this.#rule(this.#table, line);
  }

  #begin(name: string): void {
    const table = tables.find((known) => known === name);
    if (table === undefined)
      throw this.#wrong(`${PROGRAM} v1.8.9 (nf_tables): ${PROGRAM}: line ${this.#line} table name '${name}' invalid`);
    this.#table = table;
    this.#undo = this.#netfilter.hold(table);
    if (!this.#options.flush || this.#options.test) return;
    this.#netfilter.flush(table);
    for (const chain of this.#netfilter.chains(table)) {
      if (chain.policy === undefined) this.#netfilter.deleteChain(table, chain.name);
      else this.#netfilter.setPolicy(table, chain.name, 'ACCEPT');
    }
  }

  #commit(): void {
    this.#table = undefined;
    this.#undo = () => undefined;
  }

  #wrong(message: string): ToolExit {
    const tried = `Try \`${PROGRAM} -h' or '${PROGRAM} --help' for more information.\n`;
    return new ToolExit(2, `${message}\nError occurred at line: ${this.#line}\n${tried}`);
  }

  #check(error: NfError | undefined): void {
    if (error === undefined || error.errno === 'EEXIST') return;
    if (error.errno === 'EOPNOTSUPP') throw refused(error);
    if (error.status === 2) {
      const bare = error.message.startsWith('Bad argument');
      throw this.#wrong(bare ? error.message : `${PROGRAM} v1.8.9 (nf_tables): ${error.message}`);
    }
    const said = error.message.trim();
    if (error.status === 4) throw new ToolExit(4, `${PROGRAM} v1.8.9 (nf_tables): \nline ${this.#line}: ${said}\n`);
    throw new ToolExit(error.status, `${PROGRAM}: line ${this.#line} failed: ${said}\n`);
  }

  #chain(table: NfTable, words: string): void {
    const [name = '', policy, counters = ''] = words.trim().split(/\s+/);
    if (policy === undefined)
      throw this.#wrong(`${PROGRAM} v1.8.9 (nf_tables): ${PROGRAM}: line ${this.#line} policy invalid`);
    if (this.#options.test) return;
    if (policy === 'ACCEPT' || policy === 'DROP')
      this.#check(this.#netfilter.setPolicy(table, name, policy, this.#origin));
    else this.#check(this.#netfilter.newChain(table, name, this.#origin));
    const counted = /^\[(\d+):(\d+)\]$/.exec(counters);
    if (counted && this.#options.counters)
      this.#netfilter.setCounters(table, name, 0, Number(counted[1]), Number(counted[2]));
  }

  #rule(table: NfTable, line: string): void {
    const counted = /^\[(\d+):(\d+)\]\s*/.exec(line);
    const words = splitWords(counted ? line.slice(counted[0].length) : line);
    if (words === undefined) throw this.#wrong(`${PROGRAM} v1.8.9 (nf_tables): Unbalanced quotes`);
    const parsed = this.#parse(words);
    if (this.#options.test) return;
    const { command, chain = '', operand, rule } = parsed;
    const counters = counted && this.#options.counters ? ['-c', counted[1] ?? '0', counted[2] ?? '0'] : [];
    const number = Number(operand ?? 1);
    const netfilter = this.#netfilter;
    if (command === 'A') this.#check(netfilter.append(table, chain, [...counters, ...rule], this.#origin));
    else if (command === 'I') this.#check(netfilter.insert(table, chain, number, [...counters, ...rule], this.#origin));
    else if (command === 'D') this.#check(netfilter.delete(table, chain, operand === undefined ? rule : number));
    else if (command === 'R') this.#check(netfilter.replace(table, chain, number, rule, this.#origin));
    else if (command === 'F') this.#check(netfilter.flush(table, parsed.chain));
    else if (command === 'N') this.#check(netfilter.newChain(table, chain, this.#origin));
    else if (command === 'X') this.#check(netfilter.deleteChain(table, chain));
    else if (command === 'P')
      this.#check(netfilter.setPolicy(table, chain, operand === 'DROP' ? 'DROP' : 'ACCEPT', this.#origin));
    else throw notSimulated(`iptables-restore -${command}`);
  }

  #parse(words: readonly string[]): Exclude<ReturnType<typeof parseIptables>, string> {
    const [first = ''] = words;
    if (!first.startsWith('-')) throw this.#wrong(`Bad argument \`${first}'`);
    try {
      const parsed = parseIptables(PROGRAM, words);
      if (typeof parsed !== 'string') return parsed;
    } catch (exit) {
      if (exit instanceof ToolExit && exit.status === 2) throw this.#wrong(exit.stderr.split('\n')[0] ?? '');
      throw exit;
    }
    throw this.#wrong(`${PROGRAM} v1.8.9 (nf_tables): unknown option "${first}"`);
  }
}

function* input(sys: Sys, file: string | undefined): Blocking<string> {
  if (file !== undefined) {
    const path = file.startsWith('/') ? file : `${sys.cwd === '/' ? '' : sys.cwd}/${file}`;
    const read = sys.fs.readFile(path);
    if (!read.ok) throw new ToolExit(1, `Can't open ${file}: No such file or directory\n`);
    return read.value;
  }
  const stdin = sys.file(0);
  let text = '';
  if (stdin === undefined) return text;
  for (let piece = yield* stdin.read(); piece !== undefined; piece = yield* stdin.read()) text += piece;
  return text;
}

export const iptablesRestore: Program = {
  name: 'iptables-restore',
  summary: 'read the packet filter’s tables from text',
  *main(sys, argv) {
    const words = argv.slice(1);
    const has = (...names: string[]): boolean => names.some((name) => words.includes(name));
    if (has('-V', '--version')) return yield* say(sys, { stdout: `${PROGRAM} v1.8.9 (nf_tables)\n`, status: 0 });
    const options = {
      flush: !has('-n', '--noflush'),
      counters: has('-c', '--counters'),
      test: has('-t', '--test'),
    };
    let text: string;
    try {
      text = yield* input(
        sys,
        words.find((word) => !word.startsWith('-')),
      );
    } catch (exit) {
      if (exit instanceof ToolExit) return yield* say(sys, exit);
      throw exit;
    }
    const result = answer(() => {
      if (sys.net.netfilter.denied) throw refused(sys.net.netfilter.denied, PROGRAM);
      restore(sys.net.netfilter, text, options, argv.join(' '));
      return DONE;
    });
    return yield* say(sys, result);
  },
};
