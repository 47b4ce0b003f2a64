// Typing text in vi: insert and replace mode.
// Source: vim's insert.txt; 'backspace' as Debian's vimrc sets it (indent,eol,start).
// Not modelled: completion, abbreviations, Ctrl-R, Ctrl-V, Ctrl-O, 'autoindent'.
import type { Blocking } from '../../../host/sys.ts';
import { indexAfter } from '../editor/cells.ts';
import type { ViSession } from './session.ts';

/** Takes keys as text until Escape; `count` times in the end. The change that began it goes on. */
export function* insertText(vi: ViSession, count = 1, replace = false): Blocking<void> {
  const { area } = vi;
  vi.mode = replace ? 'replace' : 'insert';
  let typed = '';
  for (;;) {
    const key = yield* vi.key();
    if (key === undefined || key === 'Escape' || key === '^C' || key === '^[') break;
    typed = press(vi, key, replace, typed);
  }
  if (!replace) for (let i = 1; i < count; i++) area.insert(typed);
  vi.mode = 'normal';
  area.pause();
  if (area.x > 0) area.backward();
}

/** Does one key; answers what has been typed in all. */
function press(vi: ViSession, key: string, replace: boolean, typed: string): string {
  const { area } = vi;
  switch (key) {
    case 'Enter':
    case '^J':
      area.insert('\n');
      return `${typed}\n`;
    case 'Backspace':
    case '^H':
      erase(vi, replace, 1);
      return typed.slice(0, -1);
    case '^W':
      erase(
        vi,
        replace,
        /(?:[\p{L}\p{N}_]+|[^\p{L}\p{N}_\s]+|^)\s*$/u.exec(area.line.slice(0, area.x))?.[0].length || 1,
      );
      return '';
    case '^U':
      erase(vi, replace, area.x || 1);
      return '';
    case 'Del': {
      const to = area.x < area.line.length ? { y: area.y, x: indexAfter(area.line, area.x) } : { y: area.y + 1, x: 0 };
      if (to.y < area.lines.length) area.remove(area.position, to);
      return typed;
    }
    case 'Left':
    case 'Right':
    case 'Up':
    case 'Down':
    case 'Home':
    case 'End':
      move(vi, key);
      // What follows is a change of its own.
      area.pause();
      vi.begin('insert');
      return '';
    default: {
      const text = key === 'Tab' ? '\t' : key;
      if ([...text].length > 1) return typed;
      if (replace && area.x < area.line.length)
        area.remove(area.position, { y: area.y, x: indexAfter(area.line, area.x) });
      area.insert(text);
      return typed + text;
    }
  }
}

/** Backspace: in replace mode it only goes back. */
function erase(vi: ViSession, replace: boolean, count: number): void {
  const { area } = vi;
  const to = area.position;
  for (let i = 0; i < count; i++) if (!area.backward()) break;
  if (!replace) area.remove(area.position, to);
}

function move({ area }: ViSession, key: string): void {
  if (key === 'Up' || key === 'Down') area.moveLines(key === 'Up' ? -1 : 1);
  else if (key === 'Home') area.moveTo({ y: area.y, x: 0 });
  else if (key === 'End') area.moveTo({ y: area.y, x: area.line.length });
  else if (key === 'Left' && area.x > 0) area.backward();
  else if (key === 'Right' && area.x < area.line.length) area.forward();
}
