// What can be done to the picture of the lab, whether it is the map or tables.
import {
  LayoutGrid,
  Lock,
  Map as MapIcon,
  Maximize,
  Minus,
  Plus,
  Scan,
  Search,
  StickyNote,
  Table2,
  ZoomIn,
} from 'lucide-react';
import { t } from '../common/messages.ts';
import { type MapAct, mapAct, offersMapAct } from '../store/map-acts.ts';
import type { Action } from './action.ts';

/** Done by whoever is in the map's place. */
const asked = (act: MapAct) => ({ group: 'map', act: () => mapAct(act), isOffered: () => offersMapAct(act) }) as const;

export const mapActions = {
  'map.find': { ...asked('find'), label: () => t('map.help.find'), icon: Search, keys: ['/'] },
  'map.tables': { ...asked('showTables'), label: () => t('map.help.table'), icon: Table2, keys: ['T'] },
  'map.map': { ...asked('showMap'), label: () => t('map.help.map'), icon: MapIcon, keys: ['G'] },
  'map.fit': { ...asked('fit'), label: () => t('canvas.fit'), icon: Maximize, keys: ['1', 'Shift 1'] },
  'map.fitChosen': { ...asked('fitChosen'), label: () => t('map.help.fitChosen'), icon: Scan, keys: ['Shift 2'] },
  'map.whole': { ...asked('zoomWhole'), label: () => t('map.help.whole'), icon: ZoomIn, keys: ['Ctrl 0'] },
  'map.zoomIn': { ...asked('zoomIn'), label: () => t('canvas.zoomIn'), icon: Plus, keys: ['+'] },
  'map.zoomOut': { ...asked('zoomOut'), label: () => t('canvas.zoomOut'), icon: Minus, keys: ['-'] },
  'map.note': { ...asked('addNote'), label: () => t('map.help.note'), icon: StickyNote, keys: ['N'] },
  'map.tidy': { ...asked('tidy'), label: () => t('canvas.tidy'), icon: LayoutGrid },
  'map.lock': { ...asked('lock'), label: () => t('actions.lock'), icon: Lock },
} as const satisfies Readonly<Record<string, Action>>;
