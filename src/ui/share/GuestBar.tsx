import './share.css';
import { Link2 } from 'lucide-react';
import { t } from '../common/messages.ts';
import { useShelf } from '../lab/shelf.ts';
import { keepThisGuest } from './guest.ts';

/** Over a lab that came with a link: what it is, and the way to keep it. */
export default function GuestBar() {
  const name = useShelf((shelf) => shelf.place.name);
  return (
    <section className="guest-bar" aria-label={t('guest.label')}>
      <Link2 aria-hidden />
      <p>{t('guest.what', { name })}</p>
      <button type="button" className="small-button" onClick={() => void keepThisGuest()}>
        {t('guest.keep')}
      </button>
    </section>
  );
}
