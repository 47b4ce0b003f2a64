import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { TraceRecord } from '../../sim/trace/record.ts';
import { IconButton } from '../common/IconButton.tsx';
import { t } from '../common/messages.ts';
import { ProtocolBadge } from '../common/ProtocolBadge.tsx';
import { seconds } from '../common/time.ts';
import { useLab } from '../store/lab.ts';
import { PacketViews } from './PacketViews.tsx';
import { recordKind } from './record-words.ts';
import { Section } from './Section.tsx';
import { Stations } from './Stations.tsx';
import { useAnswer } from './use-answer.ts';

function where(record: TraceRecord): string {
  return record.deviceName === undefined ? record.netns : `${record.netns} · ${record.deviceName}`;
}

function Journey({ records, seq }: { readonly records: readonly TraceRecord[]; readonly seq: number }) {
  const select = useLab((lab) => lab.select);
  return (
    <ol className="journey">
      {records.map((record) => (
        <li key={record.seq} className={record.kind}>
          <button
            type="button"
            aria-current={record.seq === seq ? 'true' : undefined}
            onClick={() => select({ kind: 'record', seq: record.seq })}
          >
            <ProtocolBadge protocol={record.protocol} dropped={record.kind === 'drop'} />
            <span>
              <b>{recordKind(record.kind)}</b> <small>{where(record)}</small>
              <small className="journey-what">{record.why === '' ? record.info : record.why}</small>
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}

/** One record of the trace: what happened, why, the packet inside and out, and its journey. */
export function RecordView({ seq }: { readonly seq: number }) {
  const select = useLab((lab) => lab.select);
  const detail = useAnswer(`record ${seq}`, (door) => door.record(seq));
  if (detail === undefined) return <p className="panel-note">{t('inspector.asking')}</p>;
  const { record, packet, journey, changes } = detail;
  const at = journey.findIndex((one) => one.seq === seq);
  const go = (to: TraceRecord | undefined) => to !== undefined && select({ kind: 'record', seq: to.seq });
  return (
    <article className="thing">
      <div className="record-title">
        <ProtocolBadge protocol={record.protocol} dropped={record.kind === 'drop'} />
        <h3>{recordKind(record.kind)}</h3>
        <IconButton label={t('record.before')} disabled={at <= 0} onClick={() => go(journey[at - 1])}>
          <ChevronLeft aria-hidden />
        </IconButton>
        <IconButton label={t('record.after')} disabled={at >= journey.length - 1} onClick={() => go(journey[at + 1])}>
          <ChevronRight aria-hidden />
        </IconButton>
      </div>
      <p className="record-info">{record.info}</p>
      <p className="record-place">
        <span>{where(record)}</span>
        <span>{t('record.seconds', { time: seconds(record.time) })}</span>
      </p>
      <Stations detail={detail} />
      {packet !== undefined && <PacketViews key={seq} packet={packet} changes={changes} />}
      {journey.length > 0 && (
        <Section title={t('record.journey', { count: journey.length })}>
          <Journey records={journey} seq={seq} />
        </Section>
      )}
    </article>
  );
}
