// Words in a terminal that name something on the map: the pointer over one points to it there, a click selects it.
import type { ILink, Terminal } from '@xterm/xterm';
import type { WorldView } from '../../session/protocol.ts';
import { useLab } from '../store/lab.ts';
import { goTo, usePointing } from './pointing.ts';
import { type Thing, thingsByWord, thingsOf } from './things.ts';

/** Names, ids, addresses and MACs; a prefix length or a port is no part of them. */
const WORD = /[0-9a-z][0-9a-z_.:-]*/gi;

export interface NamedWord {
  /** Where it begins in the line, from 0. */
  readonly at: number;
  readonly text: string;
  readonly thing: Thing;
}

/** The words of a line that name things. */
export function namedWords(line: string, known: ReadonlyMap<string, Thing>): readonly NamedWord[] {
  return [...line.matchAll(WORD)].flatMap(({ 0: found, index }) => {
    const whole = found.replace(/[.:-]+$/, '');
    for (const text of [whole, whole.replace(/:\d+$/, '')]) {
      const thing = known.get(text.toLowerCase());
      if (thing) return [{ at: index, text, thing }];
    }
    return [];
  });
}

let words: { readonly view: WorldView; readonly known: ReadonlyMap<string, Thing> } | undefined;

function knownWords(): ReadonlyMap<string, Thing> {
  const { view } = useLab.getState();
  if (view === undefined) return new Map();
  if (words?.view !== view) words = { view, known: thingsByWord(thingsOf(view)) };
  return words.known;
}

function linkOf({ at, text, thing }: NamedWord, y: number): ILink {
  return {
    text,
    range: { start: { x: at + 1, y }, end: { x: at + text.length, y } },
    decorations: { pointerCursor: true, underline: true },
    activate: () => goTo(thing),
    hover: () => usePointing.setState({ hovered: thing }),
    leave: () => usePointing.setState({ hovered: undefined }),
  };
}

/** Makes the words of a terminal point to the map, until the terminal is disposed of. */
export function linkThings(terminal: Terminal): void {
  terminal.registerLinkProvider({
    provideLinks: (y, callback) => {
      const line = terminal.buffer.active.getLine(y - 1)?.translateToString(true) ?? '';
      callback(namedWords(line, knownWords()).map((word) => linkOf(word, y)));
    },
  });
}
