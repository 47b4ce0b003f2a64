import './stations.css';
import { ArrowDown, Ban, Container, History, Network, Table2 } from 'lucide-react';
import type { ReactNode } from 'react';
import type { FieldChange, PacketStand, RecordDetail, TypedCommand } from '../../session/protocol.ts';
import type { Cause } from '../../sim/trace/record.ts';
import { t } from '../common/messages.ts';
import { seconds } from '../common/time.ts';
import { useLab } from '../store/lab.ts';
import { seek } from '../timeline/act.ts';
import { Alternatives } from './Alternatives.tsx';
import { inTheClear } from './envelopes.ts';
import { showRow } from './marked-row.ts';
import { causeKind, dropReason } from './record-words.ts';

function Station({
  name,
  kind,
  children,
}: {
  readonly name: string;
  readonly kind: 'in' | 'decision' | 'out' | 'dropped';
  readonly children: ReactNode;
}) {
  return (
    <li className={`station ${kind}`}>
      <h4>{name}</h4>
      {children}
    </li>
  );
}

/** A packet's headers, a line each, the outermost first. */
function Headers({ stand }: { readonly stand: PacketStand }) {
  return (
    <ul className="headers">
      {inTheClear(stand.packet.layers).map((layer) => (
        <li key={`${layer.offset} ${layer.name}`}>
          <span>{layer.name}</span> {layer.summary}
        </li>
      ))}
    </ul>
  );
}

function Change({ change }: { readonly change: FieldChange }) {
  const { key, layer, label, before, after } = change;
  if (key === '') {
    return (
      <li className={after === undefined ? 'removed' : 'added'}>
        {after === undefined ? t('stations.removed', { layer }) : t('stations.added', { layer })}
        <span>{after ?? before}</span>
      </li>
    );
  }
  const words =
    before === undefined
      ? t('stations.newField', { label, after: after ?? '' })
      : t('stations.became', { label, before, after: after ?? '' });
  return (
    <li>
      <span className="visually-hidden">{words}</span>
      <span aria-hidden>{label}</span>
      <code aria-hidden>
        {before !== undefined && <del>{before}</del>} <ins>{after}</ins>
      </code>
    </li>
  );
}

function In({ came, kind }: { readonly came: PacketStand | undefined; readonly kind: string }) {
  const by = came?.devices ?? [];
  const name = by.length === 0 ? t('stations.in') : t('stations.inBy', { devices: by.join(', ') });
  return (
    <Station name={name} kind="in">
      {came === undefined ? (
        <p className="muted">{kind === 'send' ? t('stations.madeHere') : t('stations.unchanged')}</p>
      ) : (
        <Headers stand={came} />
      )}
    </Station>
  );
}

function Out({ detail }: { readonly detail: RecordDetail }) {
  const { left, changes, came } = detail;
  const { kind } = detail.record;
  const by = left?.devices ?? [];
  const name = by.length === 0 ? t('stations.out') : t('stations.outBy', { devices: by.join(', ') });
  return (
    <Station name={name} kind="out">
      {left === undefined && <p className="muted">{kind === 'neigh' ? t('stations.waits') : t('stations.stays')}</p>}
      {left !== undefined && came === undefined && <Headers stand={left} />}
      {left !== undefined && came !== undefined && changes.length === 0 && (
        <p className="muted">{t('stations.unchanged')}</p>
      )}
      {changes.length > 0 && (
        <ul className="changes" aria-label={t('stations.changed', { count: changes.length })}>
          {changes.map((change) => (
            <Change key={`${change.layer} ${change.key} ${change.label} ${change.after}`} change={change} />
          ))}
        </ul>
      )}
    </Station>
  );
}

function Dropped({ record }: Pick<RecordDetail, 'record'>) {
  if (record.reason === undefined) return null;
  return (
    <Station name={t('stations.out')} kind="dropped">
      <div className="drop-box" role="note">
        <Ban aria-hidden />
        <div>
          <strong>{t('record.dropped', { reason: dropReason(record.reason) })}</strong>
          {record.hint !== undefined && (
            <p className="drop-hint">
              <b>{t('record.remedy')}:</b> {record.hint}
            </p>
          )}
          <code>{record.reason}</code>
        </div>
      </div>
    </Station>
  );
}

/** The rule, entry, device … that decided, as data. */
function Facts({ cause }: { readonly cause: Cause }) {
  if (cause.facts.length === 0) return null;
  return (
    <details className="decided-facts">
      <summary>{t('decided.facts')}</summary>
      <dl className="facts">
        {cause.facts.map(({ label, value }) => (
          <div key={`${label} ${value}`}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** The command or Docker object that made what decided: a link where it can be looked at. */
function Maker({ creator, maker }: { readonly creator: string; readonly maker: RecordDetail['maker'] }) {
  const select = useLab((lab) => lab.select);
  return (
    <p className="maker">
      {t('record.madeBy')}{' '}
      {maker === undefined ? (
        <code>{creator}</code>
      ) : (
        <button type="button" className="link" title={t('decided.maker')} onClick={() => select(maker)}>
          {maker.kind === 'container' ? <Container aria-hidden /> : <Network aria-hidden />}
          {creator}
        </button>
      )}
    </p>
  );
}

/** When the command behind it was typed: a way back to that moment. */
function Typed({ typed }: { readonly typed: TypedCommand }) {
  return (
    <button type="button" className="link" title={typed.text} onClick={() => seek(typed.time)}>
      <History aria-hidden />
      {t('decided.typed', { host: typed.host, time: seconds(typed.time) })}
    </button>
  );
}

function Decision({ detail }: { readonly detail: RecordDetail }) {
  const { record, maker, typed, table, alternatives } = detail;
  const { cause, why, kind } = record;
  return (
    <Station name={t('stations.decision')} kind="decision">
      {kind === 'hop' && <p className="muted">{t('stations.plainHop')}</p>}
      {cause !== undefined && <p className="decided">{t('record.decided', { kind: causeKind(cause.kind) })}</p>}
      {why !== '' && <p className="decided-why">{why}</p>}
      {cause?.creator !== undefined && <Maker creator={cause.creator} maker={maker} />}
      {typed !== undefined && <Typed typed={typed} />}
      {table !== undefined && (
        <button type="button" className="link" onClick={() => showRow(table)}>
          <Table2 aria-hidden />
          {t('decided.inTable')}
        </button>
      )}
      {cause !== undefined && <Facts cause={cause} />}
      {alternatives !== undefined && <Alternatives key={record.seq} alternatives={alternatives} />}
    </Station>
  );
}

/** What came in, what decided and what else could have, and what went out. */
export function Stations({ detail }: { readonly detail: RecordDetail }) {
  const { record, came } = detail;
  const arrow = (
    <li className="station-arrow" aria-hidden>
      <ArrowDown />
    </li>
  );
  return (
    <ol className="stations" aria-label={t('stations.label')}>
      <In came={came} kind={record.kind} />
      {arrow}
      <Decision detail={detail} />
      {arrow}
      {record.reason === undefined ? <Out detail={detail} /> : <Dropped record={record} />}
    </ol>
  );
}
