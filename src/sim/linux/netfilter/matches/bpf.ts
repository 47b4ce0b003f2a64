// The match bpf: a classic BPF program looks at the packet.
// Source: net/netfilter/xt_bpf.c; libxt_bpf.c (bpf_parse_string).
// Not modelled: --object-pinned (extended BPF).
import { type Instruction, isProgram, runProgram } from '../cbpf.ts';
import { type Kind, type Match, notSimulated, RuleError } from '../extension.ts';

const MAX_INSTRUCTIONS = 64; // XT_BPF_MAX_NUM_INSTR
const LIMITS = [0xffff, 0xff, 0xff, 0xffffffff] as const;

function parseInstruction(text: string): Instruction {
  const numbers = text.trim().split(/\s+/).map(Number);
  const fits =
    numbers.length === 4 && numbers.every((n, at) => Number.isInteger(n) && n >= 0 && n <= (LIMITS[at] ?? 0));
  if (!fits) throw new RuleError('bpf: error at instr 0');
  const [code = 0, jt = 0, jf = 0, k = 0] = numbers;
  return { code, jt, jf, k };
}

/** `7,32 0 0 4294963252,7 0 0 0 …`: how many instructions, then each. */
function parseProgram(word: string): readonly Instruction[] {
  const [head = '', ...rest] = word.split(',');
  if (!/^\s*\d+$/.test(head)) throw new RuleError('bpf: error parsing program length');
  const length = Number(head);
  if (length === 0) throw new RuleError('bpf: illegal zero length program');
  if (length > MAX_INSTRUCTIONS) throw new RuleError('bpf: number of instructions exceeds maximum');
  const parts = rest.filter((part) => part.trim() !== '');
  if (parts.length !== length)
    throw new RuleError('bpf: parsed program length is less than or more than the filter length');
  return parts.map(parseInstruction);
}

const spelt = ({ code, jt, jf, k }: Instruction): string => `${code} ${jt} ${jf} ${k}`;

export const bpfMatch: Kind<Match> = {
  name: 'bpf',
  begin() {
    let program: readonly Instruction[] | undefined;
    return {
      options: ['--bytecode', '--object-pinned'],
      take(option, words) {
        if (option !== '--bytecode') throw notSimulated(`iptables -m bpf ${option}`);
        program = parseProgram(words.value(option));
      },
      finish() {
        if (!program) throw new RuleError('bpf: no program specified\n');
        const code = program;
        // The kernel refuses a program that cannot run when the rule comes in (bpf_check_classic).
        if (!isProgram(code)) throw new RuleError(' RULE_APPEND failed (Invalid argument): rule in chain');
        const text = code.map(spelt).join(',');
        return {
          name: 'bpf',
          matches: ({ packet }) => runProgram(code, packet) !== 0,
          text: `--bytecode "${code.length},${text}"`,
          listing: () => `match bpf ${text}`,
        };
      },
    };
  },
};
