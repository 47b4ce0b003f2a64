// A word on what was just taken away, with the way back: time goes to where it still was.
import { toast } from 'sonner';
import { t } from '../common/messages.ts';
import { useLab } from '../store/lab.ts';
import { seek } from './act.ts';

/** Long enough to be read, found and pressed. */
const OFFERED_MS = 10_000;

/** To be called before the world is told. A clock that stands still would not have done it yet. */
export function offerWayBack(what: string): void {
  const { time, pacing } = useLab.getState();
  if (!pacing.playing) return;
  toast(what, { duration: OFFERED_MS, action: { label: t('wayBack.undo'), onClick: () => seek(time) } });
}
