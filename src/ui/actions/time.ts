// What can be done to time.
import {
  ArrowLeftToLine,
  ArrowRightToLine,
  BookmarkPlus,
  ChevronFirst,
  ChevronLast,
  FastForward,
  GitBranchPlus,
  Play,
  Redo2,
  Rewind,
  SkipForward,
  StepBack,
  StepForward,
  Undo2,
} from 'lucide-react';
import { t } from '../common/messages.ts';
import { clock } from '../common/time.ts';
import { useLab } from '../store/lab.ts';
import { editHistory, seek, step, travel } from '../timeline/act.ts';
import { changeSpeed, togglePlaying } from '../timeline/pace.ts';
import type { Action } from './action.ts';

const isReady = () => useLab.getState().status === 'ready';
const timeline = () => useLab.getState().timeline;

function addBookmark(): void {
  editHistory({ kind: 'bookmark', name: t('bookmark.name', { time: clock(useLab.getState().time) }) });
}

export const timeActions = {
  'time.play': {
    group: 'time',
    label: () => t('help.playPause'),
    icon: Play,
    keys: ['Space'],
    act: togglePlaying,
    isOffered: isReady,
  },
  'time.step': {
    group: 'time',
    label: () => t('actions.stepOn'),
    icon: StepForward,
    keys: ['.'],
    act: () => step(false),
    isOffered: isReady,
  },
  'time.back': {
    group: 'time',
    label: () => t('actions.stepBack'),
    icon: StepBack,
    keys: [','],
    act: () => step(true),
    isOffered: isReady,
  },
  'time.packetEnd': {
    group: 'time',
    label: () => t('timeline.nextPacket'),
    icon: ArrowRightToLine,
    keys: ['>'],
    act: () => step(false, 'packet'),
    isOffered: isReady,
  },
  'time.packetBefore': {
    group: 'time',
    label: () => t('timeline.backPacket'),
    icon: ArrowLeftToLine,
    keys: ['<'],
    act: () => step(true, 'packet'),
    isOffered: isReady,
  },
  'time.skip': {
    group: 'time',
    label: () => t('timeline.skip'),
    icon: SkipForward,
    keys: ['S'],
    act: () => travel({ kind: 'skip' }),
    isOffered: isReady,
  },
  'time.undo': {
    group: 'time',
    label: () => t('help.undo'),
    icon: Undo2,
    keys: ['Ctrl Z'],
    act: () => travel({ kind: 'undo' }),
    isOffered: () => timeline()?.undo !== undefined,
  },
  'time.redo': {
    group: 'time',
    label: () => t('help.redo'),
    icon: Redo2,
    keys: ['Ctrl Y', 'Ctrl Shift Z'],
    act: () => travel({ kind: 'redo' }),
    isOffered: () => timeline()?.redo !== undefined,
  },
  'time.start': {
    group: 'time',
    label: () => t('timeline.start'),
    icon: ChevronFirst,
    act: () => seek(0),
    isOffered: isReady,
  },
  'time.now': {
    group: 'time',
    label: () => t('timeline.toNow'),
    icon: ChevronLast,
    act: () => travel({ kind: 'now' }),
    isOffered: () => timeline()?.end !== undefined,
  },
  'time.slower': {
    group: 'time',
    label: () => t('transport.slower'),
    icon: Rewind,
    keys: ['['],
    act: () => changeSpeed(-1),
    isOffered: isReady,
  },
  'time.faster': {
    group: 'time',
    label: () => t('transport.faster'),
    icon: FastForward,
    keys: [']'],
    act: () => changeSpeed(1),
    isOffered: isReady,
  },
  'time.bookmark': {
    group: 'time',
    label: () => t('bookmark.add'),
    icon: BookmarkPlus,
    keys: ['B'],
    act: addBookmark,
    isOffered: isReady,
  },
  'time.fork': {
    group: 'time',
    label: () => t('branch.fork'),
    icon: GitBranchPlus,
    keys: ['F'],
    act: () => editHistory({ kind: 'fork' }),
    isOffered: isReady,
  },
} as const satisfies Readonly<Record<string, Action>>;
