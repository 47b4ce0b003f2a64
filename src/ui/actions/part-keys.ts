// Keys that parts of the page handle themselves, for they are about what has the focus there. For the sheet of keys.
import { t } from '../common/messages.ts';
import type { ActionGroup } from './action.ts';

interface PartKey {
  readonly group: ActionGroup;
  readonly keys: readonly string[];
  readonly label: () => string;
}

export const partKeys: readonly PartKey[] = [
  { group: 'time', keys: ['Home', 'End'], label: () => t('help.timeEnds') },
  { group: 'page', keys: ['Esc'], label: () => t('help.escape') },
  { group: 'map', keys: ['Tab'], label: () => t('help.nextThing') },
  { group: 'map', keys: ['Enter'], label: () => t('help.inspect') },
  { group: 'map', keys: ['↑', '↓', '←', '→'], label: () => t('help.move') },
  { group: 'map', keys: ['L'], label: () => t('help.connect') },
  { group: 'map', keys: ['F2'], label: () => t('help.rename') },
  { group: 'map', keys: ['Shift Click'], label: () => t('map.help.more') },
  { group: 'map', keys: ['Ctrl A'], label: () => t('map.help.all') },
  { group: 'map', keys: ['Ctrl G'], label: () => t('map.help.group') },
  { group: 'map', keys: ['Ctrl C'], label: () => t('map.help.copy') },
  { group: 'map', keys: ['Ctrl V'], label: () => t('map.help.paste') },
  { group: 'map', keys: ['Ctrl D'], label: () => t('map.help.duplicate') },
  { group: 'map', keys: ['Del'], label: () => t('help.remove') },
  { group: 'map', keys: ['Shift F10'], label: () => t('help.menu') },
  { group: 'terminal', keys: ['Ctrl Shift C'], label: () => t('help.copy') },
  { group: 'terminal', keys: ['Ctrl Shift V'], label: () => t('help.paste') },
  { group: 'terminal', keys: ['Ctrl +'], label: () => t('help.larger') },
  { group: 'terminal', keys: ['Ctrl −'], label: () => t('help.smaller') },
  { group: 'terminal', keys: ['Del'], label: () => t('help.closeTab') },
  { group: 'terminal', keys: ['Ctrl `'], label: () => t('help.leave') },
  { group: 'terminal', keys: ['Ctrl Shift Esc'], label: () => t('help.leaveToo') },
  { group: 'terminal', keys: ['F6'], label: () => t('help.nanoSearch') },
  { group: 'files', keys: ['Ctrl S'], label: () => t('help.saveFile') },
  { group: 'files', keys: ['Ctrl Enter'], label: () => t('help.composeUp') },
  { group: 'files', keys: ['Ctrl F'], label: () => t('help.find') },
  { group: 'files', keys: ['Esc Tab'], label: () => t('help.leaveEditor') },
  { group: 'list', keys: ['↑', '↓'], label: () => t('help.row') },
  { group: 'list', keys: ['PgUp', 'PgDn'], label: () => t('help.rows') },
  { group: 'list', keys: ['Home', 'End'], label: () => t('help.ends') },
  { group: 'list', keys: ['F7', 'F8'], label: () => t('records.help.neighbour') },
  { group: 'list', keys: ['Ctrl ,', 'Ctrl .'], label: () => t('records.help.flow') },
  { group: 'list', keys: ['Enter'], label: () => t('records.help.inspect') },
  { group: 'list', keys: ['M'], label: () => t('records.help.mark') },
  { group: 'list', keys: ['←', '→'], label: () => t('records.help.fold') },
  { group: 'list', keys: ['Ctrl Space'], label: () => t('records.help.words') },
];
