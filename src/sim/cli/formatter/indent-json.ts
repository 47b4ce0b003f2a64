// JSON text with line breaks and blanks put in, and nothing else changed: how strings are escaped is the sender's affair.
// Source: Go's encoding/json Indent.
// Not modelled: nothing.

const STEP = '    ';

/** Compact JSON over several lines; what is empty stays on one. */
export function indentJson(text: string): string {
  const tokens = text.match(/"(?:\\.|[^"\\])*"|[[\]{},:]|[^\s"[\]{},:]+/g) ?? [];
  let depth = 0;
  let out = '';
  const newLine = (): string => `\n${STEP.repeat(depth)}`;
  tokens.forEach((token, at) => {
    const next = tokens[at + 1];
    if (token === '{' || token === '[') {
      depth++;
      out += token + (next === '}' || next === ']' ? '' : newLine());
    } else if (token === '}' || token === ']') {
      depth--;
      const before = tokens[at - 1];
      out += (before === '{' || before === '[' ? '' : newLine()) + token;
    } else if (token === ',') out += `,${newLine()}`;
    else out += token === ':' ? ': ' : token;
  });
  return out;
}
