// What crosses between the page and the worker: plain data, both ways. The page imports these types and nothing else of a world.
import type { Input } from '../sim/input.ts';
import type { Change } from '../sim/scenario/change.ts';
import type { Check, Scenario, SetupCommand, WorldSpec } from '../sim/scenario/format.ts';
import type { Alternatives, PacketView, Protocol, TraceRecord } from '../sim/trace/record.ts';
import type { HistoryFile } from './history-file.ts';
import type { CaptureScope, FilterHelp, Found, Grouping, GroupTitle, RecordQuery } from './records/query.ts';
import type { Sketch } from './sketch.ts';
import type { BranchDifference, HistoryEdit, Rewound, StepKind, TimelineView, Travel } from './timeline-view.ts';
import type { CloseUp, ProcessView, WorldView } from './world-view.ts';

export type { Input } from '../sim/input.ts';
export type { Change } from '../sim/scenario/change.ts';
export type { FieldType, FilterProblem } from './filter/problem.ts';
export { SCALE } from './pace.ts';
export type {
  CaptureScope,
  FilterHelp,
  FilterWord,
  Found,
  Grouping,
  GroupTitle,
  RecordQuery,
} from './records/query.ts';
export { FOUND_COLUMNS, foundColumn } from './records/query.ts';
export type { Sketch } from './sketch.ts';
export type {
  BranchDifference,
  BranchView,
  HistoryEdit,
  Rewound,
  StepKind,
  TimelineMark,
  TimelineView,
  Travel,
} from './timeline-view.ts';
export type {
  AttachmentView,
  BlockView,
  CableView,
  CloseUp,
  ClusterView,
  ContainerView,
  DeviceView,
  FaultsView,
  HookView,
  HostView,
  ImageView,
  InternetView,
  NetnsView,
  NetworkView,
  NodeView,
  ProcessView,
  RouterView,
  ServiceView,
  SpanView,
  SwitchPortView,
  SwitchView,
  TaskView,
  WorldView,
} from './world-view.ts';

/** Everything that makes a world again: `state = f(scenario, input log, seed)`. */
export interface LabFile {
  readonly format: 'hoplab';
  readonly version: 1;
  readonly seed: number;
  readonly world: WorldSpec;
  /** The guided scenario's id, if it is one. */
  readonly scenario?: string;
  readonly setup?: readonly SetupCommand[];
  readonly inputs: readonly Input[];
  /** Virtual time reached. */
  readonly time: number;
  /** What its owner calls it, in files and links that leave the browser. */
  readonly name?: string;
  /** What the lab is to be opened at, where whoever shared it meant to show something. */
  readonly moment?: Moment;
  /** What the reader did to the picture. */
  readonly sketch?: Sketch;
  /** Branches and bookmarks, where there is more than the inputs that have led to where it stands. */
  readonly history?: HistoryFile;
}

/** What somebody was looking at. */
export interface Moment {
  /** Virtual time. */
  readonly time: number;
  readonly selection?: InspectTarget | { readonly kind: 'record'; readonly seq: number };
  /** The part of the picture that was in sight, in the picture's own units. */
  readonly camera?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly panel?: 'terminal' | 'files' | 'records';
}

export interface Pacing {
  readonly playing: boolean;
  /** 1 is normal; from 0.25 to 8. */
  readonly speed: number;
  /** A swarm's background traffic is shown, and holds time as other packets do. */
  readonly background?: boolean;
  /** Time in which no packet moves passes quickly. */
  readonly hurry?: boolean;
  /** How long a hop takes on screen: each as long as the others (unless told), or as long as in the world, enlarged. */
  readonly mode?: 'beat' | 'scaled';
}

/** What the worker pushes: at most one a display frame. Absent members have not changed. */
export interface Frame {
  /** Virtual microseconds. */
  readonly time: number;
  readonly pacing: Pacing;
  readonly view?: WorldView;
  /** New hops and drops, packed as trace/record.ts says. Transferred. */
  readonly hops?: Float64Array;
  /** Real milliseconds that one hop takes on screen now. */
  readonly beat: number;
  readonly output?: readonly { readonly tty: string; readonly text: string }[];
  readonly timeline?: TimelineView;
  /** Time has leapt: what was on its way is gone. Comes before `output`. */
  readonly rewound?: Rewound;
  /** Terminals whose shell has ended. */
  readonly closed?: readonly string[];
  /** The first and one past the last record that is kept. */
  readonly records: { readonly first: number; readonly next: number };
  /** How many hops and drops of a swarm's background traffic there have been. */
  readonly background: number;
  readonly checks?: readonly StepState[];
  /** While a saved lab is made again: how far, from 0 to 1. */
  readonly replaying?: number;
  readonly crash?: CrashReport;
  /** Absent where the learner is not asked. */
  readonly prediction?: PredictionView;
}

