import { useEffect, useState } from 'react';
import { t } from '../common/messages.ts';
import { leaveReplay } from '../lab/labs.ts';
import { useLab } from '../store/lab.ts';

/** A lab that has not even begun to be made by then may never be: the way out is offered. */
const PATIENCE_MS = 5000;

function useImpatience(): boolean {
  const [impatient, setImpatient] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setImpatient(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return impatient;
}

/** Over the map while the simulator starts, or while a kept lab is made again. */
export function Loading() {
  const isLoading = useLab((lab) => lab.status === 'loading');
  return isLoading && <Waiting />;
}

function Waiting() {
  const progress = useLab((lab) => lab.progress);
  const impatient = useImpatience();
  return (
    <div className="loading" role="status">
      <p>{progress === undefined ? t('loading.start') : t('loading.replay')}</p>
      {progress !== undefined && <progress value={progress} max={1} aria-label={t('loading.replay')} />}
      {(progress !== undefined || impatient) && (
        <button type="button" className="button" onClick={leaveReplay}>
          {t('loading.fresh')}
        </button>
      )}
    </div>
  );
}
