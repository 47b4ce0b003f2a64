import { Check, CornerDownRight, Minus, X } from 'lucide-react';
import type { Alternatives as AlternativesOf, Considered } from '../../sim/trace/record.ts';
import { t } from '../common/messages.ts';

const marks = { taken: Check, led: CornerDownRight, unfit: X, spare: Minus } as const;
const words = {
  taken: 'alternatives.taken',
  led: 'alternatives.led',
  unfit: 'alternatives.unfit',
  spare: 'alternatives.spare',
} as const;

function Option({ option }: { readonly option: Considered }) {
  const Mark = marks[option.fate];
  return (
    <li className={`option ${option.fate}`}>
      <Mark aria-hidden />
      <div>
        <code>{option.text}</code>
        <p>
          <b>{t(words[option.fate])}</b>
          {option.why !== '' && <span>{option.why}</span>}
        </p>
      </div>
    </li>
  );
}

/** What was looked at before something decided, and what stood by. */
export function Alternatives({ alternatives }: { readonly alternatives: AlternativesOf }) {
  const { considered, omitted, as } = alternatives;
  const others = considered.filter(({ fate }) => fate !== 'taken').length + omitted;
  if (considered.length === 0 && as === 'changed')
    return <p className="muted alternatives-note">{t('alternatives.gone')}</p>;
  if (others === 0) return null;
  return (
    <details className="alternatives" open={considered.length <= 6}>
      <summary>{t('alternatives.title', { count: others })}</summary>
      {as !== 'then' && (
        <p className="alternatives-note">{as === 'changed' ? t('alternatives.changed') : t('alternatives.now')}</p>
      )}
      <ol>
        {considered.map((option) => (
          <Option key={`${option.text} ${option.why}`} option={option} />
        ))}
      </ol>
      {omitted > 0 && <p className="alternatives-note">{t('alternatives.omitted', { count: omitted })}</p>}
    </details>
  );
}
