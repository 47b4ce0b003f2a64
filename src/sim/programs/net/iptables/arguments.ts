// The command line of iptables: one command, its chain, options for listings, and the words of a rule.
// Source: iptables/xshared.c (do_parse); iptables(8). Messages as 1.8.9 prints them.
// Not modelled: -M, several commands of which one is -Z.
import type { NfTable } from '../../../linux/netfilter.ts';
import { ToolExit } from '../tool.ts';

export type Command = 'A' | 'C' | 'D' | 'I' | 'R' | 'L' | 'S' | 'F' | 'Z' | 'N' | 'X' | 'E' | 'P';

export interface IptablesLine {
  readonly command: Command;
  readonly table: NfTable;
  readonly chain: string | undefined;
  /** The rule number of -D, -I, -R, -L, -S and -Z; the new name of -E; the policy of -P. */
  readonly operand: string | undefined;
  readonly rule: readonly string[];
  readonly numeric: boolean;
  readonly verbose: boolean;
  readonly exact: boolean;
  readonly lineNumbers: boolean;
}

/** -h and -V end everything. */
export type Parsed = IptablesLine | 'help' | 'version';

const longCommands: ReadonlyMap<string, Command> = new Map([
  ['--append', 'A'],
  ['--check', 'C'],
  ['--delete', 'D'],
  ['--insert', 'I'],
  ['--replace', 'R'],
  ['--list', 'L'],
  ['--list-rules', 'S'],
  ['--flush', 'F'],
  ['--zero', 'Z'],
  ['--new-chain', 'N'],
  ['--new', 'N'],
  ['--delete-chain', 'X'],
  ['--rename-chain', 'E'],
  ['--policy', 'P'],
]);
const commandLetters = 'ACDIRLSFZNXEP';
/** Commands that may do without a chain. */
const chainless = 'LSFZX';
const numbered = 'DILSZR';
const ruleless = 'LSFZNXEP';
const flagLetters = 'nvxh46Vf';
const valueLetters = 'tsdiopjmgc';
const tables: readonly NfTable[] = ['filter', 'nat', 'mangle', 'raw'];

/** What iptables says of a wrong command line. */
export function parameterProblem(program: string, message: string, status = 2): ToolExit {
  const tried = `Try \`${program} -h' or '${program} --help' for more information.\n`;
  const said = message.startsWith('Bad argument') ? message : `${program} v1.8.9 (nf_tables): ${message}`;
  return new ToolExit(status, `${said}\n${tried}`);
}

/** Takes clusters of short options apart: `-nvL`, `-tnat`. */
function spread(words: readonly string[]): string[] {
  return words.flatMap((word) => {
    if (!/^-[A-Za-z0-9]./.test(word)) return [word];
    const out: string[] = [];
    for (let at = 1; at < word.length; at++) {
      const letter = word.charAt(at);
      out.push(`-${letter}`);
      if (flagLetters.includes(letter)) continue;
      if (at + 1 < word.length) out.push(word.slice(at + 1));
      break;
    }
    return out;
  });
}

/** Reads a command line without the program's name. */
export function parseIptables(program: string, words: readonly string[]): Parsed {
  return new LineParser(program, spread(words)).parse();
}

class LineParser {
  readonly #program: string;
  readonly #words: readonly string[];
  #at = 0;
  #command: Command | undefined;
  #chain: string | undefined;
  #operand: string | undefined;
  #table: NfTable = 'filter';
  readonly #rule: string[] = [];
  readonly #flags = new Set<string>();

  constructor(program: string, words: readonly string[]) {
    this.#program = program;
    this.#words = words;
  }

  parse(): Parsed {
    while (this.#at < this.#words.length) {
      const word = this.#words[this.#at++] ?? '';
      if (word === '-h' || word === '--help') return 'help';
      if (word === '-V' || word === '--version') return 'version';
      this.#word(word);
    }
    const command = this.#command;
    if (command === undefined) {
      const [first] = this.#rule;
      throw this.#problem(this.#unknown(first) ?? 'no command specified');
    }
    if (ruleless.includes(command)) this.#forbidRule();
    return {
      command,
      table: this.#table,
      chain: this.#chain,
      operand: this.#operand,
      rule: this.#rule,
      numeric: this.#flags.has('n'),
      verbose: this.#flags.has('v'),
      exact: this.#flags.has('x'),
      lineNumbers: this.#flags.has('line'),
    };
  }

