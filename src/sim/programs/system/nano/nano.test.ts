import { describe, expect, it } from 'vitest';
import { bareHost } from '../../../testkit/bare-host.ts';
import { runCommand, TerminalProbe } from '../../../testkit/machine.ts';
import { TerminalScreen } from '../../../testkit/terminal-screen.ts';

/** A terminal with nano in it. */
class Desk {
  readonly machine = bareHost();
  readonly screen = new TerminalScreen();
  readonly #probe: TerminalProbe;

  constructor(command: string, files: Readonly<Record<string, string>> = {}, columns = 80, rows = 12) {
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

const ABC = { '/root/a.txt': 'alpha\nbeta\ngamma\n' };
const open = (files = ABC) => new Desk('nano a.txt', files);

describe('nano', () => {
  it('shows title, text, status and shortcuts', () => {
    expect(open().screen.rows).toEqual([
      '  GNU nano 7.2                         a.txt',
      'alpha',
      'beta',
      'gamma',
      ...Array(5).fill(''),
      `${' '.repeat(32)}[ Read 3 lines ]`,
      '^G Help      ^O Write Out ^W Where Is  ^K Cut       ^T Execute   ^C Location',
      '^X Exit      ^R Read File ^\\ Replace   ^U Paste     ^J Justify   ^/ Go To Line',
    ]);
  });

  it('types, writes and leaves', () => {
    const desk = new Desk('nano new.txt');
    expect(desk.screen.rows.join('\n')).toContain('[ New File ]');
    expect(desk.type('hello')[0]).toMatch(/ new\.txt +Modified$/);
    expect(desk.type('\x0f')[9]).toBe('File Name to Write: new.txt');
    expect(desk.type('\r')[9]).toContain('[ Wrote 1 line ]');
    desk.type('\x18');
    expect(desk.file('/root/new.txt')).toBe('hello\n');
    expect(desk.type('echo back\r').join('\n')).toContain('back');
  });

  it.each([
    ['inserts in the middle', '\x1b[C\x1b[CX', 'alXpha\nbeta\ngamma\n'],
    ['breaks and joins lines', '\x1b[B\r\x7f\x7f', 'alphabeta\ngamma\n'],
    ['deletes forward', '\x1b[3~\x04', 'pha\nbeta\ngamma\n'],
    ['cuts lines together and pastes them', '\x0b\x0b\x1b[B\x15', 'gamma\nalpha\nbeta\n'],
    ['cuts what is marked', '\x1ba\x1b[B\x1b[C\x0b', 'eta\ngamma\n'],
    ['copies a line', '\x1b6\x15', 'alpha\nalpha\nbeta\ngamma\n'],
    ['takes back and does again', 'xyz\x1bu\x1be\x1bu', 'alpha\nbeta\ngamma\n'],
    ['takes back a cut', '\x0b\x1bu', 'alpha\nbeta\ngamma\n'],
    ['finds', '\x17mm\rX', 'alpha\nbeta\ngaXmma\n'],
    ['finds around the end', '\x1b[B\x17alp\rX', 'Xalpha\nbeta\ngamma\n'],
    ['goes to a line and column', '\x1f2,3\rX', 'alpha\nbeXta\ngamma\n'],
    ['replaces all', '\x1c' + 'a\ro\ra', 'olpho\nbeto\ngommo\n'],
    ['replaces one and leaves one', '\x1c' + 'a\ro\ryn\x03', 'olpha\nbeta\ngamma\n'],
    ['puts text at the end of the file', '\x1b/tail', 'alpha\nbeta\ngamma\ntail\n'],
    ['moves by words', '\x1bOC\x1b[1;5CX', 'alpha\nXbeta\ngamma\n'],
    ['takes a paste as it is', '\x1b[200~one\rtwo\r\x1b[201~', 'one\ntwo\nalpha\nbeta\ngamma\n'],
    ['indents what is marked', '\x1ba\x1b[B\x1b[B\x1b}', '\talpha\n\tbeta\ngamma\n'],
  ])('%s', (_, keys, text) => {
    const desk = open();
    desk.type(keys);
    desk.type('\x0f\r');
    desk.type('\x18');
    expect(desk.file('/root/a.txt')).toBe(text);
  });

  it('asks before it leaves changes behind', () => {
    const desk = open();
    expect(desk.type('x\x18').slice(-3)).toEqual(['Save modified buffer?', ' Y Yes', ' N No           ^C Cancel']);
    expect(desk.type('\x03')[9]).toContain('[ Cancelled ]');
    desk.type('\x18n');
    expect(desk.file('/root/a.txt')).toBe(ABC['/root/a.txt']);
  });

  it('asks before it writes over another file, or what another has written', () => {
    const desk = new Desk('nano a.txt', { ...ABC, '/root/b.txt': 'b\n' });
    desk.type('x\x0f');
    expect(desk.type('\x15b.txt\r').at(-3)).toBe('Save file under DIFFERENT NAME?');
    expect(desk.type('y').at(-3)).toBe('File "b.txt" exists; OVERWRITE?');
    desk.type('n\x03');
    expect(desk.file('/root/b.txt')).toBe('b\n');
    desk.machine.enclosure.fs.writeFile('/root/a.txt', 'theirs\n');
    expect(desk.type('\x13').at(-3)).toBe('File was modified since you opened it; continue saving?');
  });

  it('reports where the cursor is', () => {
    const message = '[ line 2/4 (50%), col  2/ 5 ( 40%), char  7/17 (41%) ]';
    expect(open().type('\x1b[B\x1b[C\x03')[9]?.trim()).toBe(message);
  });

  it('shows a long line in pages, and that there is more', () => {
    const desk = new Desk('nano a.txt', { '/root/a.txt': `${'0123456789'.repeat(5)}\n` }, 40);
    expect(desk.screen.rows[1]).toBe(`${'0123456789'.repeat(4).slice(0, 39)}>`);
    expect(desk.type('\x05')[1]).toBe(`<${'0123456789'.repeat(5).slice(33)}`);
  });

  it('scrolls, and follows the window', () => {
    const text = Array.from({ length: 30 }, (_, i) => `line ${i + 1}\n`).join('');
    const desk = new Desk('nano a.txt', { '/root/a.txt': text });
    expect(desk.type('\x1b[6~')[1]).toBe('line 7');
    expect(desk.type('\x1b/')[8]).toBe('');
    expect(desk.screen.rows[7]).toBe('line 30');
  });

  it('says what is missing', () => {
    expect(open().type('\x14')[9]).toContain('hoplab: not simulated yet: nano: Execute');
  });

  it.each([
    ['nano --version | head -1', ' GNU nano, version 7.2\n', '', 0],
    ['nano -T 4 a.txt', '', 'hoplab: not simulated yet: nano -T\n', 125],
    ['nano a.txt < /dev/null', '', 'Standard input is not a terminal\n', 1],
    ['env -u TERM nano a.txt', '', 'Error opening terminal: unknown.\n', 1],
  ])('%s', (command, stdout, stderr, exit) => {
    expect(runCommand(bareHost(), command)).toEqual({ stdout, stderr, exit });
  });
});
