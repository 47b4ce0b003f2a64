// iptables: shows and changes the packet filter's tables. ip6tables shows its own, which are always empty.
// Source: iptables 1.8.9 (nf_tables): iptables/xtables.c, nft.c; iptables(8).
// Not modelled: IPv6 rules (no IPv6 packet is sent here).
import type { Program, Sys } from '../../../host/sys.ts';
import type { ChainView, Netfilter, NfError, RuleView } from '../../../linux/netfilter.ts';
import { type Answer, answer, DONE, notSimulated, say, ToolExit } from '../tool.ts';
import { type IptablesLine, parameterProblem, parseIptables } from './arguments.ts';
import { listChain, listRule, tellRule } from './listing.ts';
import { chainCommand, ruleCommand } from './save.ts';
import { help } from './usage.ts';

/** How iptables tells what was wrong. */
export function refused(error: NfError, program = 'iptables'): ToolExit {
  if (error.errno === 'EOPNOTSUPP') return notSimulated(error.message);
  if (error.status === 1) return new ToolExit(1, `${program}: ${error.message}\n`);
  if (error.status === 4) return new ToolExit(4, `${program} v1.8.9 (nf_tables): ${error.message}\n`);
  return parameterProblem(program, error.message);
}

/** Runs one command line on a namespace's tables. */
export function runIptables(netfilter: Netfilter, argv: readonly string[], program = 'iptables'): Answer {
  return answer(() => {
    const line = parseIptables(program, argv.slice(1));
    if (line === 'help') return { stdout: help, status: 0 };
    if (line === 'version') return { stdout: `${program} v1.8.9 (nf_tables)\n`, status: 0 };
    if (netfilter.denied) throw refused(netfilter.denied, program);
    return run(netfilter, line, argv.join(' '));
  });
}

function run(netfilter: Netfilter, line: IptablesLine, origin: string): Answer {
  const { command, chain = '', operand } = line;
  if (command === 'L') return list(netfilter, line);
  if (command === 'S') return listRules(netfilter, line);
  if (command === 'X' && line.chain === undefined) return deleteAll(netfilter, line);
  if (command === 'P' && operand !== 'ACCEPT' && operand !== 'DROP')
    throw new ToolExit(1, "iptables: Bad policy name. Run `dmesg' for more information.\n");
  const before = line.verbose ? rulesOf(netfilter, line) : [];
  const error = change(netfilter, line, origin);
  if (error) throw refused(error);
  if (!line.verbose) return DONE;
  return { ...DONE, stdout: told(before, rulesOf(netfilter, line), line) || spoken(command, chain) };
}

/** What -v says of a command beside rules. */
function spoken(command: IptablesLine['command'], chain: string): string {
  if (command === 'X') return `Deleting chain \`${chain}'\n`;
  return command === 'F' && chain !== '' ? `Flushing chain \`${chain}'\n` : '';
}

function change(netfilter: Netfilter, line: IptablesLine, origin: string): NfError | undefined {
  const { command, table, chain = '', operand, rule } = line;
  const number = Number(operand ?? 1);
  switch (command) {
    case 'A':
      return netfilter.append(table, chain, rule, origin);
    case 'I':
      return netfilter.insert(table, chain, number, rule, origin);
    case 'R':
      return netfilter.replace(table, chain, number, rule, origin);
    case 'D':
      return netfilter.delete(table, chain, operand === undefined ? rule : number);
    case 'C':
      return netfilter.check(table, chain, rule);
    case 'F':
      return netfilter.flush(table, line.chain);
    case 'Z':
      return netfilter.zero(table, line.chain, operand === undefined ? undefined : number);
    case 'N':
      return netfilter.newChain(table, chain, origin);
    case 'X':
      return netfilter.deleteChain(table, chain);
    case 'E':
      return netfilter.renameChain(table, chain, operand ?? '');
    default:
      return netfilter.setPolicy(table, chain, operand === 'DROP' ? 'DROP' : 'ACCEPT', origin);
  }
}

function rulesOf(netfilter: Netfilter, { table, chain }: IptablesLine): readonly RuleView[] {
  return [...(netfilter.chains(table).find((known) => known.name === chain)?.rules ?? [])];
}

/** What -v tells of: the rules that a command has made or taken away. */
function told(before: readonly RuleView[], after: readonly RuleView[], line: IptablesLine): string {
  if (!'AIDR'.includes(line.command)) return '';
  const made = after.filter((rule) => !before.includes(rule));
  const gone = before.filter((rule) => !after.includes(rule));
  return (made.length > 0 ? made : gone).map((rule) => tellRule(rule, line)).join('');
}

