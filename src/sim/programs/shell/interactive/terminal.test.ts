// Typing into a shell: what comes out, to the character.
import { describe, expect, test } from 'vitest';
import type { Program } from '../../../host/sys.ts';
import { bareHost } from '../../../testkit/bare-host.ts';
import { TerminalProbe } from '../../../testkit/machine.ts';

const PROMPT = 'root@node1:~# ';
const open = (columns = 80, extra: readonly Program[] = []) => new TerminalProbe(bareHost(extra), columns);
/** The last line of what came out, without control sequences. */
const lastLine = (output: string) =>
  output
    .replace(/\p{Cc}\[\d*[A-Z]/gu, '')
    .split('\n')
    .pop()
    ?.split('\r')
    .findLast((part) => part !== '');

test('shows a prompt, echoes, runs, and shows it again', () => {
  const terminal = open();
  expect(terminal.settle(0)).toBe(PROMPT);
  expect(terminal.type('echo hi\r')).toBe(`echo hi\r\r\nhi\r\n${PROMPT}`);
});

test.each([
  ['moves and inserts in the middle', 'echo ac\x1b[Db\r', 'abc'],
  ['Ctrl-A and Ctrl-E', 'cho x\x01e\x05y\r', 'xy'],
  ['Ctrl-K and Ctrl-Y', 'echo ab\x01\x0b\x19\r', 'ab'],
  ['Ctrl-U cuts back', 'junk\x15echo ok\r', 'ok'],
  ['Ctrl-W cuts a word', 'echo a/b junk-y\x17c\r', 'a/b c'],
  ['Alt-B, Alt-D', 'echo one two\x1bb\x1bdten\r', 'one ten'],
  ['backspace over wide characters', 'echo 漢字\x7f\r', '漢'],
  ['home, end and delete keys', 'xecho q\x1b[H\x1b[3~\x1b[Fr\r', 'qr'],
  ['history up and down', 'echo one\recho two\r\x1b[A\x1b[A\x1b[B\r', 'two'],
  ['the line under way comes back from history', 'echo one\recho tw\x1b[A\x1b[Bo\r', 'two'],
  ['Ctrl-R finds', 'echo needle\recho hay\r\x12need\r', 'needle'],
  ['Ctrl-R then Ctrl-G leaves the line', 'echo needle\recho o\x12need\x07k\r', 'ok'],
  ['Alt-. brings the last word', 'echo first\recho \x1b.\r', 'first'],
  ['bracketed paste', '\x1b[200~echo pasted\x1b[201~\r', 'pasted'],
  ['an unknown sequence does nothing', 'echo \x1b[99;9zok\r', 'ok'],
])('%s', (_, keys, printed) => {
  const lines = open().type(keys).split('\r\n');
  expect(lines.slice(-2)).toEqual([printed, PROMPT]);
});

test('wraps at the width and redraws over both rows', () => {
  const terminal = open(20);
  terminal.type('echo 1234');
  // 14 columns of prompt and 6 of text fill the row: the next character is drawn with everything.
  const typed = terminal.type('56789');
  expect(typed).toBe('56789');
  expect(terminal.type('\r')).toContain('123456789\r\n');
});

test('a command over several lines asks with PS2 and comes back whole', () => {
  const terminal = open();
  expect(terminal.type('for i in 1 2\r')).toMatch(/\r\n> $/);
  expect(terminal.type('do echo $i; done\r')).toContain('\r\n1\r\n2\r\n');
  expect(terminal.type('\x1b[A\r')).toContain('\r\n1\r\n2\r\n');
});

describe('Ctrl-C', () => {
  test('at the prompt abandons the line', () => {
    const terminal = open();
    expect(terminal.type('abc\x03')).toBe(`abc^C\r\n${PROMPT}`);
    expect(terminal.type('echo $?\r')).toContain('\r\n130\r\n');
  });

  test('kills the job in the foreground and abandons the rest of the line', () => {
    const terminal = open();
    terminal.type('sleep 100; echo no\r');
    expect(terminal.type('\x03')).toBe(`^C\r\n${PROMPT}`);
  });

  test.each(['while :; do :; done', 'while true; do sleep 1; done', 'read x', 'sleep 50 | cat', '(sleep 50)', 'wait'])(
    'gets out of %s',
    (command) => {
      const terminal = open();
      terminal.type(`sleep 99 &\r${command}\r`);
      expect(terminal.type('\x03')).toBe(`^C\r\n${PROMPT}`);
    },
  );
});

test('Ctrl-D ends input of a program, then the shell', () => {
  const terminal = open();
  terminal.type('cat\r');
  expect(terminal.type('typed\r')).toBe('typed\r\ntyped\r\n');
  expect(terminal.type('\x04')).toBe(PROMPT);
  expect(terminal.type('\x04')).toBe('logout\r\n');
  expect(terminal.closed).toBe(true);
});

test('background jobs are announced and reported', () => {
  const terminal = open();
  expect(terminal.type('sleep 2 &\r')).toMatch(/\r\n\[1\] \d+\r\n/);
  expect(terminal.type('jobs\r')).toContain('[1]+  Running                 sleep 2 &\r\n');
  terminal.settle(3_000_000);
  expect(terminal.type('\r')).toContain('[1]+  Done                    sleep 2\r\n');
});

test('what is typed ahead is there afterwards', () => {
  const terminal = open();
  terminal.type('sleep 3\r');
  terminal.type('echo ahead\r', 100_000);
  expect(terminal.settle(4_000_000)).toContain('\r\nahead\r\n');
});

test('a program that dies in raw mode leaves the terminal usable', () => {
  const raw: Program = {
    name: 'rawdeath',
    summary: 'sets raw mode and waits',
    *main(sys) {
      sys.file(0)?.tty?.setRaw();
      yield* sys.sleep(1000);
      return 0;
    },
  };
  const terminal = open(80, [raw]);
  terminal.type('rawdeath\r');
  terminal.type('cat\r');
  expect(terminal.type('x\r')).toBe('x\r\nx\r\n');
});

describe('completion', () => {
  const lab: Program = {
    name: 'labtool',
    summary: 'completes',
    *main(sys) {
      yield* sys.print('');
      return 0;
    },
    complete: (_, argv) =>
      argv.length === 2 ? [{ text: 'network', note: 'about networks' }, { text: 'node' }, { text: 'status' }] : [],
    *completeLive(sys, argv) {
      yield* sys.sleep(1000);
      return argv.length === 3 ? [{ text: 'web' }] : [];
    },
  };
  test.each([
    ['a command', 'unam\t', 'uname '],
    ['a builtin', 'expo\t', 'export '],
    ['a directory', 'cd /et\t', 'cd /etc/'],
    ['a file, as far as names agree', 'cat /etc/hos\t', 'cat /etc/host'],
    ['a variable', 'echo $SHLV\t', 'echo $SHLVL '],
    ['a redirection', 'echo > /etc/hostn\t', 'echo > /etc/hostname '],
    ['what a program says', 'labtool st\t', 'labtool status '],
    ['what a program has to ask for', 'labtool network w\t', 'labtool network web '],
    ['behind a pipe', 'echo a | labt\t', 'echo a | labtool '],
  ])('completes %s', (_, keys, line) => {
    expect(lastLine(open(80, [lab]).type(keys))).toBe(`${PROMPT}${line}`);
  });

  test('lists on the second Tab, with notes', () => {
    const output = open(80, [lab]).type('labtool n\t\t');
    expect(output).toContain('\x07');
    expect(output).toContain('network  (about networks)\r\nnode\r\n');
    expect(lastLine(output)).toBe(`${PROMPT}labtool n`);
  });
});

describe('history', () => {
  test('shows what ! stands for, and runs it', () => {
    const terminal = open();
    terminal.type('echo one two\r');
    expect(terminal.type('!!:s/two/three/\r')).toContain('\r\necho one three\r\none three\r\n');
    expect(terminal.type('!nope; echo $?\r')).toContain('\r\nbash: !nope: event not found\r\n');
    expect(terminal.type('!!:p\r')).toMatch(/\r\necho one three\r\nroot@node1:~# $/);
  });

  test('is kept from one session to the next', () => {
    const host = bareHost();
    const first = new TerminalProbe(host, 80);
    first.type('echo kept\r');
    first.type('exit\r');
    const second = new TerminalProbe(host, 80);
    expect(second.type('history\r')).toContain('\r\n    1  echo kept\r\n    2  exit\r\n    3  history\r\n');
    second.type('\x04');
    expect(new TerminalProbe(host, 80).type('cat .bash_history\r')).toContain('echo kept\r\nexit\r\nhistory\r\n');
  });
});
