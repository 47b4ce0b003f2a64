// Terminals' text on its way from the worker to a screen. A terminal's screen is loaded later than its first text may come, so
// the text waits here; the last line is kept for telling whether a shell shows its prompt.

import { type CursorLine, EMPTY_LINE, follow } from './cursor-line.ts';

type Write = (text: string) => void;

interface Channel {
  waiting: string[];
  screen: Write | undefined;
  line: CursorLine;
}

const channels = new Map<string, Channel>();

function channel(tty: string): Channel {
  const known = channels.get(tty);
  if (known !== undefined) return known;
  const made: Channel = { waiting: [], screen: undefined, line: EMPTY_LINE };
  channels.set(tty, made);
  return made;
}

/** Text that a terminal received from its world. */
export function deliverOutput(tty: string, text: string): void {
  const to = channel(tty);
  to.line = follow(to.line, text);
  if (to.screen === undefined) to.waiting.push(text);
  else to.screen(text);
}

/** RIS of ECMA-48: the screen and all that has scrolled away are empty. */
const RESET = '\u001bc';

/** All the text that a terminal shows, in place of what it showed: at once, so that nothing flickers. */
export function rewriteOutput(tty: string, text: string): void {
  const to = channel(tty);
  to.line = follow(EMPTY_LINE, text);
  if (to.screen === undefined) to.waiting = [text];
  else to.screen(RESET + text);
}

/** Connects a screen; what has waited comes first. Answers with the way to disconnect. */
export function attachScreen(tty: string, screen: Write): () => void {
  const to = channel(tty);
  to.screen = screen;
  for (const text of to.waiting) screen(text);
  to.waiting = [];
  return () => {
    to.screen = undefined;
  };
}

/** Forgets a terminal's text, when its tab goes. */
export function forgetOutput(tty: string): void {
  channels.delete(tty);
}

export function forgetAllOutput(): void {
  channels.clear();
}

/** The text of the line with the cursor. */
export function lastLine(tty: string): string {
  return channels.get(tty)?.line.text ?? '';
}
