// vi: Debian's vim.tiny, as far as people use it to change a file.
// Source: vim(1); vim 9.0 with Debian's /etc/vim/vimrc (ruler, backspace over everything).
// Not modelled: vim.tiny's stricter ways when it is called vi (arrow keys type letters there), swap files, options but those of the table.
import type { Blocking, Sys } from '../../../host/sys.ts';
import type { Call, Tool } from '../../text/tool.ts';
import { FullScreen } from '../editor/full-screen.ts';
import { Keyboard } from '../editor/keyboard.ts';
import { normalCommand } from './normal.ts';
import { ViSession } from './session.ts';

function tool(name: string): Tool {
  return {
    name,
    summary: 'Edit text',
    usage: '[arguments] [file ..]',
    *run(call) {
      const { sys } = call;
      const options = call.operands.filter((word) => /^-./.test(word));
      const files = call.operands.filter((word) => !/^[-+]/.test(word));
      const unknown = options.find((word) => word !== '--');
      if (unknown !== undefined || files.length > 1) {
        yield* sys.error(`hoplab: not simulated yet: ${name}: ${unknown ?? 'several files at once'}\n`);
        return 125;
      }
      const input = sys.file(0);
      if (!input?.tty || !sys.file(1)?.tty) {
        yield* sys.error(`hoplab: not simulated yet: ${name} without a terminal\n`);
        return 125;
      }
      const keyboard = new Keyboard(sys, input, false);
      const screen = new FullScreen(sys, input.tty);
      yield* screen.during(edit(sys, screen, keyboard, files[0], placeOf(call)));
      keyboard.giveBack();
      return 0;
    },
  };
}

/** `+12` is a line to begin at, `+` the last one. */
function placeOf(call: Call): number | undefined {
  const word = call.operands.find((one) => /^\+\d*$/.test(one));
  if (word === undefined) return undefined;
  return word === '+' ? Number.MAX_SAFE_INTEGER : Number(word.slice(1));
}

function* edit(
  sys: Sys,
  screen: FullScreen,
  keyboard: Keyboard,
  file: string | undefined,
  line: number | undefined,
): Blocking<void> {
  const vi = new ViSession(sys, screen, keyboard);
  if (file !== undefined) vi.open(file);
  if (line !== undefined) vi.area.moveTo({ y: line - 1, x: 0 });
  let lastChange: readonly string[] = [];
  while (!vi.done) lastChange = yield* normalCommand(vi, lastChange);
}

export const vi: Tool = tool('vi');
export const vim: Tool = tool('vim');
