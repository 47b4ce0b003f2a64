import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import type { TimelineMark, TimelineView } from '../../session/protocol.ts';
import { t } from '../common/messages.ts';
import { clock } from '../common/time.ts';
import { useLab } from '../store/lab.ts';
import { seek, step, travel } from './act.ts';
import { markText } from './words.ts';

/** Share of the line that PageUp and PageDown go. */
const PAGE = 0.1;
/** Pixels from a mark within which a click means it. */
const REACH = 5;

const NO_MARKS: readonly TimelineMark[] = [];

interface Line {
  readonly marks: readonly TimelineMark[];
  readonly end: number;
}

/** The mark that a pointer means: those of commands before others. */
function markAt({ marks, end }: Line, time: number, width: number): TimelineMark | undefined {
  const reach = (REACH / Math.max(1, width)) * end;
  const near = marks.filter((mark) => Math.abs(mark.time - time) <= reach);
  near.sort(
    (a, b) =>
      Number(a.kind === 'drop') - Number(b.kind === 'drop') || Math.abs(a.time - time) - Math.abs(b.time - time),
  );
  return near[0];
}

function Marks({ marks, end }: Line) {
  return marks.map((mark) => (
    <i
      key={`${mark.kind} ${mark.time} ${mark.id ?? ''}`}
      className={`time-mark mark-${mark.kind}`}
      style={{ left: `${(100 * mark.time) / end}%` }}
    />
  ));
}

/** What lies under the pointer. */
function Tip({
  time,
  mark,
  end,
}: {
  readonly time: number;
  readonly mark: TimelineMark | undefined;
  readonly end: number;
}) {
  const share = time / end;
  const side = share < 0.15 ? 'left' : share > 0.85 ? 'right' : '';
  return (
    <span className={`tip time-tip ${side}`} style={{ left: `${100 * share}%` }} aria-hidden>
      {mark === undefined ? clock(time) : markText(mark)}
    </span>
  );
}

function onKeyDown(event: KeyboardEvent, now: number, end: number): void {
  const back = event.key === 'ArrowLeft';
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (back || event.key === 'ArrowRight') step(back, event.shiftKey ? 'packet' : 'event');
  else if (event.key === 'Home') seek(0);
  else if (event.key === 'End') travel({ kind: 'now' });
  else if (event.key === 'PageUp') seek(Math.max(0, now - PAGE * end));
  else if (event.key === 'PageDown') seek(Math.min(end, now + PAGE * end));
  else return;
  event.preventDefault();
}

/** The line itself: what was done when, where time stands, and what is still to come on this branch. */
export function Scrubber() {
  const track = useRef<HTMLDivElement>(null);
  const now = useLab((lab) => lab.time);
  const timeline = useLab((lab) => lab.timeline);
  const ready = useLab((lab) => lab.status === 'ready');
  const [pointed, setPointed] = useState<number | undefined>();
  const [dragged, setDragged] = useState<number | undefined>();
  const end = Math.max(1, timeline?.end ?? now, now);
  const marks = timeline?.marks ?? NO_MARKS;
  const width = track.current?.clientWidth ?? 1;
  const at = dragged ?? now;
  const timeOf = (event: PointerEvent) => {
    const box = track.current?.getBoundingClientRect();
    const share = box === undefined ? 0 : (event.clientX - box.left) / box.width;
    return Math.round(Math.min(1, Math.max(0, share)) * end);
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (!ready || event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const time = timeOf(event);
    const to = markAt({ marks, end }, time, width)?.time ?? time;
    setDragged(to);
    seek(to);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const time = timeOf(event);
    setPointed(time);
    if (dragged === undefined) return;
    setDragged(time);
    seek(time);
  };
  return (
    <div
      className={`scrubber ${timeline?.end === undefined ? '' : 'past'}`}
      role="slider"
      tabIndex={ready ? 0 : -1}
      aria-label={t('timeline.slider')}
      aria-disabled={!ready}
      aria-valuemin={0}
      aria-valuemax={Math.round(end / 1000)}
      aria-valuenow={Math.round(at / 1000)}
      aria-valuetext={valueText(at, timeline)}
      onKeyDown={(event) => onKeyDown(event, now, end)}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => setDragged(undefined)}
      onPointerCancel={() => setDragged(undefined)}
      onPointerLeave={() => setPointed(undefined)}
    >
      <div ref={track} className="time-track">
        <span className="time-done" style={{ width: `${(100 * at) / end}%` }} />
        <Marks marks={marks} end={end} />
        <span className="time-thumb" style={{ left: `${(100 * at) / end}%` }} />
        {pointed !== undefined && (
          <Tip time={dragged ?? pointed} mark={markAt({ marks, end }, pointed, width)} end={end} />
        )}
      </div>
    </div>
  );
}

function valueText(at: number, timeline: TimelineView | undefined): string {
  const time = clock(at);
  return timeline?.end === undefined
    ? t('timeline.atNow', { time })
    : t('timeline.at', { time, end: clock(timeline.end) });
}
