// env, printenv: the environment.
// Source: env(1), printenv(1) of coreutils 9.1; busybox 1.35.
// Not modelled: env -S, -C.
import type { Tool } from '../text/tool.ts';
import { runInstead } from './waiting.ts';

export const env: Tool = {
  name: 'env',
  summary: 'Set each NAME to VALUE in the environment and run COMMAND',
  usage: '[OPTION]... [-] [NAME=VALUE]... [COMMAND [ARG]...]',
  help: `
  -i, --ignore-environment   start with an empty environment
  -0, --null                 end each output line with NUL, not newline
  -u, --unset=NAME           remove variable from the environment`,
  misuseStatus: 125,
  version: 'env (GNU coreutils) 9.1',
  options: ['i,ignore-environment', '0,null', 'u,unset:'],
  stopAtOperand: true,
  *run(call) {
    const words = [...call.operands];
    const empty = call.options.has('i') || words[0] === '-';
    if (words[0] === '-') words.shift();
    const variables = new Map(empty ? [] : call.sys.env);
    for (const name of call.options.values('u')) variables.delete(name);
    while (words[0]?.includes('=')) {
      const word = words.shift() as string;
      const equals = word.indexOf('=');
      variables.set(word.slice(0, equals), word.slice(equals + 1));
    }
    if (words.length > 0) return yield* runInstead(call, words, variables);
    const end = call.options.has('0') ? '\0' : '\n';
    for (const [name, value] of variables) call.put(`${name}=${value}${end}`);
    return 0;
  },
};

export const printenv: Tool = {
  name: 'printenv',
  summary: 'Print the values of the specified environment VARIABLE(s)',
  usage: '[OPTION]... [VARIABLE]...',
  help: '  -0, --null   end each output line with NUL, not newline',
  misuseStatus: 2,
  version: 'printenv (GNU coreutils) 9.1',
  options: ['0,null'],
  *run(call) {
    const end = call.options.has('0') ? '\0' : '\n';
    if (call.operands.length === 0) for (const [name, value] of call.sys.env) call.put(`${name}=${value}${end}`);
    for (const name of call.operands) {
      const value = call.sys.env.get(name);
      if (value === undefined) call.status = 1;
      else call.put(`${value}${end}`);
    }
    yield* call.flush();
    return call.status;
  },
};

export const nohup: Tool = {
  name: 'nohup',
  summary: 'Run COMMAND, ignoring hangup signals',
  usage: 'COMMAND [ARG]...',
  misuseStatus: 125,
  version: 'nohup (GNU coreutils) 9.1',
  options: [],
  stopAtOperand: true,
  *run(call) {
    if (call.operands.length === 0) return yield* call.misuse('missing operand');
    call.sys.onSignal('SIGHUP', 'ignore');
    return yield* runInstead(call, call.operands);
  },
};
