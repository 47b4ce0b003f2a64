// Typing on the learner's behalf: what a click does is a command that they can see and could have typed.
import { sendInput } from '../store/door.ts';
import { useLayout } from '../store/layout.ts';
import { inPast } from '../store/moment.ts';
import { forgetOutput, lastLine } from './output.ts';
import { newTab, type Tab, type TerminalSize, useTerminals } from './terminals.ts';

const ENTER = '\r';
/** End of line, then kill to its start: readline's way to empty a half-typed line. */
const CLEAR_LINE = '\u0005\u0015';
/** Commands clicked in quick succession follow each other in one terminal, typed ahead as one would. */
const TYPE_AHEAD_MS = 1500;

/** How long to wait for a new terminal's prompt, and how often to look (real milliseconds). */
const PROMPT_MS = 2000;
const PROMPT_POLL_MS = 25;

/** What a terminal gets that was never shown. */
export const USUAL_SIZE: TerminalSize = { columns: 80, rows: 24 };

const pending = new Map<string, string[]>();
const typedAt = new Map<string, number>();
/** What was typed by clicks of late, so that names under way are not suggested again. */
let recent: readonly { readonly at: number; readonly host: string; readonly command: string }[] = [];
const RECENT_MS = 4000;

const tabNow = (tty: string): Tab | undefined => useTerminals.getState().tabs.find((tab) => tab.tty === tty);

/** Sends what was typed, or keeps it until the terminal is open. */
export function typeInto(tty: string, text: string): void {
  const tab = tabNow(tty);
  if (tab === undefined || tab.phase === 'ended') return;
  const waiting = pending.get(tty);
  if (tab.phase !== 'waiting' && waiting === undefined) sendInput((to) => to.type(tty, text));
  else pending.set(tty, [...(waiting ?? []), text]);
  // A terminal that is only looked at in the past is not opened there; one that is typed into is.
  if (tab.phase === 'waiting' && inPast()) openInWorld(tab, USUAL_SIZE);
}

/** Forgets what waits to be typed: the lab that it was for is gone. */
export function forgetTyping(): void {
  pending.clear();
  typedAt.clear();
  recent = [];
}

/** Opens the terminal in the world, now that its size is known, and types what has waited. */
export function openInWorld(tab: Tab, size: TerminalSize): void {
  useTerminals.getState().update(tab.tty, { phase: 'open', size });
  sendInput((to) => to.openTerminal(tab.tty, tab.host, size.columns, size.rows));
  if (pending.has(tab.tty)) typeAtPrompt(tab.tty, performance.now() + PROMPT_MS);
}

/** Types what has waited as soon as the shell shows its prompt: typed ahead, it would be echoed twice. */
function typeAtPrompt(tty: string, latest: number): void {
  const tab = tabNow(tty);
  if (tab !== undefined && promptState(tab) !== 'prompt' && performance.now() < latest) {
    setTimeout(() => typeAtPrompt(tty, latest), PROMPT_POLL_MS);
    return;
  }
  const waiting = pending.get(tty) ?? [];
  pending.delete(tty);
  for (const text of waiting) typeInto(tty, text);
}

/** Tells the world of a terminal's new size, if it is one. */
export function resizeInWorld(tab: Tab, size: TerminalSize): void {
  // The past stays as it was: when time is back at its end, the size is told.
  if (inPast()) return;
  if (tab.size?.columns === size.columns && tab.size.rows === size.rows) return;
  useTerminals.getState().update(tab.tty, { size });
  sendInput((to) => to.resize(tab.tty, size.columns, size.rows));
}

/** Closes a tab and the terminal in the world. */
export function closeTab(tab: Tab): void {
  if (tab.phase === 'open') sendInput((to) => to.closeTerminal(tab.tty));
  pending.delete(tab.tty);
  typedAt.delete(tab.tty);
  useTerminals.getState().remove(tab.tty);
  forgetOutput(tab.tty);
}

/** A further tab on a host. */
export function openTab(host: string): void {
  const { tabs, add } = useTerminals.getState();
  add(newTab(tabs, host));
}

/** A new shell in place of one that has ended. */
export function restartTab(tab: Tab): void {
  const { tabs, add } = useTerminals.getState();
  const next = newTab(tabs, tab.host, tab.container);
  add(next);
  closeTab(tab);
  if (tab.container !== undefined) typeInto(next.tty, shellCommand(tab.container));
}

