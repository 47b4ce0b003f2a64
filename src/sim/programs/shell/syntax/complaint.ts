// What a shell says of source text that it cannot read.
// Source: bash's parse.y (report_syntax_error, "unexpected EOF while looking for matching"), busybox ash.c.
// Not modelled: which token ash still expects.
import type { Blocking } from '../../../host/sys.ts';
import type { Shell } from '../shell.ts';
import type { Parsed } from './parse.ts';

/** Prints the message for a mistake, or for an input that ends too early. */
export function* explainSyntax(
  shell: Shell,
  text: string,
  parsed: Exclude<Parsed, { kind: 'complete' }>,
): Blocking<void> {
  if (shell.flavour === 'ash') {
    yield* shell.sys.error(`${shell.name}: ${ashWords(parsed)}\n`);
    return;
  }
  const lines = text.replace(/\n$/, '').split('\n').length;
  const place = shell.syntaxPlace;
  if (parsed.kind === 'error') {
    const line = `${place}${shell.interactive ? '' : `line ${parsed.line}: `}`;
    yield* shell.sys.error(`${line}${parsed.message}\n`);
    const shown = text.split('\n')[parsed.line - 1] ?? text.split('\n')[0] ?? '';
    if (!shell.interactive) yield* shell.sys.error(`${line}\`${shown}'\n`);
    return;
  }
  const matching = parsed.closer;
  const opened = matching === "'" || matching === '"' ? parsed.line : lines;
  const message =
    matching === undefined
      ? `line ${lines + 1}: syntax error: unexpected end of file`
      : `line ${matching === ')' ? lines + 1 : opened}: unexpected EOF while looking for matching \`${matching}'`;
  yield* shell.sys.error(`${place}${message}\n`);
}

function ashWords(parsed: Exclude<Parsed, { kind: 'complete' }>): string {
  if (parsed.kind === 'error') return parsed.message.replace(/ near unexpected token `(.*)'$/s, ': unexpected "$1"');
  if (parsed.closer === '"' || parsed.closer === "'") return 'syntax error: unterminated quoted string';
  if (parsed.closer === '}') return "syntax error: missing '}'";
  return `syntax error: unexpected end of file${parsed.expecting === undefined ? '' : ` (expecting "${parsed.expecting}")`}`;
}
