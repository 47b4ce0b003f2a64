// Plays a guided scenario's own commands, each in a terminal of its host, as a learner who clicks them does.
import { Lab } from '../../src/session/lab.ts';
import { worldView } from '../../src/session/view.ts';
import { fillIn } from '../../src/sim/scenario/commands.ts';
import type { Scenario } from '../../src/sim/scenario/format.ts';

const SECOND = 1_000_000;
/** Virtual seconds that a command, and what it sets in motion, may take. */
const LONGEST_COMMAND = 300;
const PATIENCE = 90;
/** For reading an answer, before the next command. */
const READING = 3;

export class Player {
  readonly lab: Lab;
  /** What each terminal has printed, by its host. */
  readonly #texts = new Map<string, string>();

  constructor({ seed, world, setup }: Scenario) {
    this.lab = new Lab({ format: 'hoplab', version: 1, seed, world, setup: setup ?? [], inputs: [], time: 0 });
    for (const { name } of world.hosts) {
      this.lab.apply({ kind: 'tty.open', tty: name, host: name, columns: 120, rows: 30 });
      this.#settle(name, 0);
    }
  }

  /** Runs a command on a host until its prompt is back; gives what was printed. */
  run(host: string, command: string): string {
    const tokens = worldView(this.lab.world).clusters?.[0]?.tokens;
    const before = this.#textOf(host).length;
    this.lab.apply({ kind: 'tty.data', tty: host, text: `${fillIn(command, tokens)}\r` });
    this.#settle(host, before);
    const { world } = this.lab;
    world.runUntil(world.now + READING * SECOND);
    return this.#textOf(host).slice(before);
  }

  /** Lets time pass until it is so, for as long as a learner would wait. */
  until(isSo: () => boolean): void {
    const { world } = this.lab;
    for (let second = 0; second < PATIENCE && !isSo(); second++) world.runUntil(world.now + SECOND);
  }

  #textOf(host: string): string {
    for (const { tty, text } of this.lab.world.takeOutput()) {
      this.#texts.set(tty, (this.#texts.get(tty) ?? '') + text);
    }
    return this.#texts.get(host) ?? '';
  }

  /** Runs until a prompt stands behind what was there before, and the line that was typed. */
  #settle(host: string, before: number): void {
    const { world } = this.lab;
    const deadline = world.now + LONGEST_COMMAND * SECOND;
    world.runUntil(world.now + 1000);
    for (;;) {
      const text = visible(this.#textOf(host).slice(before));
      if (/root@[\w-]+:[^\n]*# $/.test(text) && (before === 0 || text.includes('\n'))) return;
      const next = world.nextTime();
      if (next === undefined || next > deadline) throw new Error(`${host}: no prompt:\n${text.slice(-500)}`);
      world.runUntil(next);
    }
  }
}

/** A terminal's text without control sequences. */
function visible(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals are controlled by them
  return text.replace(/\x1b\[[0-9;?]*[a-zA-Z]|\x1b[=>]|\r/g, '');
}
