// The two rows of shortcuts at the bottom: which keys each menu shows, and how they share the width.
// Source: GNU nano 7.2 src/global.c (the order of functions in each menu), src/winio.c bottombars, post_one_key.
// Not modelled: menus of the file browser, the help viewer, the linter.
import { NORMAL, REVERSE } from '../editor/full-screen.ts';

type Shortcut = readonly [key: string, label: string];

export type Menu = 'main' | 'write' | 'search' | 'replace' | 'with' | 'goto' | 'insert';

const searching: readonly Shortcut[] = [
  ['^G', 'Help'],
  ['^C', 'Cancel'],
  ['M-C', 'Case Sens'],
  ['M-R', 'Reg.exp.'],
  ['M-B', 'Backwards'],
];

const history: readonly Shortcut[] = [
  ['^P', 'Older'],
  ['^N', 'Newer'],
];

const menus: Readonly<Record<Menu, readonly Shortcut[]>> = {
  main: [
    ['^G', 'Help'],
    ['^X', 'Exit'],
    ['^O', 'Write Out'],
    ['^R', 'Read File'],
    ['^W', 'Where Is'],
    ['^\\', 'Replace'],
    ['^K', 'Cut'],
    ['^U', 'Paste'],
    ['^T', 'Execute'],
    ['^J', 'Justify'],
    ['^C', 'Location'],
    ['^/', 'Go To Line'],
    ['M-U', 'Undo'],
    ['M-E', 'Redo'],
    ['M-A', 'Set Mark'],
    ['M-6', 'Copy'],
    ['M-]', 'To Bracket'],
    ['^Q', 'Where Was'],
    ['M-Q', 'Previous'],
    ['M-W', 'Next'],
    ['^B', 'Back'],
    ['^F', 'Forward'],
    ['^◂', 'Prev Word'],
    ['^▸', 'Next Word'],
    ['^A', 'Home'],
    ['^E', 'End'],
    ['^P', 'Prev Line'],
    ['^N', 'Next Line'],
  ],
  write: [
    ['^G', 'Help'],
    ['^C', 'Cancel'],
    ['M-D', 'DOS Format'],
    ['M-M', 'Mac Format'],
    ['M-A', 'Append'],
    ['M-P', 'Prepend'],
    ['M-B', 'Backup File'],
    ['^T', 'Browse'],
  ],
  search: [...searching, ['^R', 'Replace'], ...history, ['^T', 'Go To Line']],
  replace: [...searching, ['^R', 'No Replace'], ...history],
  with: [['^G', 'Help'], ['^C', 'Cancel'], ...history],
  goto: [
    ['^G', 'Help'],
    ['^C', 'Cancel'],
    ['^W', 'Begin of Paragr.'],
    ['^O', 'End of Paragraph'],
    ['^Y', 'First Line'],
    ['^V', 'Last Line'],
    ['^T', 'Go To Text'],
  ],
  insert: [
    ['^G', 'Help'],
    ['^C', 'Cancel'],
    ['M-F', 'New Buffer'],
    ['M-N', 'No Conversion'],
    ['^X', 'Execute Command'],
    ['^T', 'Browse'],
  ],
};

/** What a menu calls a key, if it has it. */
export function labelOf(menu: Menu, key: string): string | undefined {
  return menus[menu].find(([name]) => name === key)?.[1];
}

function piece([key, label]: Shortcut, width: number): string {
  const shown = `${REVERSE}${key.slice(0, width)}${NORMAL}`;
  if (width - key.length < 2) return shown;
  const room = width - key.length - 1;
  return `${shown} ${label.slice(0, room).padEnd(room)}`;
}

/** The two rows of a menu. */
export function menuRows(menu: Menu, columns: number): readonly [string, string] {
  const shown = menus[menu].slice(0, Math.floor((columns + 40) / 20) * 2);
  const width = Math.floor(columns / Math.ceil(shown.length / 2));
  const rows: [string, string] = ['', ''];
  shown.forEach((shortcut, i) => {
    const isPenultimate = shown.length % 2 === 1 && i + 2 === shown.length;
    const slack = i + 2 >= shown.length ? columns % width : 0;
    rows[i % 2 === 0 ? 0 : 1] += piece(shortcut, width + (isPenultimate ? width : 0) + slack);
  });
  return rows;
}

/** The two rows while a question waits for yes or no. */
export function answerRows(columns: number, withAll: boolean): readonly [string, string] {
  const width = columns < 32 ? columns >> 1 : 16;
  const all = withAll ? piece([' A', 'All'], width) : '';
  return [piece([' Y', 'Yes'], width) + all, piece([' N', 'No'], width) + piece(['^C', 'Cancel'], width)];
}
