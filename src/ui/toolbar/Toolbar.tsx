import './toolbar.css';
import {
  CircleHelp,
  Moon,
  PanelLeft,
  PanelRight,
  Presentation,
  Redo2,
  Scale,
  Search,
  Settings,
  Share2,
  Sun,
  Undo2,
} from 'lucide-react';
import { keyOf } from '../actions/table.ts';
import { IconButton } from '../common/IconButton.tsx';
import { t } from '../common/messages.ts';
import { nameOf, useShelf } from '../lab/shelf.ts';
import { PredictToggle } from '../predict/PredictToggle.tsx';
import { toggleProjector } from '../projector/projector.ts';
import { BackgroundToggle } from '../records/BackgroundToggle.tsx';
import { useLab } from '../store/lab.ts';
import { useLayout } from '../store/layout.ts';
import { usePrefs } from '../store/prefs.ts';
import { travel } from '../timeline/act.ts';
import { LabMenu } from './LabMenu.tsx';
import { Logo } from './Logo.tsx';

/** Undo and redo of what was done to the world: jumps on the line of time. */
function Turns() {
  const undo = useLab((lab) => lab.timeline?.undo);
  const redo = useLab((lab) => lab.timeline?.redo);
  return (
    <div className="turns" role="toolbar" aria-label={t('timeline.turns')}>
      <IconButton
        label={undo === undefined ? t('timeline.nothingToUndo') : t('timeline.undo', { text: undo })}
        shortcut={keyOf('time.undo')}
        disabled={undo === undefined}
        onClick={() => travel({ kind: 'undo' })}
      >
        <Undo2 aria-hidden />
      </IconButton>
      <IconButton
        label={redo === undefined ? t('timeline.nothingToRedo') : t('timeline.redo', { text: redo })}
        shortcut={keyOf('time.redo')}
        disabled={redo === undefined}
        onClick={() => travel({ kind: 'redo' })}
      >
        <Redo2 aria-hidden />
      </IconButton>
    </div>
  );
}

function ThemeButton() {
  const theme = useLab((lab) => lab.theme);
  const set = usePrefs((prefs) => prefs.set);
  const next = theme === 'dark' ? 'light' : 'dark';
  return (
    <IconButton label={next === 'dark' ? t('theme.dark') : t('theme.light')} onClick={() => set({ theme: next })}>
      {theme === 'dark' ? <Sun aria-hidden /> : <Moon aria-hidden />}
    </IconButton>
  );
}

function ProjectorButton() {
  const on = usePrefs((prefs) => prefs.projector);
  return (
    <IconButton
      className="not-on-phones"
      label={on ? t('projector.off') : t('projector.on')}
      shortcut={keyOf('projector.toggle')}
      aria-pressed={on}
      onClick={toggleProjector}
    >
      <Presentation aria-hidden />
    </IconButton>
  );
}

/** The bar at the top: what lab this is, time, and what concerns the page as a whole. */
export function Toolbar() {
  const title = useShelf((shelf) => nameOf(shelf.place));
  const { inspectorOpen, toggleInspector, leftOpen, setLeftOpen, setDialog } = useLayout();
  return (
    <header className="toolbar">
      <div className="brand">
        <Logo />
        <h1>{t('app.name')}</h1>
        <LabMenu title={title} />
      </div>
      <Turns />
      <div className="toolbar-end">
        <BackgroundToggle />
        <span className="wide-only">
          <PredictToggle />
        </span>
        <button type="button" className="quiet-button not-simulated wide-only" onClick={() => setDialog('fidelity')}>
          <Scale aria-hidden />
          {t('fidelity.open')}
        </button>
        <IconButton label={t('commands.open')} shortcut={keyOf('page.commands')} onClick={() => setDialog('commands')}>
          <Search aria-hidden />
        </IconButton>
        <IconButton className="wide-only" label={t('share.open')} onClick={() => setDialog('share')}>
          <Share2 aria-hidden />
        </IconButton>
        <ProjectorButton />
        <span className="wide-only">
          <ThemeButton />
        </span>
        <IconButton label={t('settings.open')} onClick={() => setDialog('settings')}>
          <Settings aria-hidden />
        </IconButton>
        <IconButton label={t('help.open')} shortcut={keyOf('page.keys')} onClick={() => setDialog('help')}>
          <CircleHelp aria-hidden />
        </IconButton>
        <IconButton
          className="wide-only"
          label={leftOpen ? t('left.hide') : t('left.show')}
          aria-pressed={leftOpen}
          onClick={() => setLeftOpen(!leftOpen)}
        >
          <PanelLeft aria-hidden />
        </IconButton>
        <IconButton
          className="wide-only"
          label={inspectorOpen ? t('inspector.hide') : t('inspector.show')}
          shortcut={keyOf('page.inspector')}
          aria-pressed={inspectorOpen}
          onClick={toggleInspector}
        >
          <PanelRight aria-hidden />
        </IconButton>
      </div>
    </header>
  );
}
