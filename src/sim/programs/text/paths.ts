// basename, dirname: parts of paths.
// Source: basename(1), dirname(1) of GNU coreutils 9.1.
// Not modelled: -z.
import type { Tool } from './tool.ts';

/** The last component; slashes at the end do not count. */
export function baseName(path: string): string {
  const bare = path.replace(/\/+$/, '');
  if (bare === '') return path === '' ? '' : '/';
  return bare.slice(bare.lastIndexOf('/') + 1);
}

/** All but the last component. */
export function directoryName(path: string): string {
  const bare = path.replace(/\/+$/, '');
  if (bare === '') return path === '' ? '.' : '/';
  const slash = bare.lastIndexOf('/');
  if (slash < 0) return '.';
  return bare.slice(0, slash).replace(/\/+$/, '') || '/';
}

export const basename: Tool = {
  name: 'basename',
  summary: 'Print NAME with any leading directory components removed',
  usage: 'NAME [SUFFIX]\nOPTION... NAME...',
  help: `
  -a, --multiple        support multiple arguments and treat each as a NAME
  -s, --suffix=SUFFIX   remove a trailing SUFFIX; implies -a`,
  version: 'basename (GNU coreutils) 9.1',
  options: ['a,multiple', 's,suffix:'],
  stopAtOperand: true,
  *run(call) {
    const { operands, options } = call;
    if (operands.length === 0) return yield* call.misuse('missing operand');
    const many = options.has('a') || options.has('s');
    if (!many && operands.length > 2) return yield* call.misuse(`extra operand '${operands[2]}'`);
    const suffix = options.value('s') ?? (many ? '' : (operands[1] ?? ''));
    for (const path of many ? operands : operands.slice(0, 1)) {
      const base = baseName(path);
      const cut = suffix !== '' && base !== suffix && base.endsWith(suffix);
      call.put(`${cut ? base.slice(0, -suffix.length) : base}\n`);
    }
    return 0;
  },
};

export const dirname: Tool = {
  name: 'dirname',
  summary: 'Output each NAME with its last non-slash component and trailing slashes removed',
  usage: '[OPTION] NAME...',
  version: 'dirname (GNU coreutils) 9.1',
  options: [],
  *run(call) {
    if (call.operands.length === 0) return yield* call.misuse('missing operand');
    for (const path of call.operands) call.put(`${directoryName(path)}\n`);
    return 0;
  },
};