/** What the learner is asked, and how often an answer was right so far. */
export interface PredictionView {
  readonly right: number;
  readonly wrong: number;
  readonly skipped: number;
  /** Time stands still while there is one. */
  readonly question?: Question;
  /** The question has been answered, and the world waits to go on. */
  readonly outcome?: Outcome;
}

/** A decision that is about to be made. */
export interface Question {
  /** The record that will tell of it. */
  readonly seq: number;
  readonly kind: 'bridge' | 'route' | 'filter' | 'translation' | 'dns' | 'backend';
  readonly host: string;
  readonly netns: string;
  readonly device: string;
  readonly target?: InspectTarget;
  /** The packet in one line. */
  readonly info: string;
  readonly protocol: Protocol;
  /** What it is decided by: an address, a name, a service. */
  readonly about: string;
  readonly choices: readonly Choice[];
}

/** One way that a decision may go; `thing` says in `text` which. */
export interface Choice {
  readonly kind: 'thing' | 'all' | 'host' | 'pass' | 'drop' | 'none' | 'ahead';
  readonly text?: string;
}

export interface Outcome {
  /** The choices' indices. */
  readonly chosen: number | undefined;
  readonly right: number;
  /** Why it goes that way; empty where nothing was in its way. */
  readonly why: string;
}

/** What a learner does about predictions. `skip` gives no answer and goes on. */
export type PredictAct =
  | { readonly kind: 'start' | 'stop' | 'skip' | 'continue' }
  | { readonly kind: 'answer'; readonly choice: number };

/** Where a guided scenario stands. `missing` says, for each unmet check, what is missing. */
export interface StepState {
  readonly step: number;
  readonly done: boolean;
  readonly checks: readonly { readonly check: Check; readonly met: boolean; readonly missing?: Missing }[];
}

/** What keeps a check from being met; the page has the words for it. */
export type Missing =
  | { readonly kind: 'not-yet' | 'still-there' | 'other-role' | 'still-on-host' }
  /** The thing is there, but not as it should be. */
  | { readonly kind: 'is'; readonly state: string; readonly wanted: string }
  | { readonly kind: 'tasks'; readonly running: number; readonly wanted: number };

/** The simulator contradicted itself: what a report needs. */
export interface CrashReport {
  readonly message: string;
  readonly stack: string;
  readonly lab: LabFile;
}

export type InspectTarget =
  | { readonly kind: 'device'; readonly uid: number }
  | { readonly kind: 'container'; readonly host: string; readonly id: string }
  | { readonly kind: 'network'; readonly host: string; readonly id: string }
  | { readonly kind: 'host'; readonly host: string }
  | { readonly kind: 'service'; readonly cluster: string; readonly id: string }
  | { readonly kind: 'task'; readonly cluster: string; readonly id: string }
  /** A network that spans the hosts of a swarm. */
  | { readonly kind: 'span'; readonly cluster: string; readonly id: string }
  | { readonly kind: 'cluster'; readonly id: string }
  /** A namespace that is no container's: of an overlay, a load balancer, the routing mesh. */
  | { readonly kind: 'netns'; readonly host: string; readonly id: number }
  | { readonly kind: 'internet' };

/** Something that has happened, for a line of time. */
export interface Happening {
  /** Virtual microseconds. */
  readonly time: number;
  /** The machine that it happened on. */
  readonly who: string;
  readonly text: string;
  readonly tone: 'plain' | 'good' | 'bad';
}

/** What the real tools print of a thing now. */
export interface Inspection {
  readonly title: string;
  readonly subtitle: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  /** Whose terminal the commands are for, where the target does not say so. */
  readonly host?: string;
  readonly sections: readonly {
    readonly title: string;
    /** Empty where no real tool prints this. */
    readonly command: string;
    readonly text: string;
    readonly host?: string;
    /** To be shown in place of the text, which says the same. Oldest first. */
    readonly happenings?: readonly Happening[];
  }[];
}

export interface RecordDetail {
  readonly record: TraceRecord;
  readonly packet: PacketView | undefined;
  /** Records of the same journey, in order. */
  readonly journey: readonly TraceRecord[];
  /** How the packet came to that moment; absent where it was made then. */
  readonly came?: PacketStand;
  /** How it went on; absent where it ended, or is still there. */
  readonly left?: PacketStand;
  /** What of the packet is different behind the moment. */
  readonly changes: readonly FieldChange[];
  /** What else could have decided; absent where nothing could. */
  readonly alternatives?: Alternatives;
  /** Where what decided stands now. */
  readonly table?: TableLink;
  /** The container or network that what decided is there for. */
  readonly maker?: InspectTarget;
  /** The command that made what decided. */
  readonly typed?: TypedCommand;
}

/** A command line, and when it was typed. */
export interface TypedCommand {
  readonly host: string;
  readonly text: string;
  readonly time: number;
}

/** A packet as it was before or after a moment. */
export interface PacketStand {
  /** The record that tells of it. */
  readonly seq: number;
  /** The devices by which it came or left. */
  readonly devices: readonly string[];
  readonly packet: PacketView;
}

