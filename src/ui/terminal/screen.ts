// One terminal's screen: xterm and what it needs to know of the page. React holds it, nothing more.
import { ClipboardAddon } from '@xterm/addon-clipboard';
import { FitAddon } from '@xterm/addon-fit';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { Terminal } from '@xterm/xterm';
import { toast } from 'sonner';
import { t } from '../common/messages.ts';
import { lessMotion } from '../common/motion.ts';
import { useLab } from '../store/lab.ts';
import { useLayout } from '../store/layout.ts';
import { inPast } from '../store/moment.ts';
import { typeSize, usePrefs } from '../store/prefs.ts';
import { withHeldCtrl } from './key-row.ts';
import { attachScreen } from './output.ts';
import { openInWorld, resizeInWorld, restartTab, typeInto, USUAL_SIZE } from './run.ts';
import { type Tab, useTerminals } from './terminals.ts';
import { xtermTheme } from './xterm-theme.ts';

const SCROLLBACK_LINES = 5000;
/** A panel that is being dragged changes size every frame; the world need not hear of each. */
const RESIZE_QUIET_MS = 120;
/** WCAG 2.2: 1.4.3 asks for 4.5, 1.4.6 for 7. Whatever colours a program chooses, xterm keeps to it. */
const contrastRatio = (): number => (useLab.getState().highContrast ? 7 : 4.5);

export interface Screen {
  readonly terminal: Terminal;
  copy(): void;
  paste(): void;
  dispose(): void;
}

const tabNow = (tty: string): Tab | undefined => useTerminals.getState().tabs.find((tab) => tab.tty === tty);

/** Copies the selection, if there is one. */
function copySelection(terminal: Terminal): void {
  const text = terminal.getSelection();
  if (text === '') return;
  navigator.clipboard.writeText(text).catch(() => toast.error(t('copy.failed')));
}

function pasteInto(terminal: Terminal): void {
  navigator.clipboard.readText().then(
    (text) => terminal.paste(text),
    () => toast.error(t('terminal.pasteFailed'), { description: t('terminal.pasteFailedWhy') }),
  );
}

/** Leaves the terminal by keyboard: the one chord besides the clipboard's that programs inside never see. */
function leave(terminal: Terminal): void {
  terminal.blur();
  document.querySelector<HTMLElement>('.terminal-tabs [role="tab"][aria-selected="true"]')?.focus();
}

/** Keys that the page takes from the terminal. */
function pageKey(terminal: Terminal, event: KeyboardEvent): (() => void) | undefined {
  const { ctrlKey: ctrl, shiftKey: shift, altKey: alt, code } = event;
  if (ctrl && shift && code === 'KeyC') return () => copySelection(terminal);
  if (ctrl && shift && code === 'KeyV') return () => pasteInto(terminal);
  if (ctrl && shift && code === 'Escape') return () => leave(terminal);
  if (ctrl && code === 'Backquote') return () => leave(terminal);
  if (alt && code === 'Enter') return () => useLayout.getState().toggleTerminalFull();
  if (ctrl && !shift && !alt && (code === 'Equal' || code === 'NumpadAdd'))
    return () => usePrefs.getState().changeFont(1);
  if (ctrl && !shift && !alt && (code === 'Minus' || code === 'NumpadSubtract')) {
    return () => usePrefs.getState().changeFont(-1);
  }
  if (ctrl && !shift && !alt && (code === 'Digit0' || code === 'Numpad0'))
    return () => usePrefs.getState().changeFont(0);
  return undefined;
}

function makeTerminal(): Terminal {
  const prefs = usePrefs.getState();
  const style = getComputedStyle(document.documentElement);
  return new Terminal({
    fontFamily: style.getPropertyValue('--font-mono').trim(),
    fontSize: typeSize(prefs),
    lineHeight: 1.2,
    scrollback: SCROLLBACK_LINES,
    screenReaderMode: prefs.screenReader,
    minimumContrastRatio: contrastRatio(),
    cursorBlink: !lessMotion(),
    theme: xtermTheme(useLab.getState().theme),
  });
}

