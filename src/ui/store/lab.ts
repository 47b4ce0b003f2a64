// What the page knows of the running lab, and the few things that it can ask of it.
import { toast } from 'sonner';
import { create } from 'zustand';
import type { CrashReport, Pacing, StepKind, StepState, TimelineView, WorldView } from '../../session/protocol.ts';
import type { Scenario } from '../../sim/scenario/format.ts';
import { t } from '../common/messages.ts';
import { openShellTab, runInTerminal, type TypedCommand } from '../terminal/run.ts';
import { door } from './door.ts';
import { useLayout } from './layout.ts';

/** Changes of pace under way: until the worker has taken them, its frames tell of the pace before. */
let pacingUnderWay = 0;

/** Whether a frame's pacing is older than what the learner has asked for since. */
export function pacingIsStale(): boolean {
  return pacingUnderWay > 0;
}

function askForPace(ask: Promise<void> | undefined): void {
  if (ask === undefined) return;
  pacingUnderWay++;
  ask
    .catch(() => undefined)
    .finally(() => {
      pacingUnderWay--;
    });
}

/** What is selected, on the canvas or in the packet list. */
export type Selection =
  | { readonly kind: 'device'; readonly uid: number }
  | { readonly kind: 'container'; readonly host: string; readonly id: string }
  | { readonly kind: 'network'; readonly host: string; readonly id: string }
  | { readonly kind: 'host'; readonly host: string }
  | { readonly kind: 'service'; readonly cluster: string; readonly id: string }
  | { readonly kind: 'task'; readonly cluster: string; readonly id: string }
  | { readonly kind: 'span'; readonly cluster: string; readonly id: string }
  | { readonly kind: 'cluster'; readonly id: string }
  | { readonly kind: 'netns'; readonly host: string; readonly id: number }
  | { readonly kind: 'internet' }
  | { readonly kind: 'record'; readonly seq: number };

export type Theme = 'light' | 'dark';

export interface LabState {
  readonly status: 'loading' | 'ready' | 'crashed';
  /** While a saved lab is made again by replay: how far, 0 to 1. */
  readonly progress: number | undefined;
  readonly view: WorldView | undefined;
  /** Virtual microseconds. */
  readonly time: number;
  readonly pacing: Pacing;
  /** Real milliseconds that one hop takes on screen. */
  readonly beat: number;
  /** The first and one past the last record that the worker keeps. */
  readonly records: { readonly first: number; readonly next: number };
  /** Hops and drops of a swarm's background traffic so far. */
  readonly background: number;
  readonly timeline: TimelineView | undefined;
  /** Counts leaps of time: records and packets before one are another world's. */
  readonly leaps: number;
  readonly scenario: Scenario | undefined;
  readonly checks: readonly StepState[];
  readonly crash: CrashReport | undefined;
  readonly selection: Selection | undefined;
  /** The theme in force, whether chosen or the system's. */
  readonly theme: Theme;
  readonly highContrast: boolean;
  readonly lessMotion: boolean;

  select(selection: Selection | undefined): void;
  setPacing(change: Partial<Pacing>): void;
  /** One step, forwards or backwards, and stands there. */
  step(of: StepKind, back: boolean): void;
  /** Types the command into a terminal of that host that shows its prompt, and presses Enter. */
  run(host: string, command: TypedCommand): void;
  /** Opens a terminal tab, named after the container, with a shell inside it. */
  openShell(host: string, container: string): void;
}

/** The lab store. Everything but the actions is set by lab/connection.ts. */
export const useLab = create<LabState>()((set, get) => ({
  status: 'loading',
  progress: undefined,
  view: undefined,
  time: 0,
  pacing: { playing: true, speed: 1 },
  beat: 0,
  records: { first: 0, next: 0 },
  background: 0,
  timeline: undefined,
  leaps: 0,
  scenario: undefined,
  checks: [],
  crash: undefined,
  selection: undefined,
  theme: 'light',
  highContrast: false,
  lessMotion: false,

  select: (selection) => {
    set({ selection });
    // A packet is selected to be looked into.
    if (selection?.kind === 'record') useLayout.getState().setInspectorOpen(true);
  },
  setPacing: (change) => {
    const pacing = { ...get().pacing, ...change };
    set({ pacing });
    askForPace(door()?.setPacing(pacing));
  },
  step: (of, back) => {
    set({ pacing: { ...get().pacing, playing: false } });
    askForPace(door()?.step(of, back));
  },
  run: (host, command) => {
    runInTerminal(host, command);
    if (get().status === 'ready' && !get().pacing.playing) toast.info(t('run.paused'), { id: 'paused' });
  },
  openShell: (host, container) => openShellTab(host, container),
}));
