import './terminal.css';
import {
  AArrowDown,
  AArrowUp,
  Accessibility,
  ChevronDown,
  ChevronUp,
  Columns2,
  FilePen,
  ListTree,
  Maximize2,
  Minimize2,
  Plus,
  SquareTerminal,
  X,
} from 'lucide-react';
import { type KeyboardEvent, lazy, Suspense, useState } from 'react';
import { keyOf } from '../actions/table.ts';
import { IconButton } from '../common/IconButton.tsx';
import { t } from '../common/messages.ts';
import { rem } from '../common/rem.ts';
import { PHONE, useMedia } from '../common/use-media.ts';
import { ErrorBoundary } from '../crash/ErrorBoundary.tsx';
import { useLab } from '../store/lab.ts';
import { useLayout } from '../store/layout.ts';
import { usePrefs } from '../store/prefs.ts';
import { focusTerminal, followPointer } from './focus.ts';
import { closeTab, openTab } from './run.ts';
import { type Tab, useTerminals } from './terminals.ts';

const TerminalScreen = lazy(() => import('./TerminalScreen.tsx'));
const RecordList = lazy(() => import('../records/RecordList.tsx'));
const FilesPanel = lazy(() => import('../files/FilesPanel.tsx'));

/** Arrow keys move between tabs, as the tab pattern has it. */
function moveBetweenTabs(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step === undefined) return;
  const all: (Element | null)[] = [...event.currentTarget.querySelectorAll('[role="tab"]')];
  const at = all.indexOf(document.activeElement);
  const to = all[(at + step + all.length) % all.length];
  if (!(to instanceof HTMLElement)) return;
  to.focus();
  to.click();
}

function TerminalTab({ tab, selected }: { readonly tab: Tab; readonly selected: boolean }) {
  const activate = useTerminals((terminals) => terminals.activate);
  const showBottom = useLayout((layout) => layout.showBottom);
  return (
    <span className={`tab ${selected ? 'selected' : ''} ${tab.phase}`} role="presentation">
      <button
        type="button"
        role="tab"
        aria-selected={selected}
        tabIndex={selected ? 0 : -1}
        aria-keyshortcuts="Delete"
        onKeyDown={(event) => event.key === 'Delete' && closeTab(tab)}
        onClick={(event) => {
          activate(tab.tty);
          showBottom('terminal');
          followPointer(event);
        }}
      >
        <SquareTerminal aria-hidden />
        {tab.title}
        {tab.phase === 'ended' && <small>{t('terminal.endedShort')}</small>}
      </button>
      <button
        type="button"
        className="tab-close"
        title={t('terminal.close', { title: tab.title })}
        aria-hidden
        tabIndex={-1}
        onClick={() => closeTab(tab)}
      >
        <X aria-hidden />
      </button>
    </span>
  );
}

function NewTerminal() {
  const hosts = useLab((lab) => lab.view?.hosts);
  const front = useTerminals((terminals) => terminals.tabs.find((tab) => tab.tty === terminals.active)?.host);
  const host = front ?? hosts?.[0]?.name;
  if (host === undefined) return null;
  return (
    <IconButton
      label={t('terminal.open', { host })}
      onClick={() => {
        openTab(host);
        focusTerminal();
      }}
    >
      <Plus aria-hidden />
    </IconButton>
  );
}

/** Of the terminals, and of the file editor (`files`): the size of their type, and how much of the page they have. */
function TextTools({ files }: { readonly files: boolean }) {
  const { changeFont, screenReader, set } = usePrefs();
  const { terminalFull, toggleTerminalFull } = useLayout();
  const full = files ? t('files.full') : t('terminal.full');
  return (
    <>
      <IconButton label={t('terminal.smaller')} shortcut="Ctrl −" onClick={() => changeFont(-1)}>
        <AArrowDown aria-hidden />
      </IconButton>
      <IconButton label={t('terminal.larger')} shortcut="Ctrl +" onClick={() => changeFont(1)}>
        <AArrowUp aria-hidden />
      </IconButton>
      {!files && (
        <IconButton
          className="wide-only"
          label={t('terminal.screenReader')}
          aria-pressed={screenReader}
          onClick={() => set({ screenReader: !screenReader })}
        >
          <Accessibility aria-hidden />
        </IconButton>
      )}
      <IconButton
        className="wide-only"
        label={terminalFull ? t('terminal.restore') : full}
        shortcut={keyOf('page.full')}
        onClick={toggleTerminalFull}
      >
        {terminalFull ? <Minimize2 aria-hidden /> : <Maximize2 aria-hidden />}
      </IconButton>
    </>
  );
}

/** A paused lab's terminals do not even echo: say why. The past, which goes on when it is typed in, says so on the line of time. */
function PausedNote() {
  const paused = useLab((lab) => lab.status === 'ready' && !lab.pacing.playing && lab.timeline?.end === undefined);
  return paused ? <p className="paused-note">{t('terminal.paused')}</p> : null;
}

/** In the past there were fewer terminals, and at the very start none. */
function NoTerminal() {
  const past = useLab((lab) => lab.timeline?.end !== undefined);
  return <p className="panel-note">{past ? t('terminal.noneYet') : t('terminal.noneOpen')}</p>;
}

