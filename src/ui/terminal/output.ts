// Terminals' text on its way from the worker to a screen. A terminal's screen is loaded later than its first text may come, so
// the text waits here; the last line is kept for telling whether a shell shows its prompt.

type Write = (text: string) => void;

interface Channel {
  waiting: string[];
  screen: Write | undefined;
  lastLine: string;
}

const channels = new Map<string, Channel>();
const MAX_LAST_LINE = 1024;

function channel(tty: string): Channel {
  const known = channels.get(tty);
  if (known !== undefined) return known;
  const made: Channel = { waiting: [], screen: undefined, lastLine: '' };
  channels.set(tty, made);
  return made;
}

/** Text that a terminal received from its world. */
export function deliverOutput(tty: string, text: string): void {
  const to = channel(tty);
  const newline = text.lastIndexOf('\n');
  to.lastLine = (newline >= 0 ? text.slice(newline + 1) : to.lastLine + text).slice(-MAX_LAST_LINE);
  if (to.screen === undefined) to.waiting.push(text);
  else to.screen(text);
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

// Control sequences (CSI and OSC) and everything before the last carriage return do not count as the line's text.
const ESC = '\u001b';
const BEL = '\u0007';
const CONTROL = new RegExp(`${ESC}(?:\\[[0-9;?]*[ -/]*[@-~]|\\][^${BEL}]*(?:${BEL}|${ESC}\\\\))`, 'g');

/** What the line with the cursor shows of a terminal, without control sequences. */
export function lastLine(tty: string): string {
  const text = (channels.get(tty)?.lastLine ?? '').replace(CONTROL, '');
  return text.slice(text.lastIndexOf('\r') + 1);
}