const PROMPT = /^[\w-]+@([\w-]+):([^#$]*)[#$] (.*)$/;
const HOME = '/root';

function promptState(tab: Tab): 'prompt' | 'half-typed' | 'busy' {
  if (tab.phase === 'waiting') return 'prompt';
  const prompt = lastLine(tab.tty).match(PROMPT);
  if (prompt === null || prompt[1] !== tab.host) return 'busy';
  return prompt[3]?.trim() === '' ? 'prompt' : 'half-typed';
}

/** Whether a command is under way in a terminal of that host. */
export function hostIsBusy(host: string): boolean {
  return useTerminals.getState().tabs.some((tab) => {
    return tab.host === host && tab.phase === 'open' && tab.container === undefined && promptState(tab) === 'busy';
  });
}

/** The directory that a terminal's shell is in, as far as its prompt tells. */
function directoryOf(tab: Tab): string | undefined {
  if (tab.phase === 'waiting') return HOME;
  return lastLine(tab.tty).match(PROMPT)?.[2]?.replace(/^~/, HOME);
}

interface Chosen {
  readonly tab: Tab;
  readonly clear: boolean;
  /** Where its shell is; unknown while commands before are under way. */
  readonly directory: string | undefined;
}

/** The tab that shall take a command for a host: in front first, at its prompt; a new one if all are busy. */
function chooseTab(host: string): Chosen {
  const { tabs, active, add } = useTerminals.getState();
  const ofHost = tabs.filter((tab) => tab.host === host && tab.container === undefined && tab.phase !== 'ended');
  const ordered = [...ofHost].sort((a, b) => Number(b.tty === active) - Number(a.tty === active));
  for (const tab of ordered) {
    const since = performance.now() - (typedAt.get(tab.tty) ?? Number.NEGATIVE_INFINITY);
    if (since < TYPE_AHEAD_MS) return { tab, clear: false, directory: undefined };
    const state = promptState(tab);
    if (state !== 'busy') return { tab, clear: state === 'half-typed', directory: directoryOf(tab) };
  }
  const tab = newTab(tabs, host);
  add(tab);
  return { tab, clear: false, directory: HOME };
}

/** A command, or one that depends on where the shell is. */
export type TypedCommand = string | ((directory: string | undefined) => string);

/** Types a command into a terminal of that host that shows its prompt, in front of the reader, who may press Enter. */
export function offerInTerminal(host: string, command: string): void {
  const { tab, clear } = chooseTab(host);
  bringToFront(tab);
  typeInto(tab.tty, `${clear ? CLEAR_LINE : ''}${command}`);
}

function bringToFront({ tty }: Tab): void {
  useTerminals.getState().activate(tty);
  useLayout.getState().showBottom('terminal');
}

/** Types a command into a terminal of that host that shows its prompt, and presses Enter. */
export function runInTerminal(host: string, typed: TypedCommand): void {
  const { tab, clear, directory } = chooseTab(host);
  const command = typeof typed === 'string' ? typed : typed(directory);
  bringToFront(tab);
  const at = performance.now();
  typedAt.set(tab.tty, at);
  recent = [...recent.filter((one) => at - one.at < RECENT_MS), { at, host, command }];
  typeInto(tab.tty, `${clear ? CLEAR_LINE : ''}${command}${ENTER}`);
}

/** The commands that clicks have typed on a host within the last seconds. */
export function recentlyTyped(host: string): readonly string[] {
  const now = performance.now();
  return recent.filter((one) => one.host === host && now - one.at < RECENT_MS).map((one) => one.command);
}

/** A new tab with a shell in a container, named after it. */
export function openShellTab(host: string, container: string): void {
  const { tabs, add } = useTerminals.getState();
  const tab = newTab(tabs, host, container);
  add(tab);
  useLayout.getState().showBottom('terminal');
  typeInto(tab.tty, shellCommand(container));
}

function shellCommand(container: string): string {
  return `docker exec -it ${shellQuote(container)} sh${ENTER}`;
}

/** The word as a shell needs it written. */
export function shellQuote(word: string): string {
  return /^[\w.:/@=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
