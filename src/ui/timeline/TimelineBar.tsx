import './timeline.css';
import { History, LocateFixed, Undo2 } from 'lucide-react';
import { t } from '../common/messages.ts';
import { clock } from '../common/time.ts';
import { useLab } from '../store/lab.ts';
import { seek, travel } from './act.ts';
import { Branches } from './Branches.tsx';
import { Scrubber } from './Scrubber.tsx';
import { Transport } from './Transport.tsx';
import { useRecordTime } from './use-record-time.ts';
import { agoText } from './words.ts';

/** Where time stands if it is not now, what typing would do there, and the way back. */
function Standing() {
  const timeline = useLab((lab) => lab.timeline);
  const ago = useLab((lab) => (lab.timeline?.end === undefined ? undefined : agoText(lab.timeline.end - lab.time)));
  const paused = useLab((lab) => lab.status === 'ready' && !lab.pacing.playing);
  if (timeline?.seeking !== undefined) {
    return (
      <div className="time-standing past">
        <progress value={timeline.seeking} max={1} aria-label={t('timeline.seeking')} />
        <span>{t('timeline.seeking')}</span>
        <button type="button" className="small-button" onClick={() => travel({ kind: 'stop' })}>
          {t('timeline.stop')}
        </button>
      </div>
    );
  }
  if (timeline === undefined || ago === undefined)
    return (
      <div className="time-standing">{paused && <span className="paused-badge">{t('transport.paused')}</span>}</div>
    );
  return (
    <div className="time-standing past">
      <span className="time-ago">
        <History aria-hidden />
        <span className="time-ago-words">{t('timeline.past', { ago })}</span>
      </span>
      <span className="time-forks">{timeline.forks ? t('timeline.pastForks') : t('timeline.pastGoesOn')}</span>
      <button
        type="button"
        className="small-button time-now"
        aria-label={t('timeline.now')}
        onClick={() => travel({ kind: 'now' })}
      >
        <Undo2 aria-hidden />
        <span className="time-now-words">{t('timeline.now')}</span>
      </button>
    </div>
  );
}

/** From a packet that is selected in the list to the moment when it was there. */
function RecordJump() {
  const time = useRecordTime();
  const isThere = useLab((lab) => lab.time === time);
  if (time === undefined || isThere) return null;
  return (
    <button type="button" className="small-button record-jump" title={clock(time)} onClick={() => seek(time)}>
      <LocateFixed aria-hidden />
      {t('timeline.goToRecord')}
    </button>
  );
}

/** The bar under the map: the line of time, and what makes it go. */
export function TimelineBar() {
  return (
    <section className="timeline" aria-label={t('timeline.label')}>
      <Scrubber />
      <div className="time-row">
        <Transport />
        <Standing />
        <RecordJump />
        <Branches />
      </div>
    </section>
  );
}
