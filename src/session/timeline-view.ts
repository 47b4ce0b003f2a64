// What the page is told of a lab's line of time, and what it may ask of it.

/** `event`: a command, or something else done to the world; `packet`: to the end of a packet's journey. */
export type StepKind = 'event' | 'hop' | 'packet';

/** `now`: the end of the branch; `skip`: on to the next thing that matters; `stop`: no further on the way to another moment. */
export type Travel =
  | { readonly kind: 'undo' | 'redo' | 'now' | 'skip' | 'stop' }
  /** To the end of another branch. */
  | { readonly kind: 'branch'; readonly branch: number };

export type HistoryEdit =
  | { readonly kind: 'rename'; readonly branch: number; readonly name: string }
  | { readonly kind: 'close'; readonly branch: number }
  /** Marks the moment where time stands. */
  | { readonly kind: 'bookmark'; readonly name: string }
  | { readonly kind: 'remove-bookmark'; readonly bookmark: number }
  /** A branch of its own from the moment where time stands, before anything is done on it. */
  | { readonly kind: 'fork' };

/** Something on the line of time. `count` of its kind lie so close that they are told as one. */
export interface TimelineMark {
  readonly kind: 'command' | 'file' | 'change' | 'drop' | 'bookmark' | 'fork';
  readonly time: number;
  readonly text: string;
  readonly host?: string;
  readonly count: number;
  /** The bookmark's, or the branch's that was forked off here. */
  readonly id?: number;
}

export interface BranchView {
  readonly id: number;
  /** Empty for the first one, until somebody names it. */
  readonly name: string;
  readonly parent: number | undefined;
  readonly forkedAt: number;
  readonly end: number;
}

/** The line of time along one branch. */
export interface TimelineView {
  /** The branch's end; undefined while time stands there and goes on. */
  readonly end: number | undefined;
  /** Something was done after the moment where time stands: an input begins a new branch. */
  readonly forks: boolean;
  readonly branch: number;
  readonly branches: readonly BranchView[];
  /** In the order of time. */
  readonly marks: readonly TimelineMark[];
  /** What undo would take back, and redo do again. */
  readonly undo?: string;
  readonly redo?: string;
  /** It is on its way to another moment: how far, from 0 to 1. */
  readonly seeking?: number;
}

/** The page shows another world: all terminals there are, and the whole text of those whose text is another. */
export interface Rewound {
  readonly terminals: readonly {
    readonly tty: string;
    readonly host: string;
    readonly columns: number;
    readonly rows: number;
    readonly ended: boolean;
  }[];
  readonly rewritten: readonly { readonly tty: string; readonly text: string }[];
}

/** Something that is otherwise at the ends of two branches; absent where it is not there. */
export interface BranchDifference {
  readonly host: string;
  readonly what: 'host' | 'container' | 'network' | 'rules' | 'routes' | 'terminal';
  readonly name: string;
  readonly here: string | undefined;
  readonly there: string | undefined;
}
