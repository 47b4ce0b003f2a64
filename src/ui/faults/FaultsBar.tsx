import './faults.css';
import { HeartPulse, TriangleAlert } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { changeAll } from '../canvas/gestures/act.ts';
import { t } from '../common/messages.ts';
import { useLab } from '../store/lab.ts';
import { faultsOf } from './faults.ts';
import { useFaultDialog } from './open.ts';

const FaultDialogs = lazy(() => import('./FaultDialogs.tsx'));

/** On the map while anything is broken: how much, and one press to mend it all. */
export function FaultsBar() {
  const view = useLab((lab) => lab.view);
  const dialog = useFaultDialog((state) => state.dialog);
  const faults = view === undefined ? [] : faultsOf(view);
  const count = faults.length;
  return (
    <>
      {count > 0 && (
        <div className="faults-bar">
          <button
            type="button"
            className="faults-count"
            aria-label={t('faults.show', { count })}
            title={faults.map(({ text }) => text).join('\n')}
            onClick={() => useFaultDialog.getState().show({ kind: 'faults', machine: undefined })}
          >
            <TriangleAlert aria-hidden />
            <span>{t('faults.bar', { count })}</span>
          </button>
          <button
            type="button"
            className="faults-heal"
            aria-label={t('faults.healAll')}
            title={t('faults.healAll')}
            onClick={() => changeAll(faults.map(({ mend }) => mend))}
          >
            <HeartPulse aria-hidden />
            <span>{t('faults.healAll')}</span>
          </button>
        </div>
      )}
      {dialog && (
        <Suspense fallback={null}>
          <FaultDialogs dialog={dialog} />
        </Suspense>
      )}
    </>
  );
}
