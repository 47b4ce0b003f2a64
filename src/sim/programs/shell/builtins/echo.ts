// echo: prints its arguments.
// Source: bash(1) echo; busybox ash's is the same, with -n and -e.
// Not modelled: xpg_echo.
import { strerror } from '../../../base/errno.ts';
import type { Blocking } from '../../../host/sys.ts';
import type { Builtin, Shell } from '../shell.ts';
import { readEscapes } from './escapes.ts';

export const echo: Builtin = {
  name: 'echo',
  usage: 'echo [-neE] [arg ...]',
  summary: 'Write arguments to the standard output.',
  *run(shell, args) {
    let newline = true;
    let escapes = false;
    let first = 0;
    for (; /^-[neE]+$/.test(args[first] ?? ''); first++) {
      for (const letter of (args[first] ?? '').slice(1)) {
        if (letter === 'n') newline = false;
        else escapes = letter === 'e';
      }
    }
    const text = args.slice(first).join(' ');
    if (!escapes) return yield* writeOut(shell, 'echo', newline ? `${text}\n` : text);
    const { text: made, stopped } = readEscapes(text, 'echo');
    return yield* writeOut(shell, 'echo', newline && !stopped ? `${made}\n` : made);
  },
};

/** Writes to standard output; a closed or refusing one is a builtin's own error. */
export function* writeOut(shell: Shell, builtin: string, text: string): Blocking<number> {
  const file = shell.sys.file(1);
  if (file === undefined) {
    yield* shell.complain(`${builtin}: write error: ${strerror.EBADF}`);
    return 1;
  }
  if (file.kind !== 'file') {
    yield* shell.sys.print(text);
    return 0;
  }
  const errno = text === '' ? undefined : yield* file.write(text);
  if (errno === undefined) return 0;
  yield* shell.complain(`${builtin}: write error: ${strerror[errno]}`);
  return 1;
}
