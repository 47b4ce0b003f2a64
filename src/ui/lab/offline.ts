// Without a network, and with a newer version: the page's side of the service worker.
import { toast } from 'sonner';
import { t } from '../common/messages.ts';

/** The first load has the line for itself. */
const AFTER_LOAD_MS = 3000;
/** A page that stays open looks for a newer version now and then. */
const LOOK_AGAIN_MS = 3_600_000;

/** Quietly: the reader reloads when it suits. What is kept of the lab stays. */
function tellOfNewVersion(waiting: ServiceWorker): void {
  toast.info(t('offline.newVersion'), {
    id: 'new-version',
    duration: Number.POSITIVE_INFINITY,
    action: {
      label: t('offline.reload'),
      onClick: () => {
        navigator.serviceWorker.addEventListener('controllerchange', () => location.reload());
        waiting.postMessage('take over');
      },
    },
  });
}

function watch(registration: ServiceWorkerRegistration): void {
  const look = () => {
    // The very first version has nobody to take over from.
    if (registration.waiting !== null && navigator.serviceWorker.controller !== null)
      tellOfNewVersion(registration.waiting);
  };
  look();
  registration.addEventListener('updatefound', () => {
    const { installing } = registration;
    installing?.addEventListener('statechange', () => installing.state === 'installed' && look());
  });
  setInterval(() => void registration.update().catch(() => undefined), LOOK_AGAIN_MS);
}

/** From now on the app opens without a network, where the browser keeps copies of pages. */
export function workOffline(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  setTimeout(() => {
    navigator.serviceWorker.register('./sw.js', { scope: './' }).then(watch, () => undefined);
  }, AFTER_LOAD_MS);
}
