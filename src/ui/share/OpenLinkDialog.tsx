import './share.css';
import { t } from '../common/messages.ts';
import { clock } from '../common/time.ts';
import { Sheet } from '../help/Sheet.tsx';
import { useShelf } from '../lab/shelf.ts';
import { answerWaiting, useWaitingLab } from './guest.ts';

/** Says what a link brings, before it takes the open lab's place. */
export function OpenLinkDialog() {
  const lab = useWaitingLab((waiting) => waiting.lab);
  const guest = useShelf((shelf) => shelf.place.guest);
  if (lab === undefined) return null;
  const typed = lab.inputs.map((input) => (input.kind === 'tty.data' ? input.text : '')).join('');
  const facts = [
    [t('guest.name'), lab.name ?? t('guest.unnamed')],
    [t('guest.hosts'), lab.world.hosts.map((host) => host.name).join(', ')],
    [t('guest.lines'), typed.split('\r').length - 1],
    [t('guest.time'), clock(lab.moment?.time ?? lab.time)],
  ] as const;
  return (
    <Sheet title={t('guest.asks')} description={guest ? t('guest.safeGuest') : t('guest.safe')}>
      <dl className="share-facts">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className="sheet-actions">
        <button type="button" className="button" onClick={() => void answerWaiting(false)}>
          {t('guest.stay')}
        </button>
        <button type="button" className="button primary" onClick={() => void answerWaiting(true)}>
          {t('guest.openDo')}
        </button>
      </div>
    </Sheet>
  );
}
