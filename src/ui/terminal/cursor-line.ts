// The line that a terminal's cursor is on, followed without a screen: just enough of ECMA-48 for telling a prompt.
// Lines that wrap count as one; colours and titles do not count.

export interface CursorLine {
  readonly text: string;
  readonly column: number;
  /** The beginning of a control sequence whose end has not come yet. */
  readonly rest: string;
}

export const EMPTY_LINE: CursorLine = { text: '', column: 0, rest: '' };

const ESC = '\u001b';
const BEL = '\u0007';
const CSI = new RegExp(`^${ESC}\\[([0-9;?]*)[ -/]*([@-~])`);
const OSC = new RegExp(`^${ESC}\\][^${BEL}${ESC}]*(?:${BEL}|${ESC}\\\\)`);
const UNFINISHED = new RegExp(`^${ESC}(?:\\[[0-9;?]*[ -/]*|\\][^${BEL}${ESC}]*${ESC}?)?$`);
/** Longer than any control sequence or line that matters here. */
const MOST = 4096;

function moved(line: CursorLine, parameters: string, final: string): CursorLine {
  const count = Number(parameters) || 1;
  if (final === 'C') return { ...line, column: line.column + count };
  if (final === 'D') return { ...line, column: Math.max(0, line.column - count) };
  // Erasing from the cursor on; of the display or of the line is the same for one line.
  if ((final === 'J' || final === 'K') && (parameters === '' || parameters === '0')) {
    return { ...line, text: line.text.slice(0, line.column) };
  }
  if (final === 'J' || final === 'H') return EMPTY_LINE;
  return line;
}

function printed(line: CursorLine, char: string): CursorLine {
  const before = line.text.slice(0, line.column).padEnd(line.column);
  return { text: before + char + line.text.slice(line.column + 1), column: line.column + 1, rest: '' };
}

/** The line after more output. */
export function follow(start: CursorLine, output: string): CursorLine {
  const whole = start.rest + output;
  const newline = whole.lastIndexOf('\n');
  const text = whole.slice(newline + 1);
  let line: CursorLine = newline >= 0 ? EMPTY_LINE : { ...start, rest: '' };
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === ESC) {
      const sequence = text.slice(at, at + MOST);
      const csi = CSI.exec(sequence);
      const found = csi?.[0] ?? OSC.exec(sequence)?.[0];
      if (found === undefined) {
        if (UNFINISHED.test(sequence)) return { ...line, rest: sequence };
        continue;
      }
      if (csi) line = moved(line, csi[1] ?? '', csi[2] ?? '');
      at += found.length - 1;
    } else if (char === '\r') line = { ...line, column: 0 };
    else if (char === '\b') line = { ...line, column: Math.max(0, line.column - 1) };
    else if (char >= ' ' && line.column < MOST) line = printed(line, char);
  }
  return line;
}