/** One field of a packet that is different afterwards; of a layer that came or went, its name and summary. */
export interface FieldChange {
  readonly layer: string;
  readonly key: string;
  readonly label: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** A line of a section that an inspector shows of a thing. */
export interface TableLink {
  readonly target: InspectTarget;
  /** The section's title. */
  readonly section: string;
  /** What the line begins with or holds, and below which heading it is. */
  readonly line: string;
  readonly under?: string;
}

/**
 * What was asked for, or a sentence that says why there is none; `missing`: because nothing of that name is there;
 * `sealed`: because a file that is there is none for an editor.
 */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: string; readonly missing: boolean; readonly sealed?: Seal };

/** Why a file is not opened in an editor: it holds bytes that are no text, or too much of it. */
export type Seal = 'bytes' | 'size';

export interface FileEntry {
  readonly name: string;
  readonly type: 'file' | 'directory';
}

/** What is wrong with a text that is being edited. Lines count from 1. */
export interface FileProblem {
  readonly line: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** One of the files that build the lab on real hosts. */
export interface RealityFile {
  readonly path: string;
  readonly text: string;
}

/** The worker's door. The page holds it as comlink's `Remote<LabApi>`, where every answer is a promise. */
export interface LabApi {
  /** Starts a world, or makes a saved one again by replay. Replaces the one before. `onFrame` is a comlink proxy. */
  open(lab: LabFile, scenario: Scenario | undefined, onFrame: (frame: Frame) => void): void;
  openTerminal(tty: string, host: string, columns: number, rows: number): void;
  type(tty: string, text: string): void;
  resize(tty: string, columns: number, rows: number): void;
  closeTerminal(tty: string): void;
  /** Saves a file from the editor. Answers why it could not, if so. */
  writeFile(host: string, path: string, text: string): string | undefined;
  /** Changes machines, cables or the network under them. Answers why it could not, if so. */
  apply(change: Change): string | undefined;
  /** What is in a directory of a host's disk. */
  listDirectory(host: string, path: string): Answer<readonly FileEntry[]>;
  /** A file's text. */
  readFile(host: string, path: string): Answer<string>;
  /** A file's bytes, whatever they are. Transferred. */
  fileBytes(host: string, path: string): Answer<Uint8Array>;
  /** What Compose or YAML would say of a text at that path; the world stays as it is. */
  examineFile(host: string, path: string, text: string): readonly FileProblem[];
  setPacing(pacing: Pacing): void;
  /** One step, forwards or backwards, then pauses. Without a kind: to the next hop or drop. */
  step(of?: StepKind, back?: boolean): void;
  /** Goes to a moment of the branch and stands there; frames tell when it is there. */
  seek(time: number): void;
  travel(to: Travel): void;
  /** Names, closes and marks what was done: the world stays as it is. */
  editHistory(edit: HistoryEdit): void;
  /** What differs between the current branch's end and another's; undefined while the ends are being made again: ask again. */
  compareBranch(branch: number): readonly BranchDifference[] | undefined;
  inspect(target: InspectTarget): Inspection | undefined;
  /** Asks before decisions, or no more; answers, and goes on. */
  predict(act: PredictAct): void;
  record(seq: number): RecordDetail | undefined;
  /** Up to `count` records from `first`, with or without background traffic; hops, drops and decisions alike. */
  records(first: number, count: number, background: boolean): readonly TraceRecord[];
  /** Looks for records from the newest before number `to` back to `from`, as far as one slice gets. */
  find(query: RecordQuery, from: number, to: number): Found;
  /** The records of these numbers, as far as they are kept. */
  rows(seqs: Float64Array): readonly TraceRecord[];
  /** What the groups are called that these records are of. */
  groupTitles(group: Grouping, seqs: Float64Array): readonly GroupTitle[];
  /** The next record of the same conversation that a query selects (1), or the one before (-1). */
  along(query: RecordQuery, seq: number, step: 1 | -1): number | undefined;
  /** What is wrong with a filter, if anything, and what might stand at the cursor. */
  helpFilter(text: string, cursor: number): FilterHelp;
  /** Filters that a record's own values make. */
  filtersFor(seq: number): readonly string[];
  /** Packets that the trace keeps, all of them or those of a scope, as a pcapng file. */
  capture(scope?: CaptureScope): Uint8Array;
  /** A host's kernel in detail, for a picture that has come near. */
  closeUp(host: string): CloseUp | undefined;
  /** What `docker run` needs to be told, after a name, to make another container like that one. */
  runWords(host: string, container: string): readonly string[] | undefined;
  processes(host: string, container: string): readonly ProcessView[];
  /** What the reader did to the picture, to be kept with the lab. */
  setSketch(sketch: Sketch): void;
  /** The lab as it stands, as scripts and compose files for real Docker hosts. */
  exportReality(): readonly RealityFile[];
  /** The lab as it stands, for keeping. */
  save(): LabFile;
  fingerprint(): string;
}
