// What keys do to the line: one table.
// Source: readline(3), DEFAULT KEY BINDINGS of emacs mode.
// Not modelled: bindings that people make themselves.
import type { HistoryCursor } from './history.ts';
import type { Key } from './keys.ts';
import type { LineBuffer } from './line-buffer.ts';

/** What an editing command works on. */
export interface Editing {
  readonly line: LineBuffer;
  readonly history: HistoryCursor;
}

type Command = (editing: Editing) => void;

const older: Command = ({ line, history }) => line.set(history.older(line.text));
const newer: Command = ({ line, history }) => line.set(history.newer(line.text));
const back: Command = ({ line }) => line.move(-1);
const forward: Command = ({ line }) => line.move(1);
const toStart: Command = ({ line }) => line.moveTo('start');
const toEnd: Command = ({ line }) => line.moveTo('end');
const wordBack: Command = ({ line }) => line.moveTo('previous word');
const wordForward: Command = ({ line }) => line.moveTo('next word');
const backspace: Command = ({ line }) => line.backspace();
const cutWordBack: Command = ({ line }) => line.cutTo('previous word');
const lastWord: Command = ({ line, history }) => line.insert(history.lastWord());

/** By the key's kind and name. */
const bindings: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['named up', older],
  ['named down', newer],
  ['named left', back],
  ['named right', forward],
  ['named home', toStart],
  ['named end', toEnd],
  ['named word-left', wordBack],
  ['named word-right', wordForward],
  ['named backspace', backspace],
  ['named delete', ({ line }) => line.deleteForward()],
  ['control A', toStart],
  ['control B', back],
  ['control D', ({ line }) => line.deleteForward()],
  ['control E', toEnd],
  ['control F', forward],
  ['control K', ({ line }) => line.cutTo('end')],
  ['control N', newer],
  ['control P', older],
  ['control T', ({ line }) => line.transpose()],
  ['control U', ({ line }) => line.cutTo('start')],
  ['control W', ({ line }) => line.cutTo('previous blank')],
  ['control Y', ({ line }) => line.yank()],
  ['meta b', wordBack],
  ['meta f', wordForward],
  ['meta d', ({ line }) => line.cutTo('next word')],
  ['meta \x7f', cutWordBack],
  ['meta \b', cutWordBack],
  ['meta .', lastWord],
  ['meta _', lastWord],
]);

/** Carries out the command that a key is bound to; keys without one do nothing. */
export function pressKey(key: Key, editing: Editing): void {
  if (key.kind === 'text') {
    editing.line.insert(key.text);
    return;
  }
  const name = key.kind === 'named' ? key.name : key.kind === 'control' ? key.letter : key.key.toLowerCase();
  bindings.get(`${key.kind} ${name}`)?.(editing);
}
