// Drives a lab as a person at its terminal does, in virtual time.

import { Lab } from '../../src/session/lab.ts';
import type { LabFile } from '../../src/session/protocol.ts';
import { oneHost } from '../../src/sim/scenario/worlds.ts';

const SECOND = 1_000_000;

export class LabDriver {
  readonly lab: Lab;
  /** Everything that the terminal has printed. */
  text = '';

  constructor(file: Partial<LabFile> = {}) {
    this.lab = new Lab({ format: 'hoplab', version: 1, seed: 1, world: oneHost, inputs: [], time: 0, ...file });
    this.lab.apply({ kind: 'tty.open', tty: 't1', host: 'node1', columns: 100, rows: 30 });
    this.settle();
  }

  /** Types a command and waits for the prompt behind its answer; gives what was printed in between. */
  run(command: string, limit = 300): string {
    const before = this.text.length;
    this.lab.apply({ kind: 'tty.data', tty: 't1', text: `${command}\r` });
    this.settle(limit);
    return this.text.slice(before);
  }

  /** Runs until a new prompt stands at the end of the screen, for at most `limit` virtual seconds. */
  settle(limit = 300): void {
    const { world } = this.lab;
    // A window that has much to show lags behind: the prompt before the command is not the one behind it.
    const shown = this.text.length;
    const deadline = world.now + limit * SECOND;
    world.runUntil(world.now + 1000);
    for (;;) {
      for (const { text } of world.takeOutput()) this.text += text;
      // Only the end: what a command has printed may be long.
      if (this.text.length > shown && /root@[\w-]+:[^\n]*# $/.test(visible(this.text.slice(-200)))) return;
      const next = world.nextTime();
      if (next === undefined || next > deadline)
        throw new Error(`no prompt within ${limit} s:\n${visible(this.text.slice(-500))}`);
      world.runUntil(next);
    }
  }

  /** Lets virtual seconds pass. */
  pass(seconds: number): void {
    const { world } = this.lab;
    world.runUntil(world.now + seconds * SECOND);
    for (const { text } of world.takeOutput()) this.text += text;
  }
}

/** A terminal's text without control sequences. */
function visible(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals are controlled by them
  return text.replace(/\x1b\[[0-9;?]*[a-zA-Z]|\x1b[=>]|\r/g, '');
}
