// What concerns the page, the lab as a whole, terminals and files.
import {
  Command,
  Download,
  FilePen,
  FilePlus2,
  FileStack,
  Keyboard,
  LibraryBig,
  Maximize2,
  MessageCircleQuestion,
  Moon,
  Palette,
  PanelBottom,
  PanelLeft,
  PanelRight,
  PanelsTopLeft,
  RotateCcw,
  Scale,
  Server,
  Settings,
  Share2,
  SquareTerminal,
} from 'lucide-react';
import { t } from '../common/messages.ts';
import { focusFiles } from '../files/focus.ts';
import { downloadCapture, downloadLab } from '../lab/labs.ts';
import { predict, usePrediction } from '../predict/prediction.ts';
import { useLab } from '../store/lab.ts';
import { type DialogName, useLayout } from '../store/layout.ts';
import { usePrefs } from '../store/prefs.ts';
import { focusTerminal } from '../terminal/focus.ts';
import type { Action } from './action.ts';

const opens = (dialog: DialogName) => () => useLayout.getState().setDialog(dialog);

export const pageActions = {
  'page.commands': {
    group: 'page',
    label: () => t('commands.title'),
    icon: Command,
    keys: ['Ctrl K'],
    everywhere: true,
    act: opens('commands'),
  },
  'page.keys': { group: 'page', label: () => t('help.sheet'), icon: Keyboard, keys: ['?'], act: opens('help') },
  'page.terminal': {
    group: 'page',
    label: () => t('help.toTerminal'),
    icon: SquareTerminal,
    keys: ['Ctrl `'],
    everywhere: true,
    act: focusTerminal,
  },
  'page.files': { group: 'page', label: () => t('help.toFiles'), icon: FilePen, keys: ['E'], act: focusFiles },
  'page.inspector': {
    group: 'page',
    label: () => t('help.inspector'),
    icon: PanelRight,
    keys: ['I'],
    act: () => useLayout.getState().toggleInspector(),
  },
  'page.left': {
    group: 'page',
    label: () => t('actions.left'),
    icon: PanelLeft,
    act: () => useLayout.getState().setLeftOpen(!useLayout.getState().leftOpen),
  },
  'page.bottom': {
    group: 'page',
    label: () => t('actions.bottom'),
    icon: PanelBottom,
    act: () => useLayout.getState().setBottomOpen(!useLayout.getState().bottomOpen),
  },
  'page.resetPanels': {
    group: 'page',
    label: () => t('actions.resetPanels'),
    icon: PanelsTopLeft,
    act: () => useLayout.getState().resetPanels(),
  },
  'page.full': {
    group: 'terminal',
    label: () => t('terminal.full'),
    icon: Maximize2,
    keys: ['Alt Enter'],
    act: () => useLayout.getState().toggleTerminalFull(),
  },
  'page.theme': {
    group: 'page',
    label: () => t('actions.theme'),
    icon: Moon,
    act: () => usePrefs.getState().set({ theme: useLab.getState().theme === 'dark' ? 'light' : 'dark' }),
  },
  'page.settings': { group: 'page', label: () => t('settings.open'), icon: Settings, act: opens('settings') },
  'page.predict': {
    group: 'page',
    label: () => t('actions.predict'),
    icon: MessageCircleQuestion,
    act: () => predict({ kind: usePrediction.getState().view === undefined ? 'start' : 'stop' }),
    isOffered: () => useLab.getState().status === 'ready',
  },
  'page.style': { group: 'page', label: () => t('style.title'), icon: Palette, act: opens('style') },
  'page.fidelity': { group: 'page', label: () => t('fidelity.open'), icon: Scale, act: opens('fidelity') },
  'lab.new': { group: 'lab', label: () => t('lab.new'), icon: FilePlus2, act: opens('new-lab') },
  'lab.shelf': { group: 'lab', label: () => t('labs.open'), icon: LibraryBig, act: opens('labs') },
  'lab.reset': { group: 'lab', label: () => t('lab.reset'), icon: RotateCcw, act: opens('reset-lab') },
  'lab.share': { group: 'lab', label: () => t('share.menu'), icon: Share2, act: opens('share') },
  'lab.download': { group: 'lab', label: () => t('lab.download'), icon: Download, act: () => void downloadLab() },
  'lab.reality': { group: 'lab', label: () => t('reality.open'), icon: Server, act: opens('reality') },
  'lab.capture': { group: 'lab', label: () => t('lab.capture'), icon: FileStack, act: () => void downloadCapture() },
} as const satisfies Readonly<Record<string, Action>>;
