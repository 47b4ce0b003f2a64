import { describe, expect, test } from 'vitest';
import { Scheduler } from '../des/scheduler.ts';
import { Task } from '../des/task.ts';
import { OutputQueue } from './output-queue.ts';
import { ProcessGroup } from './process-group.ts';
import type { Signal } from './sys.ts';
import { Tty } from './tty.ts';

function makeTty() {
  const scheduler = new Scheduler();
  const output = new OutputQueue();
  const tty = new Tty(output, 80, 24);
  const screen = (): string => {
    let text = '';
    if (output.ready()) {
      new Task(
        scheduler,
        (function* () {
          text = (yield* output.read())?.text ?? '';
        })(),
      );
      scheduler.runUntil(scheduler.now);
    }
    return text;
  };
  return { tty, screen };
}

describe('canonical mode', () => {
  test.each([
    ['a line', 'abc\r', 'abc\r\n', 'abc\n'],
    ['erasing', 'abd\x7fc\r', 'abd\b \bc\r\n', 'abc\n'],
    ['erasing at the start does nothing', '\x7f\x7fa\r', 'a\r\n', 'a\n'],
    ['killing the line', 'junk\x15ok\r', 'junk\b \b\b \b\b \b\b \bok\r\n', 'ok\n'],
    ['erasing a word', 'a bc\x17d\r', 'a bc\b \b\b \bd\r\n', 'a d\n'],
    ['control characters show as ^X', 'a\x01\x7f\r', 'a^A\b \b\b \b\r\n', 'a\n'],
    ['Ctrl-D hands over what is there', 'ab\x04', 'ab', 'ab'],
  ])('%s', (_, keys, shown, read) => {
    const { tty, screen } = makeTty();
    tty.type(keys);
    expect(screen()).toBe(shown);
    expect(tty.take()).toBe(read);
  });

  test('Ctrl-D on an empty line is end of file, once', () => {
    const { tty } = makeTty();
    tty.type('\x04');
    expect(tty.hasInput).toBe(true);
    expect(tty.take()).toBeUndefined();
    expect(tty.hasInput).toBe(false);
  });

  test.each<[string, Signal, string]>([
    ['\x03', 'SIGINT', '^C'],
    ['\x1c', 'SIGQUIT', '^\\'],
  ])('keys send signals to the foreground and drop what was typed', (key, signal, shown) => {
    const { tty, screen } = makeTty();
    const got: Signal[] = [];
    const group = new ProcessGroup(1);
    group.members.add({ receive: (sent) => got.push(sent) });
    tty.foreground = group;
    tty.type(`abc${key}\r`);
    expect(got).toEqual([signal]);
    expect(screen()).toBe(`abc${shown}\r\n`);
    expect(tty.take()).toBe('\n');
  });
});

describe('raw mode', () => {
  test('hands keys over as they are, a line at a time, without echo', () => {
    const { tty, screen } = makeTty();
    tty.setRaw();
    tty.type('ab\x03\rcd');
    expect([tty.take(), tty.take(), screen()]).toEqual(['ab\x03\r', 'cd', '']);
  });

  test('going back to canonical mode takes typed-ahead keys through the line discipline', () => {
    const { tty, screen } = makeTty();
    const restore = tty.setRaw();
    tty.type('ls\r');
    restore();
    expect(screen()).toBe('ls\r\n');
    expect(tty.take()).toBe('ls\n');
  });

  test('output is left alone unless asked otherwise', () => {
    const { tty, screen } = makeTty();
    const restore = tty.setRaw();
    tty.show('a\n');
    restore();
    tty.show('b\n');
    tty.setRaw(true);
    tty.show('c\n');
    expect(screen()).toBe('a\nb\r\nc\r\n');
  });
});
