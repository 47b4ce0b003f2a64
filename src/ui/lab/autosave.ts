// Keeps the lab in the browser: soon after each input, now and then while packets move, and when the page goes away.
import { toast } from 'sonner';
import { t } from '../common/messages.ts';
import { door, onInput } from '../store/door.ts';
import { useLab } from '../store/lab.ts';
import { latestLab, setLatestLab } from './latest.ts';
import { keepOpenLab, useShelf } from './shelf.ts';

const AFTER_INPUT_MS = 400;
const WHILE_RUNNING_MS = 5000;
const LOCK = 'hoplab.autosave';

let lastRecord = 0;

async function save(): Promise<void> {
  const { status, records } = useLab.getState();
  if (status !== 'ready') return;
  const { id } = useShelf.getState().place;
  const lab = await door()?.save();
  // Another lab may have been opened meanwhile: this one is not to take its place.
  if (lab === undefined || useShelf.getState().place.id !== id) return;
  setLatestLab(lab);
  lastRecord = records.next;
  await keepOpenLab(lab);
}

/** The worker cannot be asked any more: the inputs are in the last save, only the time has moved on. */
function saveOnLeaving(): void {
  const { status, time } = useLab.getState();
  const last = latestLab();
  if (status === 'ready' && last !== undefined && time > last.time)
    void keepOpenLab({ ...last, time: Math.floor(time) });
}

function start(): void {
  useShelf.setState({ keeping: true });
  let timer: ReturnType<typeof setTimeout> | undefined;
  onInput(() => {
    clearTimeout(timer);
    timer = setTimeout(() => void save(), AFTER_INPUT_MS);
  });
  setInterval(() => {
    if (useLab.getState().records.next !== lastRecord) void save();
  }, WHILE_RUNNING_MS);
  addEventListener('pagehide', saveOnLeaving);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') saveOnLeaving();
  });
  // A lab that was just opened is the one that the next visit begins with; so is one that was given a place.
  useLab.subscribe((now, before) => {
    if (now.status === 'ready' && before.status === 'loading') {
      void save();
    }
  });
  useShelf.subscribe((now, before) => {
    if (now.place.id !== before.place.id && before.place.id === undefined) void save();
  });
}

/** Starts keeping. Of several pages open at once, the first keeps its lab; the others say that they do not. */
export function startAutosave(): void {
  if (!('locks' in navigator)) {
    start();
    return;
  }
  void navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => {
    if (lock === null) {
      toast.info(t('storage.otherTab'), { description: t('storage.otherTabWhy') });
      return undefined;
    }
    start();
    return new Promise<never>(() => undefined);
  });
}