/** Keys, pastes and mouse reports go to the world as bytes; after the shell has ended, Enter starts another. */
function sendKeys(terminal: Terminal, tty: string): void {
  terminal.onData((data) => {
    const tab = tabNow(tty);
    if (tab?.phase === 'ended') {
      if (data === '\r') restartTab(tab);
    } else typeInto(tty, withHeldCtrl(data));
  });
  terminal.attachCustomKeyEventHandler((event) => {
    const act = pageKey(terminal, event);
    if (act === undefined) return true;
    if (event.type === 'keydown') act();
    event.preventDefault();
    return false;
  });
}

/** Fits the terminal to its box, and tells the world of the size once it is quiet. */
function followSize(terminal: Terminal, element: HTMLElement, tty: string): () => void {
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = () => {
    const tab = tabNow(tty);
    const size = { columns: terminal.cols, rows: terminal.rows };
    if (tab?.phase === 'waiting' && useLab.getState().status === 'ready' && !inPast()) openInWorld(tab, size);
    else if (tab?.phase === 'open') resizeInWorld(tab, size);
  };
  const refit = () => {
    if (element.offsetParent === null) return;
    fit.fit();
    clearTimeout(timer);
    timer = setTimeout(tell, tabNow(tty)?.phase === 'waiting' ? 0 : RESIZE_QUIET_MS);
  };
  const observer = new ResizeObserver(refit);
  observer.observe(element);
  const stopReady = useLab.subscribe((now, before) => {
    const isBack = now.timeline?.end === undefined && before.timeline?.end !== undefined;
    if (now.status === 'ready' && (before.status !== 'ready' || isBack)) refit();
  });
  const stopPrefs = usePrefs.subscribe((now) => {
    terminal.options.screenReaderMode = now.screenReader;
    const size = typeSize(now);
    if (terminal.options.fontSize !== size) {
      terminal.options.fontSize = size;
      refit();
    }
  });
  if (element.offsetParent === null) terminal.resize(USUAL_SIZE.columns, USUAL_SIZE.rows);
  else refit();
  return () => {
    clearTimeout(timer);
    observer.disconnect();
    stopReady();
    stopPrefs();
  };
}

/** Opens a screen in an element and connects it to its terminal. */
export function openScreen(element: HTMLElement, tty: string): Screen {
  const terminal = makeTerminal();
  terminal.loadAddon(new WebLinksAddon());
  terminal.loadAddon(new ClipboardAddon());
  terminal.open(element);
  sendKeys(terminal, tty);
  // With the map, which it points to; the terminal does not wait for it.
  import('../canvas/terminal-links.ts').then(
    ({ linkThings }) => linkThings(terminal),
    () => undefined,
  );
  const copyOnSelect = () => copySelection(terminal);
  element.addEventListener('mouseup', copyOnSelect);
  const stopSize = followSize(terminal, element, tty);
  const detach = attachScreen(tty, (text) => terminal.write(text));
  const stopTheme = useLab.subscribe((now, before) => {
    if (now.theme === before.theme && now.highContrast === before.highContrast) return;
    terminal.options.minimumContrastRatio = contrastRatio();
    terminal.options.theme = xtermTheme(now.theme);
  });
  const stopEnd = useTerminals.subscribe((now, before) => {
    const phase = (tabs: readonly Tab[]) => tabs.find((tab) => tab.tty === tty)?.phase;
    if (phase(now.tabs) === 'ended' && phase(before.tabs) === 'open') terminal.write(`\r\n${t('terminal.ended')}\r\n`);
  });
  return {
    terminal,
    copy: () => copySelection(terminal),
    paste: () => pasteInto(terminal),
    dispose: () => {
      stopSize();
      detach();
      stopTheme();
      stopEnd();
      terminal.dispose();
    },
  };
}
