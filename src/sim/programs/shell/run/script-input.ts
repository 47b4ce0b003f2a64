// Commands from standard input that is no terminal: `echo ls | bash`.
// Source: bash(1) INVOCATION, -s.
// Not modelled: reading byte by byte; the lines of one command are taken at a time, the rest is left for the commands.
import type { Blocking } from '../../../host/sys.ts';
import type { Shell } from '../shell.ts';
import { explainSyntax } from '../syntax/complaint.ts';
import { parseSource } from '../syntax/parse.ts';

/** Runs commands line by line until the input ends. */
export function* runInput(shell: Shell): Blocking<number> {
  let text = '';
  let line = 1;
  for (;;) {
    const next = yield* readLine(shell);
    if (next === undefined && text === '') return shell.status;
    text += next ?? '';
    const parsed = parseSource(text, line, shell.flavour);
    if (parsed.kind === 'incomplete' && next !== undefined) continue;
    if (parsed.kind !== 'complete') {
      yield* explainSyntax(shell, text, parsed);
      return 2;
    }
    line += text.split('\n').length - 1;
    text = '';
    shell.source = parsed.source;
    yield* shell.interpreter.runStatements(shell, parsed.source.script.commands);
    if (next === undefined) return shell.status;
  }
}

function* readLine(shell: Shell): Blocking<string | undefined> {
  let text = '';
  for (;;) {
    const file = shell.sys.file(0);
    const piece = file === undefined ? undefined : yield* file.read();
    if (piece === undefined || file === undefined) return text === '' ? undefined : text;
    text += piece;
    const end = text.indexOf('\n');
    if (end < 0) continue;
    file.unread(text.slice(end + 1));
    return text.slice(0, end + 1);
  }
}
