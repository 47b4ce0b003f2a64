import './toolbar.css';
import {
  CircleHelp,
  FastForward,
  Moon,
  PanelLeft,
  PanelRight,
  Pause,
  Play,
  Rewind,
  Scale,
  StepForward,
  Sun,
} from 'lucide-react';
import { IconButton } from '../common/IconButton.tsx';
import { t } from '../common/messages.ts';
import { clock } from '../common/time.ts';
import { nameOf, useShelf } from '../lab/shelf.ts';
import { BackgroundToggle } from '../records/BackgroundToggle.tsx';
import { useLab } from '../store/lab.ts';
import { useLayout } from '../store/layout.ts';
import { usePrefs } from '../store/prefs.ts';
import { LabMenu } from './LabMenu.tsx';
import { Logo } from './Logo.tsx';
import { changeSpeed, SPEEDS, togglePlaying } from './shortcuts.ts';

function Clock() {
  const text = useLab((lab) => clock(lab.time));
  // A step moves time by microseconds; while time runs they would only flicker.
  const micros = useLab((lab) => (lab.pacing.playing ? '' : String(Math.floor(lab.time % 1000)).padStart(3, '0')));
  return (
    <span className="clock" role="timer" aria-live="off" aria-label={t('clock.label')} title={t('clock.label')}>
      {text}
      {micros !== '' && <small>{micros}</small>}
    </span>
  );
}

function Transport() {
  const { playing, speed } = useLab((lab) => lab.pacing);
  const ready = useLab((lab) => lab.status === 'ready');
  const step = useLab((lab) => lab.step);
  return (
    <div className="transport" role="toolbar" aria-label={t('transport.label')}>
      <IconButton
        label={playing ? t('transport.pause') : t('transport.play')}
        shortcut={t('key.space')}
        className={playing ? 'primary' : 'primary paused'}
        disabled={!ready}
        onClick={togglePlaying}
      >
        {playing ? <Pause aria-hidden /> : <Play aria-hidden />}
      </IconButton>
      <IconButton label={t('transport.step')} shortcut="." disabled={!ready} onClick={step}>
        <StepForward aria-hidden />
      </IconButton>
      <span className="transport-speed">
        <IconButton
          label={t('transport.slower')}
          shortcut="["
          disabled={!ready || speed <= (SPEEDS[0] ?? 0)}
          onClick={() => changeSpeed(-1)}
        >
          <Rewind aria-hidden />
        </IconButton>
        <output className="speed" aria-label={t('transport.speed')}>
          {speed}×
        </output>
        <IconButton
          label={t('transport.faster')}
          shortcut="]"
          disabled={!ready || speed >= (SPEEDS.at(-1) ?? 0)}
          onClick={() => changeSpeed(1)}
        >
          <FastForward aria-hidden />
        </IconButton>
      </span>
      <Clock />
      {!playing && ready && <span className="paused-badge">{t('transport.paused')}</span>}
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
      <Transport />
      <div className="toolbar-end">
        <BackgroundToggle />
        <button type="button" className="quiet-button not-simulated" onClick={() => setDialog('fidelity')}>
          <Scale aria-hidden />
          {t('fidelity.open')}
        </button>
        <ThemeButton />
        <IconButton label={t('help.open')} shortcut="?" onClick={() => setDialog('help')}>
          <CircleHelp aria-hidden />
        </IconButton>
        <IconButton
          label={leftOpen ? t('left.hide') : t('left.show')}
          aria-pressed={leftOpen}
          onClick={() => setLeftOpen(!leftOpen)}
        >
          <PanelLeft aria-hidden />
        </IconButton>
        <IconButton
          label={inspectorOpen ? t('inspector.hide') : t('inspector.show')}
          shortcut="i"
          aria-pressed={inspectorOpen}
          onClick={toggleInspector}
        >
          <PanelRight aria-hidden />
        </IconButton>
      </div>
    </header>
  );
}
