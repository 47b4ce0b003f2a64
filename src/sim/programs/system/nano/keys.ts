// Which key does what in nano's text.
// Source: GNU nano 7.2 src/global.c shortcut_init.
// Not modelled: what the last table names; its keys say so.
import type { Blocking } from '../../../host/sys.ts';
import type { KeyPress } from '../editor/keyboard.ts';
import {
  backspace,
  copy,
  cut,
  cutToEnd,
  deleteForward,
  enter,
  indent,
  paste,
  redo,
  setMark,
  typeText,
  undo,
} from './edit.ts';
import { exit, insertFile, save, writeOut } from './files.ts';
import { block, lineEnd, lineStart, nextWord, page, previousWord, report } from './move.ts';
import { findAgain, goToLine, replace, whereIs } from './search.ts';
import type { NanoSession } from './session.ts';

// biome-ignore lint/suspicious/noConfusingVoidType: a command that does not wait answers nothing
type Command = (nano: NanoSession) => Blocking<unknown> | void;

const up: Command = ({ area }) => area.moveLines(-1);
const down: Command = ({ area }) => area.moveLines(1);
const left: Command = ({ area }) => void area.backward();
const right: Command = ({ area }) => void area.forward();
const toStart: Command = ({ area }) => area.moveTo({ y: 0, x: 0 });
const toEnd: Command = ({ area }) => area.moveTo({ y: area.lines.length - 1, x: 0 });
const pageUp: Command = (nano) => page(nano, -1);
const pageDown: Command = (nano) => page(nano, 1);

/** Commands that only look: allowed with --view. */
const looking: Readonly<Record<string, Command>> = {
  Up: up,
  '^P': up,
  Down: down,
  '^N': down,
  Left: left,
  '^B': left,
  Right: right,
  '^F': right,
  Home: lineStart,
  '^A': lineStart,
  End: lineEnd,
  '^E': lineEnd,
  PgUp: pageUp,
  '^Y': pageUp,
  F7: pageUp,
  PgDn: pageDown,
  '^V': pageDown,
  F8: pageDown,
  '^Home': toStart,
  'M-\\': toStart,
  '^End': toEnd,
  'M-/': toEnd,
  '^Right': nextWord,
  'M-F': nextWord,
  '^Left': previousWord,
  '^Up': (nano) => block(nano, -1),
  'M-7': (nano) => block(nano, -1),
  '^Down': (nano) => block(nano, 1),
  'M-8': (nano) => block(nano, 1),
  'M-Up': (nano) => nano.scroll(-1),
  'M--': (nano) => nano.scroll(-1),
  'M-Down': (nano) => nano.scroll(1),
  'M-+': (nano) => nano.scroll(1),
  'M-=': (nano) => nano.scroll(1),
  '^C': report,
  '^_': goToLine,
  'M-G': goToLine,
  '^W': (nano) => whereIs(nano),
  F6: (nano) => whereIs(nano),
  '^Q': (nano) => whereIs(nano, true),
  'M-W': (nano) => findAgain(nano, false),
  'M-Q': (nano) => findAgain(nano, true),
  'M-A': setMark,
  '^^': setMark,
  'M-6': copy,
  'M-^': copy,
  'M-N': toggleNumbers,
  'M-#': toggleNumbers,
  '^X': exit,
  F2: exit,
};

const changing: Readonly<Record<string, Command>> = {
  Enter: enter,
  Tab: (nano) => (nano.mark === undefined ? typeText(nano, '\t') : indent(nano, 1)),
  'Sh-Tab': (nano) => indent(nano, -1),
  'M-}': (nano) => indent(nano, 1),
  'M-{': (nano) => indent(nano, -1),
  Backspace: backspace,
  Del: deleteForward,
  '^D': deleteForward,
  '^K': cut,
  '^U': paste,
  'M-T': cutToEnd,
  'M-U': undo,
  'M-E': redo,
  '^\\': (nano) => replace(nano),
  'M-R': (nano) => replace(nano),
  '^O': writeOut,
  F3: writeOut,
  '^S': save,
  '^R': insertFile,
  Ins: insertFile,
  F5: insertFile,
};

/** Real commands that are missing here, by what nano calls them. */
const missing: Readonly<Record<string, string>> = {
  '^G': 'Help',
  F1: 'Help',
  '^T': 'Execute',
  '^J': 'Justify',
  F4: 'Justify',
  'M-J': 'Full Justify',
  'M-]': 'To Bracket',
  'M-D': 'Word Count',
  'M-3': 'Comment Lines',
  'M-S': 'soft wrapping',
  'M-:': 'Record',
  'M-;': 'Run Macro',
  '^]': 'Complete',
};

function toggleNumbers(nano: NanoSession): void {
  nano.settings.lineNumbers = !nano.settings.lineNumbers;
  nano.say(`Line numbering ${nano.settings.lineNumbers ? 'enabled' : 'disabled'}`);
}

/** Keys whose changes run on into one that is undone at once. */
const running = new Set(['Backspace', 'Del', '^D', '^K']);
/** Keys after which further cuts still gather. */
const gathering = new Set(['^K', 'M-6', 'M-^']);

/** Does what a key means. */
export function* press(nano: NanoSession, key: Exclude<KeyPress, { kind: 'resized' }>): Blocking<void> {
  if (key.kind === 'text') {
    nano.cutting = false;
    if (nano.settings.viewOnly) nano.say('Key is invalid in view mode');
    else typeText(nano, key.text);
  } else {
    if (!running.has(key.name)) nano.area.pause();
    if (!gathering.has(key.name)) nano.cutting = false;
    const change = changing[key.name];
    const command = looking[key.name] ?? change;
    if (command === undefined) {
      const what = missing[key.name];
      if (what === undefined) nano.say(/^(\^|M-)/.test(key.name) ? `Unbound key: ${key.name}` : 'Unknown sequence');
      else nano.cannot(what);
    } else if (nano.settings.viewOnly && command === change) nano.say('Key is invalid in view mode');
    else {
      const waiting = command(nano);
      if (waiting) yield* waiting;
    }
  }
  nano.settle();
}