function deleteAll(netfilter: Netfilter, { table }: IptablesLine): Answer {
  for (const chain of netfilter.chains(table)) {
    if (chain.policy !== undefined) continue;
    const error = netfilter.deleteChain(table, chain.name);
    if (error) throw refused(error);
  }
  return DONE;
}

function chosen(netfilter: Netfilter, line: IptablesLine): readonly ChainView[] {
  const chains = netfilter.chains(line.table);
  if (line.chain === undefined) return chains;
  const chain = chains.find((known) => known.name === line.chain);
  if (chain !== undefined) return [chain];
  const message = `chain \`${line.chain}' in table \`${line.table}' is incompatible, use 'nft' tool.`;
  throw new ToolExit(1, `iptables v1.8.9 (nf_tables): ${message}\n`);
}

function list(netfilter: Netfilter, line: IptablesLine): Answer {
  const chains = chosen(netfilter, line);
  if (line.operand === undefined)
    return { stdout: chains.map((chain) => listChain(chain, line)).join('\n'), status: 0 };
  const number = Number(line.operand);
  const rule = chains[0]?.rules[number - 1];
  return { stdout: rule ? listRule(rule, number, line) : '', status: 0 };
}

function listRules(netfilter: Netfilter, line: IptablesLine): Answer {
  const chains = chosen(netfilter, line);
  const number = line.operand === undefined ? undefined : Number(line.operand);
  const heads = number === undefined ? chains.map((chain) => chainCommand(chain, line.verbose)) : [];
  const rules = chains.flatMap((chain) =>
    chain.rules
      .filter((_, at) => number === undefined || at + 1 === number)
      .map((rule) => ruleCommand(chain.name, rule, line.verbose)),
  );
  return { stdout: [...heads, ...rules].join(''), status: 0 };
}

function words(sys: Sys, argv: readonly string[]): { text: string }[] {
  const previous = argv[argv.length - 2] ?? '';
  const table = argv[argv.indexOf('-t') + 1];
  const known = table === 'nat' || table === 'mangle' || table === 'raw' ? table : 'filter';
  if (previous === '-t') return ['filter', 'nat', 'mangle', 'raw'].map((text) => ({ text }));
  const chains = sys.net.netfilter.chains(known).map(({ name }) => ({ text: name }));
  if (/^-[ACDIRLSFZXEP]$/.test(previous)) return chains;
  if (previous === '-j') return [...['ACCEPT', 'DROP', 'REJECT', 'RETURN'].map((text) => ({ text })), ...chains];
  if (previous === '-i' || previous === '-o') return sys.net.links().map(({ name }) => ({ text: name }));
  return ['-t', '-A', '-I', '-D', '-L', '-S', '-n', '-v', '--line-numbers'].map((text) => ({ text }));
}

export const iptables: Program = {
  name: 'iptables',
  summary: 'show and change packet filtering and address translation',
  *main(sys, argv) {
    return yield* say(sys, runIptables(sys.net.netfilter, argv));
  },
  complete: words,
};

/** IPv6's tables: they can be shown, and nothing can be put into them. */
export const ip6tables: Program = {
  name: 'ip6tables',
  summary: 'show packet filtering of IPv6 (always empty here)',
  *main(sys, argv) {
    return yield* say(sys, runIp6tables(sys.net.netfilter, argv));
  },
};

const builtIn: Readonly<Record<string, readonly string[]>> = {
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  raw: ['PREROUTING', 'OUTPUT'],
};

function runIp6tables({ denied }: Netfilter, argv: readonly string[]): Answer {
  return answer(() => {
    const line = parseIptables('ip6tables', argv.slice(1));
    if (line === 'help') return { stdout: help.replaceAll('iptables', 'ip6tables'), status: 0 };
    if (line === 'version') return { stdout: 'ip6tables v1.8.9 (nf_tables)\n', status: 0 };
    if (denied) throw refused(denied, 'ip6tables');
    const names = (builtIn[line.table] ?? []).filter((name) => line.chain === undefined || line.chain === name);
    if ((line.command !== 'L' && line.command !== 'S') || names.length === 0) throw notSimulated('rules for IPv6');
    const empty = { policy: 'ACCEPT', packets: 0, bytes: 0, references: 0, rules: [] } as const;
    const chains = names.map((name) => ({ name, ...empty }));
    const stdout =
      line.command === 'S'
        ? chains.map((chain) => chainCommand(chain, line.verbose)).join('')
        : chains.map((chain) => listChain(chain, line)).join('\n');
    return { stdout, status: 0 };
  });
}
