import { lazy, Suspense, useEffect } from 'react';
import { Toaster } from 'sonner';
import { useActionKeys } from './actions/keys.ts';
import { TooltipProvider } from './common/IconButton.tsx';
import { t } from './common/messages.ts';
import { PHONE, useMedia } from './common/use-media.ts';
import { useDroppedLab } from './lab/dropped.ts';
import { useShelf } from './lab/shelf.ts';
import { Narrator } from './narrate/Narrator.tsx';
import { Blank } from './projector/Blank.tsx';
import { WidePage } from './shell/WidePage.tsx';
import { useLab } from './store/lab.ts';
import { useLayout } from './store/layout.ts';
import { Toolbar } from './toolbar/Toolbar.tsx';

const GuestBar = lazy(() => import('./share/GuestBar.tsx'));
const Dialogs = lazy(() => import('./help/Dialogs.tsx'));
const PhonePage = lazy(() => import('./phone/PhonePage.tsx'));

/** `?page=style` opens the page of the visual language. */
function useAddressedPage(): void {
  useEffect(() => {
    if (new URL(location.href).searchParams.get('page') === 'style') useLayout.getState().setDialog('style');
  }, []);
}

/** The page. */
export function App() {
  useActionKeys();
  useDroppedLab();
  useAddressedPage();
  const phone = useMedia(PHONE);
  const theme = useLab((lab) => lab.theme);
  const guest = useShelf((shelf) => shelf.place.guest);
  const { dialog, terminalFull } = useLayout();
  return (
    <TooltipProvider delayDuration={350}>
      <a className="skip-link" href="#map">
        {t('skip.map')}
      </a>
      <div className={`app ${terminalFull ? 'terminal-full' : ''} ${phone ? 'phone' : ''}`}>
        <Toolbar />
        <Suspense fallback={null}>{guest && <GuestBar />}</Suspense>
        <main className="page">
          <Suspense fallback={null}>{phone ? <PhonePage /> : <WidePage />}</Suspense>
        </main>
      </div>
      <Blank />
      <Narrator />
      <Suspense fallback={null}>{dialog !== undefined && <Dialogs dialog={dialog} />}</Suspense>
      <Toaster theme={theme} position="top-right" offset={{ top: 56, right: 12 }} closeButton className="toaster" />
    </TooltipProvider>
  );
}