  #problem(message: string): ToolExit {
    return parameterProblem(this.#program, message);
  }

  /** Options that no rule has are the command line's own fault. */
  #unknown(word: string | undefined): string | undefined {
    if (word === undefined || !word.startsWith('-')) return word === undefined ? undefined : `Bad argument \`${word}'`;
    const known = valueLetters.includes(word.charAt(1)) && !word.startsWith('--');
    return known || word === '!' ? undefined : `unknown option "${word}"`;
  }

  #forbidRule(): void {
    const [first] = this.#rule;
    if (first === undefined) return;
    const message = this.#unknown(first);
    throw this.#problem(message ?? `Illegal option \`${first}' with this command`);
  }

  #value(option: string): string {
    const word = this.#words[this.#at++];
    if (word === undefined) throw this.#problem(`option "${option}" requires an argument`);
    return word;
  }

  /** The next word if it is no option. */
  #optional(): string | undefined {
    const word = this.#words[this.#at];
    if (word === undefined || word.startsWith('-') || word === '!') return undefined;
    this.#at++;
    return word;
  }

  #word(word: string): void {
    const letter = word.length === 2 && word.startsWith('-') ? word.charAt(1) : '';
    const isCommand = letter !== '' && commandLetters.includes(letter);
    const command = isCommand ? commandOf(letter) : longCommands.get(word);
    if (command !== undefined) this.#take(command, word);
    else if (letter === 't' || word === '--table') this.#setTable(this.#value(word));
    else if (letter === 'w' || word === '--wait' || letter === 'W' || word === '--wait-interval') this.#wait();
    else if (letter === 'n' || word === '--numeric') this.#flags.add('n');
    else if (letter === 'v' || word === '--verbose') this.#flags.add('v');
    else if (letter === 'x' || word === '--exact') this.#flags.add('x');
    else if (word === '--line-numbers' || word === '--line-number') this.#flags.add('line');
    else this.#ruleWord(word);
  }

  /** A word of the rule, with its value, so that a value never counts as an option of ours. */
  #ruleWord(word: string): void {
    this.#rule.push(word);
    const next = this.#words[this.#at];
    if (word === '--comment' || word === '--log-prefix') {
      if (next !== undefined) this.#rule.push(next);
      this.#at++;
    }
  }

  #wait(): void {
    const next = this.#words[this.#at];
    if (next !== undefined && /^\d+$/.test(next)) this.#at++;
  }

  #setTable(name: string): void {
    const table = tables.find((known) => known === name);
    if (table === undefined && name === 'security')
      throw new ToolExit(125, 'hoplab: not simulated yet: iptables -t security\n');
    if (table === undefined)
      throw new ToolExit(
        3,
        `${this.#program} v1.8.9 (nf_tables): table '${name}' does not exist\nPerhaps ${this.#program} or your kernel needs to be upgraded.\n`,
      );
    this.#table = table;
  }

  #take(command: Command, word: string): void {
    if (this.#command !== undefined) throw this.#problem(`Cannot use -${command} with -${this.#command}`);
    this.#command = command;
    const spelt = word.startsWith('--') ? word : `-${command}`;
    if (chainless.includes(command)) this.#chain = this.#optional();
    else if (command === 'N') {
      const name = this.#value(spelt);
      this.#chain = name;
    } else this.#chain = this.#value(spelt);
    if (this.#chain === undefined) return;
    if (command === 'E' || command === 'P') this.#operand = this.#required(command);
    else if (numbered.includes(command)) this.#operand = this.#optional();
    if (this.#operand !== undefined && numbered.includes(command) && !/^[1-9]\d*$/.test(this.#operand))
      throw this.#problem(`Invalid rule number \`${this.#operand}'`);
    if (command === 'R' && this.#operand === undefined) throw this.#problem('-R requires a rule number');
  }

  #required(command: 'E' | 'P'): string {
    const word = this.#optional();
    if (word !== undefined) return word;
    const needs = command === 'P' ? 'a chain and a policy' : 'old-chain-name and new-chain-name';
    throw this.#problem(`-${command} requires ${needs}`);
  }
}

function commandOf(letter: string): Command | undefined {
  for (const command of longCommands.values()) if (command === letter) return command;
  return undefined;
}
