import './background.css';
import { Radio } from 'lucide-react';
import { t } from '../common/messages.ts';
import { useLab } from '../store/lab.ts';

/** How many hops of a swarm's own talk there have been, in steps that do not flicker. */
function useCount(): number {
  return useLab(({ background }) => (background < 100 ? background : Math.floor(background / 100) * 100));
}

/** Shows or hides what a swarm's hosts say to each other all the time. Nothing while they have said nothing. */
export function BackgroundToggle() {
  const count = useCount();
  const shown = useLab((lab) => lab.pacing.background === true);
  const setPacing = useLab((lab) => lab.setPacing);
  if (count === 0) return null;
  const label = shown ? t('background.shown') : t('background.hidden', { count });
  return (
    <button
      type="button"
      className="quiet-button background-toggle"
      aria-pressed={shown}
      aria-label={label}
      title={t('background.what')}
      onClick={() => setPacing({ background: !shown })}
    >
      <Radio aria-hidden />
      <span className="background-words">{label}</span>
      <span className="background-count">{shown ? t('background.on') : count}</span>
    </button>
  );
}
