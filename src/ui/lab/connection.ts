// From the worker to the stores: starts a worker for each lab, and takes in what it pushes.
import type { Frame, LabFile, Rewound } from '../../session/protocol.ts';
import type { Scenario } from '../../sim/scenario/format.ts';
import { type Connection, connect } from '../../workers/connect.ts';
import { openSketch, tellSketch } from '../canvas/sketch.ts';
import { t } from '../common/messages.ts';
import { takePrediction } from '../predict/prediction.ts';
import { setDoor } from '../store/door.ts';
import { publishHops } from '../store/hops.ts';
import { type LabState, pacingIsStale, useLab } from '../store/lab.ts';
import { setInPast } from '../store/moment.ts';
import { deliverOutput, forgetAllOutput, forgetOutput, rewriteOutput } from '../terminal/output.ts';
import { forgetTyping } from '../terminal/run.ts';
import { newTab, tabsOf, useTerminals } from '../terminal/terminals.ts';
import { latestLab, setLatestLab } from './latest.ts';

let connection: Connection | undefined;

function crash(lab: LabFile, message: string, stack: string): void {
  setDoor(undefined);
  if (useLab.getState().status !== 'crashed') useLab.setState({ status: 'crashed', crash: { message, stack, lab } });
}

/** What of a frame differs from what the store has. References stay the same where values do. */
function changesOf(frame: Frame, state: LabState): Partial<LabState> {
  const { pacing, records } = state;
  const samePace =
    pacing.playing === frame.pacing.playing &&
    pacing.speed === frame.pacing.speed &&
    pacing.hurry === frame.pacing.hurry &&
    pacing.mode === frame.pacing.mode &&
    pacing.background === frame.pacing.background;
  const sameRecords = records.first === frame.records.first && records.next === frame.records.next;
  return {
    time: frame.time,
    beat: frame.beat,
    background: frame.background,
    progress: frame.replaying,
    ...(samePace || pacingIsStale() ? {} : { pacing: frame.pacing }),
    ...(sameRecords ? {} : { records: frame.records }),
    ...(frame.view === undefined ? {} : { view: frame.view }),
    ...(frame.timeline === undefined ? {} : { timeline: frame.timeline }),
    ...(frame.checks === undefined ? {} : { checks: frame.checks }),
  };
}

/** A selected thing that is gone takes its selection with it. */
function selectionStands(state: LabState): boolean {
  const { selection, view } = state;
  if (selection === undefined || view === undefined || selection.kind === 'record') return true;
  if (selection.kind === 'internet') return view.internet !== undefined;
  if (selection.kind === 'cluster') return view.clusters?.some((one) => one.id === selection.id) === true;
  if (selection.kind === 'service' || selection.kind === 'task' || selection.kind === 'span') {
    const cluster = view.clusters?.find((one) => one.id === selection.cluster);
    const things = { service: cluster?.services, task: cluster?.tasks, span: cluster?.networks }[selection.kind];
    return things?.some((one) => one.id === selection.id) === true;
  }
  if (selection.kind === 'host') return view.hosts.some((host) => host.name === selection.host);
  if (selection.kind === 'device') {
    const devices = [
      ...view.hosts.flatMap((host) => host.namespaces.flatMap((netns) => netns.devices)),
      ...view.switches.flatMap((one) => one.ports),
      ...view.routers.flatMap((one) => one.devices),
    ];
    return devices.some((device) => device.uid === selection.uid);
  }
  const host = view.hosts.find((one) => one.name === selection.host);
  if (selection.kind === 'netns') return host?.namespaces.some((one) => one.id === selection.id) === true;
  const things = selection.kind === 'container' ? host?.containers : host?.networks;
  return things?.some((one) => one.id === selection.id) === true;
}

/** Another world is shown: its terminals, and nothing of what was on its way. */
function rewind({ terminals, rewritten }: Rewound, { records, timeline }: Frame): void {
  forgetTyping();
  for (const tty of useTerminals.getState().rewind(terminals)) forgetOutput(tty);
  for (const { tty, text } of rewritten) rewriteOutput(tty, text);
  useLab.setState(({ leaps, selection, timeline: before }) => {
    const isGone = selection?.kind === 'record' && selection.seq >= records.next;
    const isOther = timeline !== undefined && timeline.branch !== before?.branch;
    return { leaps: leaps + 1, selection: isGone || (isOther && selection?.kind === 'record') ? undefined : selection };
  });
}

function takeFrame(frame: Frame, made: Connection): void {
  if (made !== connection) return;
  if (frame.timeline !== undefined) setInPast(frame.timeline.end !== undefined);
  if (frame.rewound !== undefined) rewind(frame.rewound, frame);
  for (const { tty, text } of frame.output ?? []) deliverOutput(tty, text);
  for (const tty of frame.closed ?? []) useTerminals.getState().update(tty, { phase: 'ended' });
  const before = useLab.getState();
  const ready = before.status === 'loading' && frame.replaying === undefined;
  if (ready) setDoor(made.api);
  useLab.setState({ ...changesOf(frame, before), ...(ready ? { status: 'ready' } : {}) });
  if (ready) tellSketch();
  if (frame.view !== undefined && !selectionStands(useLab.getState())) useLab.setState({ selection: undefined });
  takePrediction(frame.prediction);
  if (frame.hops !== undefined && frame.hops.length > 0) publishHops(frame.hops, frame.beat);
  if (frame.crash !== undefined) crash(frame.crash.lab, frame.crash.message, frame.crash.stack);
}

/** Starts a lab, or makes a saved one again, in place of the one before; its clock may stand still at first. */
export function openLab(lab: LabFile, scenario: Scenario | undefined, paused = false): void {
  connection?.close();
  setDoor(undefined);
  forgetAllOutput();
  forgetTyping();
  setInPast(false);
  setLatestLab(lab);
  openSketch(lab.sketch);
  const tabs = tabsOf(lab.inputs);
  useTerminals.getState().reset(tabs.length > 0 ? tabs : lab.world.hosts.map((host) => newTab([], host.name)));
  useLab.setState({
    status: 'loading',
    progress: undefined,
    view: undefined,
    time: 0,
    records: { first: 0, next: 0 },
    background: 0,
    timeline: undefined,
    scenario,
    checks: [],
    crash: undefined,
    selection: undefined,
  });
  const made = connect((message, stack) => crash(latestLab() ?? lab, message ?? t('crash.notLoaded'), stack));
  connection = made;
  if (paused) made.api.setPacing({ playing: false, speed: 1 }).catch(() => undefined);
  made.api
    .open(
      lab,
      scenario,
      made.frames((frame) => takeFrame(frame, made)),
    )
    .catch((error: unknown) => {
      if (made !== connection) return;
      const failure = error instanceof Error ? error : new Error(String(error));
      crash(lab, failure.message, failure.stack ?? '');
    });
}
