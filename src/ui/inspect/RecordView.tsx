import { Ban, ChevronLeft, ChevronRight } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { Cause, PacketView, TraceRecord } from '../../sim/trace/record.ts';
import { IconButton } from '../common/IconButton.tsx';
import { t } from '../common/messages.ts';
import { ProtocolBadge } from '../common/ProtocolBadge.tsx';
import { seconds } from '../common/time.ts';
import { useLab } from '../store/lab.ts';
import { Bytes, type Range } from './Bytes.tsx';
import { causeKind, dropReason, recordKind } from './record-words.ts';
import { useAnswer } from './use-answer.ts';

/** As Wireshark calls VXLAN. */
const TUNNEL = 'Virtual eXtensible Local Area Network';

function where(record: TraceRecord): string {
  return record.deviceName === undefined ? record.netns : `${record.netns} · ${record.deviceName}`;
}

function Drop({ record }: { readonly record: TraceRecord }) {
  if (record.reason === undefined) return null;
  return (
    <div className="drop-box" role="note">
      <Ban aria-hidden />
      <div>
        <strong>{t('record.dropped', { reason: dropReason(record.reason) })}</strong>
        {record.why !== '' && <p>{record.why}</p>}
        {record.hint !== undefined && (
          <p className="drop-hint">
            <b>{t('record.remedy')}:</b> {record.hint}
          </p>
        )}
        <code>{record.reason}</code>
      </div>
    </div>
  );
}

/** The rule, entry, device … that decided, as data, and the command or Docker object behind it. */
function Decided({ cause }: { readonly cause: Cause }) {
  const { facts, creator } = cause;
  if (facts.length === 0 && creator === undefined) return null;
  return (
    <Section title={t('record.decided', { kind: causeKind(cause.kind) })}>
      <dl className="facts">
        {creator !== undefined && (
          <div className="maker">
            <dt>{t('record.madeBy')}</dt>
            <dd>{creator}</dd>
          </div>
        )}
        {facts.map(({ label, value }) => (
          <div key={`${label} ${value}`}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

/** Which layer carries all that follow as a frame of its own; after the last one without any. */
function tunnelAt({ layers }: PacketView): number {
  const at = layers.findIndex(({ name }) => name === TUNNEL);
  return at < 0 ? layers.length : at;
}

function Layers(props: {
  readonly packet: PacketView;
  readonly marked: Range | undefined;
  readonly mark: (r: Range) => void;
}) {
  const isMarked = (offset: number, length: number) =>
    props.marked?.offset === offset && props.marked.length === length ? 'marked' : '';
  const tunnel = tunnelAt(props.packet);
  return (
    <div className="layers">
      {props.packet.layers.map((layer, i) => (
        <details key={`${layer.offset} ${layer.name}`} open className={i > tunnel ? 'inner' : ''}>
          <summary>
            <strong>{layer.name}</strong> <span>{layer.summary}</span>
          </summary>
          <ul>
            {layer.fields.map((field) => (
              <li key={`${field.key} ${field.offset} ${field.label}`}>
                <button
                  type="button"
                  className={`field ${isMarked(field.offset, field.length)}`}
                  title={field.key}
                  aria-pressed={isMarked(field.offset, field.length) !== ''}
                  onMouseEnter={() => props.mark(field)}
                  onFocus={() => props.mark(field)}
                  onClick={() => props.mark(field)}
                >
                  <span>{field.label}</span>
                  <b>{field.value}</b>
                </button>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </div>
  );
}

function Packet({ packet }: { readonly packet: PacketView }) {
  const [marked, mark] = useState<Range | undefined>(undefined);
  const markByte = (at: number) => {
    const fields = packet.layers.flatMap((layer) => layer.fields);
    const around = fields.filter((field) => field.offset <= at && at < field.offset + field.length);
    const smallest = around.sort((a, b) => a.length - b.length)[0];
    if (smallest !== undefined) mark(smallest);
  };
  return (
    <>
      <Section title={t('record.layers')}>
        <Layers packet={packet} marked={marked} mark={mark} />
      </Section>
      <Section title={t('record.bytes', { count: packet.bytes.length })}>
        <Bytes bytes={packet.bytes} marked={marked} markByte={markByte} />
      </Section>
    </>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="inspect-section" aria-label={title}>
      <h4>{title}</h4>
      {children}
    </section>
  );
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
  const { record, packet, journey } = detail;
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
      <Drop record={record} />
      <dl className="facts">
        <div>
          <dt>{t('record.where')}</dt>
          <dd>{where(record)}</dd>
        </div>
        <div>
          <dt>{t('record.when')}</dt>
          <dd>{t('record.seconds', { time: seconds(record.time) })}</dd>
        </div>
        {record.why !== '' && record.reason === undefined && (
          <div>
            <dt>{t('record.why')}</dt>
            <dd>{record.why}</dd>
          </div>
        )}
      </dl>
      {record.cause !== undefined && <Decided cause={record.cause} />}
      {journey.length > 0 && (
        <Section title={t('record.journey', { count: journey.length })}>
          <Journey records={journey} seq={seq} />
        </Section>
      )}
      {packet !== undefined && <Packet key={seq} packet={packet} />}
    </article>
  );
}
