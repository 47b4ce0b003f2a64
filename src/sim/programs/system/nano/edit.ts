// nano's commands that change the text: typing, deleting, cutting, copying, pasting, indenting, undoing.
// Source: GNU nano 7.2 src/text.c, src/cut.c.
// Not modelled: hard wrapping, justifying, comments, word completion.
import { indexAfter } from '../editor/cells.ts';
import type { TextArea } from '../editor/text-area.ts';
import type { NanoSession } from './session.ts';

/** A typed character. What is noted with a change is what nano calls it when it is undone. */
export function typeText(nano: NanoSession, text: string): void {
  nano.area.begin('addition', 'typing');
  nano.area.insert(text);
}

export function enter(nano: NanoSession): void {
  const { area } = nano;
  area.begin('line break');
  const indent = nano.settings.autoIndent ? (/^[ \t]*/.exec(area.line.slice(0, area.x))?.[0] ?? '') : '';
  area.insert(`\n${indent}`);
}

export function backspace(nano: NanoSession): void {
  const { area } = nano;
  const to = area.position;
  if (!area.backward()) return;
  area.begin(to.x === 0 ? 'line join' : 'erasure', to.x === 0 ? '' : 'erasing');
  area.remove(area.position, to);
}

export function deleteForward(nano: NanoSession): void {
  const { area } = nano;
  const from = area.position;
  const atEnd = from.x === area.line.length;
  // The empty line at the end stays.
  if (atEnd && from.y >= area.lines.length - 1) return;
  area.begin(atEnd ? 'line join' : 'deletion', atEnd ? '' : 'deleting');
  const to = atEnd ? { y: from.y + 1, x: 0 } : { y: from.y, x: indexAfter(area.line, from.x) };
  area.remove(from, to);
}

/** ^K: the marked text or the whole line. Cuts that follow each other gather. */
export function cut(nano: NanoSession): void {
  const { area, marked } = nano;
  if (marked !== undefined) {
    area.begin('cut');
    nano.cutText = area.remove(marked.from, marked.to);
    nano.mark = undefined;
    return;
  }
  if (area.y >= area.lines.length - 1) {
    nano.say('Nothing was cut');
    return;
  }
  area.begin('cut', 'cutting');
  const text = area.remove({ y: area.y, x: 0 }, { y: area.y + 1, x: 0 });
  nano.cutText = (nano.cutting ? nano.cutText : '') + text;
  nano.cutting = true;
}

/** M-6: the same without taking it out. */
export function copy(nano: NanoSession): void {
  const { area, marked } = nano;
  if (marked !== undefined) {
    nano.cutText = area.between(marked.from, marked.to);
    nano.mark = undefined;
    return;
  }
  const text = area.y < area.lines.length - 1 ? `${area.line}\n` : area.line;
  nano.cutText = (nano.cutting ? nano.cutText : '') + text;
  nano.cutting = true;
  area.moveTo({ y: area.y + 1, x: 0 });
}

/** M-T: everything from the cursor on. */
export function cutToEnd(nano: NanoSession): void {
  const { area } = nano;
  area.begin('cut');
  nano.cutText = area.remove(area.position, endOf(area));
}

function endOf(area: TextArea) {
  const y = area.lines.length - 1;
  return { y, x: area.lines[y]?.length ?? 0 };
}

export function paste(nano: NanoSession): void {
  if (nano.cutText === '') {
    nano.say('Cutbuffer is empty');
    return;
  }
  nano.area.begin('paste');
  nano.area.insert(nano.cutText);
}

export function setMark(nano: NanoSession): void {
  nano.say(nano.mark === undefined ? 'Mark Set' : 'Mark Unset');
  nano.mark = nano.mark === undefined ? nano.area.position : undefined;
}

/** The lines that the mark covers, or the one with the cursor. */
function coveredLines({ area, marked }: NanoSession): readonly [first: number, count: number] {
  if (marked === undefined) return [area.y, 1];
  const last = marked.to.x === 0 && marked.to.y > marked.from.y ? marked.to.y - 1 : marked.to.y;
  return [marked.from.y, last - marked.from.y + 1];
}

export function indent(nano: NanoSession, by: 1 | -1): void {
  const { area } = nano;
  const [first, count] = coveredLines(nano);
  area.begin(by === 1 ? 'indent' : 'unindent');
  const lines = area.lines.slice(first, first + count);
  const moved = lines.map((line) => (by === -1 ? line.replace(/^(\t| {1,8})/, '') : line === '' ? line : `\t${line}`));
  area.replaceLines(first, count, moved);
  const own = area.y - first;
  area.moveTo({ y: area.y, x: area.x + (moved[own]?.length ?? 0) - (lines[own]?.length ?? 0) });
}

export function undo(nano: NanoSession): void {
  const label = nano.area.undo();
  nano.say(label === undefined ? 'Nothing to undo' : `Undid ${label}`);
}

export function redo(nano: NanoSession): void {
  const label = nano.area.redo();
  nano.say(label === undefined ? 'Nothing to redo' : `Redid ${label}`);
}
