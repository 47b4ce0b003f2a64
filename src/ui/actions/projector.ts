// What a presenter can do; the keys are those that remote controls send.
import { ChevronFirst, ChevronLast, Moon, Presentation } from 'lucide-react';
import { t } from '../common/messages.ts';
import { isProjected, toggleBlank, toggleProjector } from '../projector/projector.ts';
import { step } from '../timeline/act.ts';
import type { Action } from './action.ts';

export const projectorActions = {
  'projector.toggle': {
    group: 'projector',
    label: () => t('projector.toggle'),
    icon: Presentation,
    keys: ['Shift P'],
    act: toggleProjector,
  },
  'projector.next': {
    group: 'projector',
    label: () => t('projector.next'),
    icon: ChevronLast,
    keys: ['PageDown'],
    act: () => step(false, 'event'),
    isOffered: isProjected,
  },
  'projector.previous': {
    group: 'projector',
    label: () => t('projector.previous'),
    icon: ChevronFirst,
    keys: ['PageUp'],
    act: () => step(true, 'event'),
    isOffered: isProjected,
  },
  'projector.blank': {
    group: 'projector',
    label: () => t('projector.blank'),
    icon: Moon,
    keys: ['B'],
    act: toggleBlank,
    isOffered: isProjected,
  },
} as const satisfies Readonly<Record<string, Action>>;
