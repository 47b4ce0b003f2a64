import type { WorldView } from '../../session/protocol.ts';
import { change, changeAll } from '../canvas/gestures/act.ts';
import { t } from '../common/messages.ts';
import { faultsOf } from './faults.ts';

/** What is broken, each with a button that mends it. */
export function FaultList({ view }: { readonly view: WorldView }) {
  const faults = faultsOf(view);
  return (
    <section className="fault-section" aria-label={t('faults.broken')}>
      <h3>{t('faults.broken')}</h3>
      {faults.length === 0 && <p className="muted">{t('faults.none')}</p>}
      <ul className="fault-list">
        {faults.map(({ text, mend }) => (
          <li key={text}>
            <span>{text}</span>
            <button
              type="button"
              className="button"
              aria-label={t('faults.mendThis', { fault: text })}
              onClick={() => change(mend)}
            >
              {t('faults.mend')}
            </button>
          </li>
        ))}
      </ul>
      {faults.length > 1 && (
        <div>
          <button type="button" className="button" onClick={() => changeAll(faults.map(({ mend }) => mend))}>
            {t('faults.healAll')}
          </button>
        </div>
      )}
    </section>
  );
}