const BESIDE_FROM = rem(112.5);

/** Whether the packet list has a place of its own beside the terminal. */
function useBeside(): boolean {
  const chosen = usePrefs((prefs) => prefs.packetsBeside);
  const phone = useMedia(PHONE);
  return !phone && (chosen ?? innerWidth >= BESIDE_FROM);
}

function BesideButton() {
  const beside = useBeside();
  const set = usePrefs((prefs) => prefs.set);
  return (
    <IconButton
      className="wide-only"
      label={beside ? t('bottom.packetsInTab') : t('bottom.packetsBeside')}
      aria-pressed={beside}
      onClick={() => {
        set({ packetsBeside: !beside });
        useLayout.getState().showBottom(beside ? 'records' : 'terminal');
      }}
    >
      <Columns2 aria-hidden />
    </IconButton>
  );
}

function RecordsTab({ selected }: { readonly selected: boolean }) {
  const showBottom = useLayout((layout) => layout.showBottom);
  const some = useLab((lab) => lab.records.next > 0);
  return (
    <span className={`tab wide-only ${selected ? 'selected' : ''}`} role="presentation">
      <button
        type="button"
        role="tab"
        aria-selected={selected}
        tabIndex={selected ? 0 : -1}
        onClick={() => showBottom('records')}
      >
        <ListTree aria-hidden />
        {t('records.label')}
        {some && <RecordCount />}
      </button>
    </span>
  );
}

function FilesTab({ selected }: { readonly selected: boolean }) {
  const showBottom = useLayout((layout) => layout.showBottom);
  return (
    <span className={`tab ${selected ? 'selected' : ''}`} role="presentation">
      <button
        type="button"
        role="tab"
        aria-selected={selected}
        tabIndex={selected ? 0 : -1}
        onClick={() => showBottom('files')}
      >
        <FilePen aria-hidden />
        {t('files.label')}
      </button>
    </span>
  );
}

function RecordCount() {
  const count = useLab((lab) => lab.records.next);
  return <small className="count">{count > 99_999 ? '99k+' : count}</small>;
}

function FoldButton() {
  const { bottomOpen, setBottomOpen } = useLayout();
  return (
    <IconButton
      className="wide-only"
      label={bottomOpen ? t('bottom.hide') : t('bottom.show')}
      onClick={() => setBottomOpen(!bottomOpen)}
    >
      {bottomOpen ? <ChevronDown aria-hidden /> : <ChevronUp aria-hidden />}
    </IconButton>
  );
}

/** The screens of the terminals that have been shown: made when first in front, there from then on, for nothing of their text may get lost. */
function Screens({ inFront }: { readonly inFront: string | undefined }) {
  const tabs = useTerminals((terminals) => terminals.tabs);
  const active = useTerminals((terminals) => terminals.active);
  const [shown, setShown] = useState<ReadonlySet<string>>(new Set());
  if (active !== undefined && !shown.has(active)) setShown(new Set([...shown, active]));
  return (
    <Suspense fallback={<p className="panel-note">{t('terminal.loading')}</p>}>
      {tabs
        .filter((tab) => shown.has(tab.tty))
        .map((tab) => (
          <TerminalScreen key={tab.tty} tab={tab} active={tab.tty === inFront} />
        ))}
    </Suspense>
  );
}

/** Below the map: the terminals, the file editor, and the list of packets. */
export function BottomPanel() {
  const { tabs, active, lab } = useTerminals();
  const beside = useBeside();
  const asked = useLayout((layout) => layout.bottom);
  const bottom = beside && asked === 'records' ? 'terminal' : asked;
  const inFront = bottom === 'terminal' ? active : undefined;
  return (
    <section className="bottom" data-front={bottom} aria-label={t('bottom.label')}>
      <div className="terminal-tabs">
        <div role="tablist" aria-label={t('bottom.label')} onKeyDown={moveBetweenTabs}>
          {tabs.map((tab) => (
            <TerminalTab key={tab.tty} tab={tab} selected={tab.tty === inFront} />
          ))}
          <FilesTab selected={bottom === 'files'} />
          {!beside && <RecordsTab selected={bottom === 'records'} />}
        </div>
        <NewTerminal />
        <div className="tools">
          {bottom !== 'records' && <TextTools files={bottom === 'files'} />}
          <BesideButton />
          <FoldButton />
        </div>
      </div>
      <div className={`bottom-body ${beside ? 'beside' : ''}`}>
        <div className="screens" hidden={bottom !== 'terminal'}>
          <Screens key={lab} inFront={inFront} />
          {tabs.length === 0 ? <NoTerminal /> : <PausedNote />}
        </div>
        {bottom === 'files' && (
          <ErrorBoundary part={t('part.files')}>
            <Suspense fallback={<p className="panel-note">{t('files.loading')}</p>}>
              <FilesPanel />
            </Suspense>
          </ErrorBoundary>
        )}
        {(beside || bottom === 'records') && (
          <Suspense fallback={null}>
            <RecordList key={lab} />
          </Suspense>
        )}
      </div>
    </section>
  );
}
