import { describe, expect, it } from 'vitest';
import { bareHost } from '../../../testkit/bare-host.ts';
import { runCommand, TerminalProbe } from '../../../testkit/machine.ts';
import { TerminalScreen } from '../../../testkit/terminal-screen.ts';

const ESC = '\x1b';

/** A terminal with vi in it. */
class Desk {
  readonly machine = bareHost();
  readonly screen = new TerminalScreen();
  readonly #probe: TerminalProbe;

  constructor(command: string, files: Readonly<Record<string, string>> = {}, columns = 80, rows = 8) {
    for (const [path, text] of Object.entries(files)) this.machine.enclosure.fs.writeFile(path, text);
    this.#probe = new TerminalProbe(this.machine, columns, rows);
    this.type(`${command}\r`);
  }

  type(keys: string): readonly string[] {
    this.screen.feed(this.#probe.type(keys));
    return this.screen.rows;
  }

  file(path: string): string | undefined {
    const text = this.machine.enclosure.fs.readFile(path);
    return text.ok ? text.value : undefined;
  }
}

const TEXT = 'one two three\nfour five\n\nsix\n';
const open = () => new Desk('vi a.txt', { '/root/a.txt': TEXT });
const last = (rows: readonly string[]) => rows.at(-1) ?? '';

describe('vi', () => {
  it('shows the text, tildes, and what it has read', () => {
    expect(open().screen.rows).toEqual([
      'one two three',
      'four five',
      '',
      'six',
      '~',
      '~',
      '~',
      `"a.txt" 4L, 29B${' '.repeat(47)}1,1           All`,
    ]);
  });

  it('types, writes and leaves', () => {
    const desk = new Desk('vi new.txt');
    expect(last(desk.screen.rows)).toMatch(/^"new.txt" \[New\]/);
    expect(last(desk.type('ihello'))).toMatch(/^-- INSERT --/);
    desk.type(ESC);
    expect(last(desk.type(':w\r'))).toMatch(/^"new.txt" \[New\] 1L, 6B written/);
    desk.type(':q\r');
    expect(desk.file('/root/new.txt')).toBe('hello\n');
    expect(desk.type('echo back\r').join('\n')).toContain('back');
  });

  it.each([
    ['i', `iX${ESC}`, 'Xone two three\nfour five\n\nsix\n'],
    ['a', `aX${ESC}`, 'oXne two three\nfour five\n\nsix\n'],
    ['A', `AX${ESC}`, 'one two threeX\nfour five\n\nsix\n'],
    ['o and O', `oX${ESC}OY${ESC}`, 'one two three\nY\nX\nfour five\n\nsix\n'],
    ['x with a count', '3x', ' two three\nfour five\n\nsix\n'],
    ['dd and p', 'ddp', 'four five\none two three\n\nsix\n'],
    ['dd with a count', '2dd', '\nsix\n'],
    ['yy and P', 'jyyP', 'one two three\nfour five\nfour five\n\nsix\n'],
    ['dw', 'wdw', 'one three\nfour five\n\nsix\n'],
    ['dw at the end of a line', '$bdw', 'one two \nfour five\n\nsix\n'],
    ['d2w', 'd2w', 'three\nfour five\n\nsix\n'],
    ['cw leaves the blank', `cwONE${ESC}`, 'ONE two three\nfour five\n\nsix\n'],
    ['cc', `jccX${ESC}`, 'one two three\nX\n\nsix\n'],
    ['D and C', `wDjC${ESC}`, 'one \nfou\n\nsix\n'],
    ['dj', 'dj', '\nsix\n'],
    ['dG', 'jdG', 'one two three\n'],
    ['d to a character', 'dtt', 'two three\nfour five\n\nsix\n'],
    ['a piece and p', 'dwep', 'twoone  three\nfour five\n\nsix\n'],
    ['r', 'rX', 'Xne two three\nfour five\n\nsix\n'],
    ['R', `RXYZ${ESC}`, 'XYZ two three\nfour five\n\nsix\n'],
    ['J', 'J', 'one two three four five\n\nsix\n'],
    ['~', '3~', 'ONE two three\nfour five\n\nsix\n'],
    ['u and Ctrl-R', 'ddddu\x12u', 'four five\n\nsix\n'],
    ['an insertion is undone as one', `iabc def${ESC}u`, TEXT],
    ['. after a change', `cwX${ESC}w.`, 'X X three\nfour five\n\nsix\n'],
    ['. after dd', 'dd.', '\nsix\n'],
    ['a count before i', `3iab${ESC}`, 'abababone two three\nfour five\n\nsix\n'],
    ['>> and <<', 'j>>j<<', 'one two three\n\tfour five\n\nsix\n'],
    ['/ and n', '/o\rx', 'one tw three\nfour five\n\nsix\n'],
    ['n goes around', '/six\rn/e\rx', 'on two three\nfour five\n\nsix\n'],
    ['G and gg', `GAX${ESC}ggAY${ESC}`, 'one two threeY\nfour five\n\nsixX\n'],
    [':s', ':s/two/2/\r', 'one 2 three\nfour five\n\nsix\n'],
    [':%s with g and groups', ':%s/\\(o\\)\\(.\\)/\\2\\1/g\r', 'noe tw othree\nfuor five\n\nsix\n'],
    [':2d', ':2d\r', 'one two three\n\nsix\n'],
    [':3', ':4\rx', 'one two three\nfour five\n\nix\n'],
    ['backspace over a line', `jI\x7f${ESC}`, 'one two threefour five\n\nsix\n'],
    ['arrow keys while typing', `i${ESC}[C${ESC}[CX${ESC}`, 'onXe two three\nfour five\n\nsix\n'],
    ['%', ':s/two/(t)/\r0f(%x', 'one (t three\nfour five\n\nsix\n'],
  ])('%s', (_, keys, text) => {
    const desk = open();
    desk.type(keys);
    desk.type(`${ESC}:wq\r`);
    expect(desk.file('/root/a.txt')).toBe(text);
  });

  it.each([
    ['x:q\r', 'E37: No write since last change (add ! to override)'],
    [':foo\r', 'E492: Not an editor command: foo'],
    ['/nowhere\r', 'E486: Pattern not found: nowhere'],
    ['G/one\r', 'search hit BOTTOM, continuing at TOP'],
    ['ddu', '1 more line; before #1  0 seconds ago'],
    ['u', 'Already at oldest change'],
    ['3dd', '3 fewer lines'],
    ['3yy', '3 lines yanked'],
    [':2,1d\r', 'E493: Backwards range given'],
    [':9d\r', 'E16: Invalid range'],
    ['v', 'hoplab: not simulated yet: vi: v'],
    [':%s/e/E/g\r', '4 substitutions on 2 lines'],
  ])('after %j it says %s', (keys, message) => {
    expect(last(open().type(keys))).toContain(message);
  });

  it('leaves with :q! and ZQ, and the file as it was', () => {
    for (const keys of ['dd:q!\r', 'ddZQ']) {
      const desk = open();
      desk.type(keys);
      expect(desk.file('/root/a.txt')).toBe(TEXT);
      expect(desk.type('echo back\r').join('\n')).toContain('back');
    }
  });

  it('folds long lines, and does not begin one that has no room', () => {
    const desk = new Desk('vi a.txt', { '/root/a.txt': `${'x'.repeat(30)}\n${'y'.repeat(50)}\n` }, 20, 5);
    expect(desk.screen.rows.slice(0, 4)).toEqual(['x'.repeat(20), 'x'.repeat(10), '@', '@']);
    expect(desk.type('j').slice(0, 4)).toEqual(['y'.repeat(20), 'y'.repeat(20), 'y'.repeat(10), '~']);
  });

  it('numbers lines', () => {
    expect(open().type(':set nu\r').slice(0, 2)).toEqual(['  1 one two three', '  2 four five']);
  });

  it('says that it needs a terminal', () => {
    expect(runCommand(bareHost(), 'vi a.txt').exit).toBe(125);
  });
});
