// What busybox ash's grammar lacks: such source is a mistake there, in ash's words.
// Source: busybox 1.35 shell/ash.c (parse_command, readtoken1), tried against the real one.
// Not modelled: `((…))` and `[[ … ]]`, which ash reads as something else, are read as in bash.
import { forEachChild, type Script, type SyntaxNode } from 'unbash';

/** Which shell this is for people: Debian's bash, or busybox ash. */
export type Flavour = 'bash' | 'ash';

/** ash's message for the first thing in the script that only bash knows, undefined if there is none. */
export function findBashism(script: Script): string | undefined {
  let message: string | undefined;
  const visit = (node: SyntaxNode): void => {
    message ??= complaintAbout(node);
    if (message === undefined) forEachChild(node, visit);
  };
  visit(script);
  return message;
}

function complaintAbout(node: SyntaxNode): string | undefined {
  switch (node.type) {
    case 'ArrayValue':
      return 'syntax error: unexpected "("';
    case 'HereString':
      return 'syntax error: unexpected redirection';
    case 'ArithmeticFor':
      return 'syntax error: bad for loop variable';
    case 'Select':
      return 'syntax error: unexpected "do"';
    case 'CaseItem':
      return node.terminator === ';&' || node.terminator === ';;&' ? 'syntax error: unexpected "&"' : undefined;
    default:
      return undefined;
  }
}
