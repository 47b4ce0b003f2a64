import './common/tokens.css';
import './common/shared.css';
import './common/touch.css';
import './common/projector.css';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { followLanguage, useLanguage } from './common/language.ts';
import { t } from './common/messages.ts';
import { followTheme } from './common/theme.ts';
import { ErrorBoundary } from './crash/ErrorBoundary.tsx';
import { offerConsole } from './lab/console.ts';
import { workOffline } from './lab/offline.ts';
import { startLab } from './lab/start.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

/** A page that speaks another language is another page: everything on it is drawn anew. */
function Page() {
  const language = useLanguage((spoken) => spoken.language);
  return <App key={language} />;
}

followTheme();
await followLanguage();
createRoot(root).render(
  <ErrorBoundary part={t('part.page')}>
    <Page />
  </ErrorBoundary>,
);
offerConsole();
void startLab();
workOffline();
