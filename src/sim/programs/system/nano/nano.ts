// nano: the editor that beginners meet on a Debian host.
// Source: nano(1), GNU nano 7.2 src/nano.c.
// Not modelled: options that are not in the table here; each says so. Several files at once.
import type { Blocking } from '../../../host/sys.ts';
import type { Call, Tool } from '../../text/tool.ts';
import { FullScreen } from '../editor/full-screen.ts';
import { Keyboard } from '../editor/keyboard.ts';
import { openBuffer } from './files.ts';
import { press } from './keys.ts';
import { goTo } from './search.ts';
import { NanoSession } from './session.ts';

/** What a terminal description is missing for, as ncurses says it. */
const NO_TERMINAL = 'Error opening terminal: unknown.\n';

/** nano's other options: with a value, and without. */
const missingOptions = [
  ...[...'CJQTXYfors'].map((letter) => `${letter}:`),
  ...'ABDEFGHKLMNOPRSUWZabcdeghjkmnpqtuxyz0!@%_/',
];

export const nano: Tool = {
  name: 'nano',
  summary: 'Edit text',
  usage: '[OPTIONS] [[+LINE[,COLUMN]] FILE]...',
  help: `
 -i, --autoindent     Automatically indent new lines
 -l, --linenumbers    Show line numbers in front of the text
 -v, --view           View mode (read-only)
 -w, --nowrap         Don't hard-wrap long lines [default]`,
  version:
    ' GNU nano, version 7.2\n (C) 2023 the Free Software Foundation and various contributors\n Compiled options: --disable-libmagic --enable-utf8',
  options: ['i,autoindent', 'l,linenumbers', 'v,view', 'w,nowrap', 'I,ignorercfiles', 'V', ...missingOptions],
  *run(call) {
    const { sys } = call;
    if (call.options.has('V')) {
      yield* sys.print(`${nano.version}\n`);
      return 0;
    }
    const missing = missingOptions.find((option) => call.options.has(option.charAt(0)));
    if (missing !== undefined) {
      yield* sys.error(`hoplab: not simulated yet: nano -${missing.charAt(0)}\n`);
      return 125;
    }
    if (!sys.env.get('TERM')) {
      yield* sys.error(NO_TERMINAL);
      return 1;
    }
    const input = sys.file(0);
    if (!input?.tty) {
      yield* sys.error('Standard input is not a terminal\n');
      return 1;
    }
    const [place, file, ...more] = placeAndFile(call.operands);
    if (more.length > 0) {
      yield* sys.error('hoplab: not simulated yet: nano: several files at once\n');
      return 125;
    }
    const keyboard = new Keyboard(sys, input, true);
    const screen = new FullScreen(sys, input.tty);
    yield* screen.during(edit(call, screen, keyboard, file, place));
    keyboard.giveBack();
    return 0;
  },
};

/** `+12,3 file` apart. */
function placeAndFile(words: readonly string[]): (string | undefined)[] {
  const place = words[0]?.startsWith('+') ? words[0].slice(1) : undefined;
  return [place, ...words.slice(place === undefined ? 0 : 1)];
}

function* edit(
  call: Call,
  screen: FullScreen,
  keyboard: Keyboard,
  file: string | undefined,
  place: string | undefined,
): Blocking<void> {
  const session = new NanoSession(call.sys, screen, keyboard, {
    viewOnly: call.options.has('v'),
    lineNumbers: call.options.has('l'),
    autoIndent: call.options.has('i'),
  });
  if (file !== undefined) openBuffer(session, file);
  if (place !== undefined) goTo(session, place);
  while (!session.done) {
    const key = yield* session.key();
    if (key === undefined || key.kind === 'resized') return;
    yield* press(session, key);
  }
}
