// stub
import type { Blocking } from '../../../host/sys.ts';
import type { Shell } from '../shell.ts';
export function* runInteractive(shell: Shell): Blocking<number> {
  yield* shell.sys.error('x');
  return 0;
}
