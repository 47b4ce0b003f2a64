import './inspect.css';
import { MousePointerClick, X } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { IconButton } from '../common/IconButton.tsx';
import { t } from '../common/messages.ts';
import { usePrediction } from '../predict/prediction.ts';
import { type Selection, useLab } from '../store/lab.ts';
import { RecordView } from './RecordView.tsx';
import { ThingView } from './ThingView.tsx';

const PredictCard = lazy(() => import('../predict/PredictCard.tsx'));

function Nothing() {
  return (
    <div className="inspector-empty">
      <MousePointerClick aria-hidden />
      <p>{t('inspector.empty')}</p>
      <p className="muted">{t('inspector.emptyHint')}</p>
    </div>
  );
}

function Body({ selection }: { readonly selection: Selection }) {
  return selection.kind === 'record' ? <RecordView seq={selection.seq} /> : <ThingView target={selection} />;
}

/** What is known of the thing or the packet that is selected. */
export function Inspector() {
  const selection = useLab((lab) => lab.selection);
  const select = useLab((lab) => lab.select);
  const asked = usePrediction(({ view }) => view?.question !== undefined);
  return (
    <section className="inspector" aria-label={t('inspector.label')}>
      <div className="panel-head">
        <h2>{t('inspector.label')}</h2>
        {selection !== undefined && (
          <IconButton label={t('inspector.clear')} onClick={() => select(undefined)}>
            <X aria-hidden />
          </IconButton>
        )}
      </div>
      {asked && (
        <Suspense fallback={null}>
          <PredictCard />
        </Suspense>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: text that scrolls must be reachable by keyboard */}
      <div className="panel-body" tabIndex={0}>
        {selection === undefined ? <Nothing /> : <Body selection={selection} />}
      </div>
    </section>
  );
}
