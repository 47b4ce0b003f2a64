import { lazy, Suspense } from 'react';
import { t } from '../common/messages.ts';
import { CrashScreen } from '../crash/CrashScreen.tsx';
import { ErrorBoundary } from '../crash/ErrorBoundary.tsx';
import { useLab } from '../store/lab.ts';
import { Loading } from '../toolbar/Loading.tsx';

const Canvas = lazy(() => import('../canvas/Canvas.tsx'));

/** The picture of the lab, or what is known of why there is none. */
export function CanvasArea() {
  const crash = useLab((lab) => lab.crash);
  return (
    <section className="canvas-area" id="map" tabIndex={-1} aria-label={t('canvas.label')}>
      {crash === undefined ? (
        <ErrorBoundary part={t('part.map')}>
          <Suspense fallback={null}>
            <Canvas />
          </Suspense>
          <Loading />
        </ErrorBoundary>
      ) : (
        <CrashScreen report={crash} />
      )}
    </section>
  );
}
