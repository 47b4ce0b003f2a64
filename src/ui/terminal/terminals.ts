// Which terminals there are and which is in front. Their text lives in terminal/output.ts, their screens in xterm.
import { create } from 'zustand';
import type { Input, Rewound } from '../../session/protocol.ts';

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** One terminal tab. The tty's name is in the input log, so that a replayed lab finds its tabs again. */
export interface Tab {
  readonly tty: string;
  readonly host: string;
  readonly title: string;
  /** The container that a shell was opened in, from the map: commands for the host are not typed here. */
  readonly container: string | undefined;
  /** `waiting`: not opened in the world yet, for its size is unknown until it is shown. */
  readonly phase: 'waiting' | 'open' | 'ended';
  /** The size that the world knows. */
  readonly size: TerminalSize | undefined;
}

interface TerminalsState {
  readonly tabs: readonly Tab[];
  readonly active: string | undefined;
  /** Counts labs: a terminal of the same name in another lab is another terminal. */
  readonly lab: number;
  add(tab: Tab): void;
  activate(tty: string): void;
  update(tty: string, change: Partial<Pick<Tab, 'phase' | 'size'>>): void;
  remove(tty: string): void;
  reset(tabs: readonly Tab[]): void;
  /** Shows the terminals of another moment; answers those that are not there any more. */
  rewind(terminals: Rewound['terminals']): readonly string[];
}

/** Where the focus goes when the tab in front is removed: its right neighbour, else its left. */
function neighbour(tabs: readonly Tab[], tty: string): string | undefined {
  const index = tabs.findIndex((tab) => tab.tty === tty);
  return (tabs[index + 1] ?? tabs[index - 1])?.tty;
}

export const useTerminals = create<TerminalsState>()((set, get) => ({
  tabs: [],
  active: undefined,
  lab: 0,
  add: (tab) => set((state) => ({ tabs: [...state.tabs, tab], active: tab.tty })),
  activate: (tty) => set({ active: tty }),
  update: (tty, change) =>
    set((state) => ({ tabs: state.tabs.map((tab) => (tab.tty === tty ? { ...tab, ...change } : tab)) })),
  remove: (tty) =>
    set((state) => ({
      tabs: state.tabs.filter((tab) => tab.tty !== tty),
      active: state.active === tty ? neighbour(state.tabs, tty) : state.active,
    })),
  reset: (tabs) => set((state) => ({ tabs, active: tabs[0]?.tty, lab: state.lab + 1 })),
  rewind: (terminals) => {
    const { tabs: before, active } = get();
    const then = new Map(terminals.map((one) => [one.tty, one]));
    const stay = before.filter((tab) => then.has(tab.tty) || tab.phase === 'waiting');
    const shown = new Set(stay.map((tab) => tab.tty));
    const others = terminals.filter((one) => !shown.has(one.tty)).map((one) => tabOf(one.tty, one.host));
    const tabs = [...stay, ...others].map((tab): Tab => {
      const one = then.get(tab.tty);
      if (one === undefined) return tab;
      return { ...tab, phase: one.ended ? 'ended' : 'open', size: { columns: one.columns, rows: one.rows } };
    });
    const isThere = tabs.some((tab) => tab.tty === active);
    set({ tabs, active: isThere ? active : tabs[0]?.tty });
    return before.flatMap(({ tty }) => (tabs.some((tab) => tab.tty === tty) ? [] : [tty]));
  },
}));

/** A host's terminals are `node1`, `node1#2` …; a container's shells `node1/web`, `node1/web#2` …. */
export function newTab(tabs: readonly Tab[], host: string, container?: string): Tab {
  const base = container === undefined ? host : `${host}/${container}`;
  const taken = new Set(tabs.map((tab) => tab.tty));
  let tty = base;
  for (let n = 2; taken.has(tty); n++) tty = `${base}#${n}`;
  return tabOf(tty, host);
}

function tabOf(tty: string, host: string): Tab {
  const inContainer = tty.match(/\/([^#]+)/)?.[1];
  const title = tty.slice(tty.indexOf('/') + 1).replace('#', ' ');
  return { tty, host, title, container: inContainer, phase: 'waiting', size: undefined };
}

/** The tabs that an input log leaves open. */
export function tabsOf(inputs: readonly Input[]): readonly Tab[] {
  const open = new Map<string, Tab>();
  for (const input of inputs) {
    if (!('tty' in input)) continue;
    const known = open.get(input.tty);
    if (input.kind === 'tty.open') {
      const size = { columns: input.columns, rows: input.rows };
      open.set(input.tty, { ...tabOf(input.tty, input.host), phase: 'open', size });
    } else if (input.kind === 'tty.resize' && known !== undefined) {
      open.set(input.tty, { ...known, size: { columns: input.columns, rows: input.rows } });
    } else if (input.kind === 'tty.close') open.delete(input.tty);
  }
  return [...open.values()];
}
