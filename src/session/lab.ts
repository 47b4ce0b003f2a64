// A world together with its input log: applies inputs, remembers them, and makes a saved world again by replay.
import type { Errno } from '../sim/base/errno.ts';
import type { Input } from '../sim/input.ts';
import { World } from '../sim/world.ts';
import type { LabFile, Sketch } from './protocol.ts';

/** An input without its stamp. */
export type Impulse = Input extends infer I ? (I extends Input ? Omit<I, 'at'> : never) : never;

export class Lab {
  readonly world: World;
  readonly #file: LabFile;
  readonly #inputs: Input[] = [];
  #replayed = 0;
  #sketch: Sketch | undefined;

  /** Starts the file's world; `replay` then brings it to the file's time. */
  constructor(file: LabFile) {
    this.#file = file;
    this.#sketch = file.sketch;
    this.world = new World(file.world, file.seed);
    for (const command of file.setup ?? []) this.world.runSetup(command);
  }

  get replaying(): boolean {
    return this.#replayed < this.#file.inputs.length || this.world.now < this.#file.time;
  }

  /** How far a replay is, from 0 to 1, by virtual time. */
  get progress(): number {
    return this.#file.time === 0 ? 1 : Math.min(1, this.world.now / this.#file.time);
  }

  /** Applies an input now, and remembers it. Answers why a file was not written. */
  apply(impulse: Impulse): Errno | undefined {
    return this.#happen({ ...impulse, at: this.world.now } as Input);
  }

  /** Replays until done or until `enough` says that this slice has lasted long enough. */
  replay(enough: () => boolean): void {
    while (this.replaying) {
      const next = this.#file.inputs[this.#replayed];
      const target = next?.at ?? this.#file.time;
      while (this.world.now < target) {
        const event = this.world.nextTime();
        this.world.runUntil(event === undefined ? target : Math.min(event, target));
        if (enough()) return;
      }
      if (next) {
        this.#replayed++;
        this.#happen(next);
      }
    }
  }

  /** The lab as it stands. While it is being replayed: as it was saved. */
  save(): LabFile {
    if (this.replaying) return this.#file;
    const sketch = this.#sketch === undefined ? {} : { sketch: this.#sketch };
    return { ...this.#file, inputs: [...this.#inputs], time: this.world.now, ...sketch };
  }

  /** The picture's part of the lab: the world does not see it. */
  setSketch(sketch: Sketch): void {
    this.#sketch = sketch;
  }

  /** Live and replayed inputs alike: the world always finishes the instant before and after one. */
  #happen(input: Input): Errno | undefined {
    this.#inputs.push(input);
    const errno = this.world.apply(input);
    this.world.runUntil(input.at);
    return errno;
  }
}
