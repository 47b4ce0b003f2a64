import { t } from '../common/messages.ts';
import { newLab } from '../lab/labs.ts';
import { useLab } from '../store/lab.ts';

/** Over the map while the simulator starts, or while a kept lab is made again. */
export function Loading() {
  const status = useLab((lab) => lab.status);
  const progress = useLab((lab) => lab.progress);
  if (status !== 'loading') return null;
  return (
    <div className="loading" role="status">
      <p>{progress === undefined ? t('loading.start') : t('loading.replay')}</p>
      {progress !== undefined && (
        <>
          <progress value={progress} max={1} aria-label={t('loading.replay')} />
          <button type="button" className="button" onClick={() => newLab()}>
            {t('loading.fresh')}
          </button>
        </>
      )}
    </div>
  );
}
