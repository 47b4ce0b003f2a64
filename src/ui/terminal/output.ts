// Terminals' text on its way from the worker to a screen. A terminal's screen is loaded later than its first text may come, so
// the text waits here, and is kept for a screen that takes the place of the first; so is the last line, for telling whether a
// shell shows its prompt.

import { type CursorLine, EMPTY_LINE, follow } from './cursor-line.ts';

type Write = (text: string) => void;

/** Characters of a terminal's text that are kept: more than a screen's lines hold. */
const KEPT = 1_000_000;

interface Channel {
  /** What the terminal has been sent, the oldest first; `length` counts its characters. */
  kept: string[];
  length: number;
  screen: Write | undefined;
  line: CursorLine;
}

const channels = new Map<string, Channel>();

function channel(tty: string): Channel {
  const known = channels.get(tty);
  if (known !== undefined) return known;
  const made: Channel = { kept: [], length: 0, screen: undefined, line: EMPTY_LINE };
  channels.set(tty, made);
  return made;
}

function keep(to: Channel, text: string): void {
  to.kept.push(text);
  to.length += text.length;
  if (to.length <= 2 * KEPT) return;
  to.kept = [to.kept.join('').slice(-KEPT)];
  to.length = KEPT;
}

/** Text that a terminal received from its world. */
export function deliverOutput(tty: string, text: string): void {
  const to = channel(tty);
  to.line = follow(to.line, text);
  keep(to, text);
  to.screen?.(text);
}

/** RIS of ECMA-48: the screen and all that has scrolled away are empty. */
const RESET = '\u001bc';

/** All the text that a terminal shows, in place of what it showed: at once, so that nothing flickers. */
export function rewriteOutput(tty: string, text: string): void {
  const to = channel(tty);
  to.line = follow(EMPTY_LINE, text);
  to.kept = [];
  to.length = 0;
  keep(to, text);
  to.screen?.(RESET + text);
}

/** Connects a screen; what the terminal was sent before comes first. Answers with the way to disconnect. */
export function attachScreen(tty: string, screen: Write): () => void {
  const to = channel(tty);
  to.screen = screen;
  for (const text of to.kept) screen(text);
  return () => {
    if (to.screen === screen) to.screen = undefined;
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
