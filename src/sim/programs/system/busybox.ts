// busybox: the one program behind its applets, called by its own name.
// Source: busybox 1.35 libbb/appletlib.c (busybox_main).
// Not modelled: --install, --show.
import type { Blocking, Program } from '../../host/sys.ts';

const BANNER = 'BusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) multi-call binary.\n';
const NOT_FOUND = 127;
/** get_terminal_width where no terminal tells, less one so that no comma stands in the last column. */
const WIDTH = 79;
/** How far a tab at the line's beginning counts, as appletlib.c has it. */
const TAB = 6;

const help = `BusyBox is copyrighted by many authors between 1998-2015.
Licensed under GPLv2. See source distribution for detailed
copyright notices.

Usage: busybox [function [arguments]...]
   or: busybox --list[-full]
   or: busybox --show SCRIPT
   or: busybox --install [-s] [DIR]
   or: function [arguments]...

	BusyBox is a multi-call binary that combines many common Unix
	utilities into a single executable.  Most people will create a
	link to busybox for each function they wish to use and BusyBox
	will act like whatever it was invoked as.

Currently defined functions:
`;

/** The program that is all of `applets`. */
export function busyboxOf(applets: readonly Program[]): Program {
  const names = applets.map(({ name }) => name).sort();
  return {
    name: 'busybox',
    summary: 'run one of the applets',
    *main(sys, argv): Blocking<number> {
      const [, word = '--help', ...rest] = argv;
      if (word === '--help') {
        const [topic] = rest;
        const applet = applets.find(({ name }) => name === topic);
        if (applet !== undefined) return yield* applet.main(sys, [applet.name, '--help']);
        yield* sys.print(`${BANNER}${help}${wrapped(names)}\n`);
        return 0;
      }
      if (word === '--list' || word === '--list-full') {
        const folder = word === '--list' ? '' : 'bin/';
        yield* sys.print(names.map((name) => `${folder}${name}\n`).join(''));
        return 0;
      }
      const applet = applets.find(({ name }) => name === word);
      if (applet !== undefined) return yield* applet.main(sys, [word, ...rest]);
      yield* sys.error(`${word}: applet not found\n`);
      return NOT_FOUND;
    },
  };
}

function wrapped(names: readonly string[]): string {
  let text = '';
  let column = 0;
  for (const name of names) {
    const length = name.length + 2;
    if (column >= WIDTH - length) {
      text += ',\n';
      column = 0;
    }
    text += column === 0 ? '\t' : ', ';
    column = (column === 0 ? TAB : column) + length;
    text += name;
  }
  return `${text}\n`;
}
