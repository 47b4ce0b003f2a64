// true, false, pwd, whoami, id, tty, nproc, clear, which: one line of output or none.
// Source: the man pages of coreutils 9.1, ncurses (clear), debianutils (which).
// Not modelled: users other than root, groups, more than two processors.

import type { Tool } from '../text/tool.ts';
import { PROCESSORS } from './constants.ts';

/** A tool that prints the same whatever it is asked. */
function constant(name: string, summary: string, text: string, status: number): Tool {
  return {
    name,
    summary,
    usage: '[ignored command line arguments]',
    *run(call) {
      call.put(text);
      yield* call.flush();
      return status;
    },
  };
}

/** Erases the screen and its history, cursor at home: terminfo's clear and E3 of xterm. */
const CLEAR_SCREEN = '\x1b[H\x1b[2J\x1b[3J';

export const trueTool = constant('true', 'Exit with a status code indicating success', '', 0);
export const falseTool = constant('false', 'Exit with a status code indicating failure', '', 1);
export const whoami = constant(
  'whoami',
  'Print the user name associated with the current effective user ID',
  'root\n',
  0,
);
export const clear = constant('clear', 'Clear the terminal screen', CLEAR_SCREEN, 0);
export const reset = constant('reset', 'Reset the terminal', `\x1bc${CLEAR_SCREEN}`, 0);
export const nproc = constant('nproc', 'Print the number of processing units available', `${PROCESSORS}\n`, 0);

export const id: Tool = {
  name: 'id',
  summary: 'Print user and group information',
  usage: '[OPTION]... [USER]',
  help: `
  -g, --group    print only the effective group ID
  -G, --groups   print all group IDs
  -n, --name     print a name instead of a number, for -ugG
  -u, --user     print only the effective user ID`,
  version: 'id (GNU coreutils) 9.1',
  options: ['g,group', 'G,groups', 'n,name', 'r,real', 'u,user'],
  *run(call) {
    const [user] = call.operands;
    if (user !== undefined && user !== 'root' && user !== '0') {
      return yield* call.die(`'${user}': no such user`);
    }
    const one = call.options.last('g', 'G', 'u') !== undefined;
    if (!one && call.options.has('n')) {
      return yield* call.die('cannot print only names or real IDs in default format');
    }
    const short = call.options.has('n') ? 'root' : '0';
    call.put(one ? `${short}\n` : 'uid=0(root) gid=0(root) groups=0(root)\n');
    return 0;
  },
};

export const tty: Tool = {
  name: 'tty',
  summary: 'Print the file name of the terminal connected to standard input',
  usage: '[OPTION]...',
  help: '  -s, --silent, --quiet   print nothing, only return an exit status',
  version: 'tty (GNU coreutils) 9.1',
  options: ['s,silent,quiet'],
  *run(call) {
    const isTerminal = call.sys.file(0)?.tty !== undefined;
    if (!call.options.has('s')) call.put(isTerminal ? '/dev/pts/0\n' : 'not a tty\n');
    yield* call.flush();
    return isTerminal ? 0 : 1;
  },
};

export const pwd: Tool = {
  name: 'pwd',
  summary: 'Print the full filename of the current working directory',
  usage: '[OPTION]...',
  help: `
  -L, --logical    use PWD from environment, even if it contains symlinks
  -P, --physical   avoid all symlinks`,
  version: 'pwd (GNU coreutils) 9.1',
  options: ['L,logical', 'P,physical'],
  *run(call) {
    call.put(`${call.sys.cwd}\n`);
    yield* call.flush();
    return 0;
  },
};

export const which: Tool = {
  name: 'which',
  summary: 'Locate a command',
  usage: '[-a] args',
  options: ['a', 's'],
  *run(call) {
    let missing = 0;
    for (const name of call.operands) {
      const path = call.sys.which(name);
      if (path === undefined) missing++;
      else call.put(`${path}\n`);
    }
    yield* call.flush();
    return missing > 0 || call.operands.length === 0 ? 1 : 0;
  },
};
