// Which terminals there are and which is in front. Their text lives in terminal/output.ts, their screens in xterm.
import { create } from 'zustand';
import type { Input } from '../../session/protocol.ts';

/** One terminal tab. The tty's name is in the input log, so that a replayed lab finds its tabs again. */
export interface Tab {
  readonly tty: string;
  readonly host: string;
  readonly title: string;
  /** A shell in a container, opened from the canvas: commands for the host are not typed here. */
  readonly shell: boolean;
  /** `waiting`: not opened in the world yet, for its size is unknown until it is shown. */
  readonly phase: 'waiting' | 'open' | 'ended';
}

interface TerminalsState {
  readonly tabs: readonly Tab[];
  readonly active: string | undefined;
  add(tab: Tab): void;
  activate(tty: string): void;
  setPhase(tty: string, phase: Tab['phase']): void;
  remove(tty: string): void;
  reset(tabs: readonly Tab[]): void;
}

/** Where a tab goes on removal of the one in front: its right neighbour, else its left. */
function neighbour(tabs: readonly Tab[], tty: string): string | undefined {
  const index = tabs.findIndex((tab) => tab.tty === tty);
  return (tabs[index + 1] ?? tabs[index - 1])?.tty;
}

export const useTerminals = create<TerminalsState>()((set) => ({
  tabs: [],
  active: undefined,
  add: (tab) => set((state) => ({ tabs: [...state.tabs, tab], active: tab.tty })),
  activate: (tty) => set({ active: tty }),
  setPhase: (tty, phase) =>
    set((state) => ({ tabs: state.tabs.map((tab) => (tab.tty === tty ? { ...tab, phase } : tab)) })),
  remove: (tty) =>
    set((state) => ({
      tabs: state.tabs.filter((tab) => tab.tty !== tty),
      active: state.active === tty ? neighbour(state.tabs, tty) : state.active,
    })),
  reset: (tabs) => set({ tabs, active: tabs[0]?.tty }),
}));

/** A host's terminals are `node1`, `node1#2` …; a container's shell is `node1/web`, `node1/web#2` …. */
export function newTab(tabs: readonly Tab[], host: string, container?: string): Tab {
  const base = container === undefined ? host : `${host}/${container}`;
  const taken = new Set(tabs.map((tab) => tab.tty));
  let tty = base;
  for (let n = 2; taken.has(tty); n++) tty = `${base}#${n}`;
  return tabOf(tty, host, 'waiting');
}

/** The tab that a tty's name stands for. */
export function tabOf(tty: string, host: string, phase: Tab['phase']): Tab {
  const shell = tty.includes('/');
  const title = (shell ? tty.slice(tty.indexOf('/') + 1) : tty).replace('#', ' ');
  return { tty, host, title, shell, phase };
}

/** The tabs that an input log leaves open. */
export function tabsOf(inputs: readonly Input[]): readonly Tab[] {
  const open = new Map<string, Tab>();
  for (const input of inputs) {
    if (input.kind === 'tty.open') open.set(input.tty, tabOf(input.tty, input.host, 'open'));
    if (input.kind === 'tty.close') open.delete(input.tty);
  }
  return [...open.values()];
}
