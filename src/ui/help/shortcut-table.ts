import { t } from '../common/messages.ts';

interface ShortcutGroup {
  readonly title: string;
  /** The keys, apart by spaces, and what they do. */
  readonly keys: readonly (readonly [keys: string, what: string])[];
}

/** Every key that the page knows, as the help sheet lists them. */
export const shortcutGroups: readonly ShortcutGroup[] = [
  {
    title: t('help.time'),
    keys: [
      [t('key.space'), t('help.playPause')],
      ['.', t('help.step')],
      [',', t('help.back')],
      ['> <', t('help.packetSteps')],
      ['s', t('help.skip')],
      ['Ctrl Z', t('help.undo')],
      ['Ctrl Y', t('help.redo')],
      ['Home End', t('help.timeEnds')],
      ['[', t('help.slower')],
      [']', t('help.faster')],
    ],
  },
  {
    title: t('help.page'),
    keys: [
      ['Ctrl `', t('help.toTerminal')],
      ['e', t('help.toFiles')],
      ['i', t('help.inspector')],
      ['?', t('help.sheet')],
      ['Esc', t('help.escape')],
    ],
  },
  {
    title: t('help.map'),
    keys: [
      ['/', t('map.help.find')],
      ['t', t('map.help.table')],
      ['g', t('map.help.map')],
      ['1', t('help.fit')],
      ['Shift 2', t('map.help.fitChosen')],
      ['Ctrl 0', t('map.help.whole')],
      ['Tab', t('help.nextThing')],
      ['Enter', t('help.inspect')],
      ['↑ ↓ ← →', t('help.move')],
      ['L', t('help.connect')],
      ['F2', t('help.rename')],
      ['Shift Click', t('map.help.more')],
      ['Ctrl A', t('map.help.all')],
      ['Ctrl G', t('map.help.group')],
      ['Ctrl C', t('map.help.copy')],
      ['Ctrl V', t('map.help.paste')],
      ['Ctrl D', t('map.help.duplicate')],
      ['N', t('map.help.note')],
      ['Del', t('help.remove')],
      ['Shift F10', t('help.menu')],
    ],
  },
  {
    title: t('help.terminal'),
    keys: [
      ['Ctrl Shift C', t('help.copy')],
      ['Ctrl Shift V', t('help.paste')],
      ['Ctrl +', t('help.larger')],
      ['Ctrl −', t('help.smaller')],
      ['Alt Enter', t('help.full')],
      ['Del', t('help.closeTab')],
      ['Ctrl `', t('help.leave')],
      ['Ctrl Shift Esc', t('help.leaveToo')],
      ['F6', t('help.nanoSearch')],
    ],
  },
  {
    title: t('help.files'),
    keys: [
      ['Ctrl S', t('help.saveFile')],
      ['Ctrl Enter', t('help.composeUp')],
      ['Ctrl F', t('help.find')],
      ['Esc Tab', t('help.leaveEditor')],
    ],
  },
  {
    title: t('help.list'),
    keys: [
      ['↑ ↓', t('help.row')],
      ['PgUp PgDn', t('help.rows')],
      ['Home End', t('help.ends')],
      ['F7 F8', t('records.help.neighbour')],
      ['Ctrl , Ctrl .', t('records.help.flow')],
      ['Enter', t('records.help.inspect')],
      ['M', t('records.help.mark')],
      ['← →', t('records.help.fold')],
      ['Ctrl Space', t('records.help.words')],
    ],
  },
];
