import { MessageCircleQuestion } from 'lucide-react';
import { IconButton } from '../common/IconButton.tsx';
import { t } from '../common/messages.ts';
import { useLab } from '../store/lab.ts';
import { predict, usePrediction } from './prediction.ts';

/** Turns predict mode on and off. */
export function PredictToggle() {
  const isOn = usePrediction(({ view }) => view !== undefined);
  const ready = useLab((lab) => lab.status === 'ready');
  return (
    <IconButton
      label={isOn ? t('predict.off') : t('predict.on')}
      aria-pressed={isOn}
      disabled={!ready}
      onClick={() => predict({ kind: isOn ? 'stop' : 'start' })}
    >
      <MessageCircleQuestion aria-hidden />
    </IconButton>
  );
}
