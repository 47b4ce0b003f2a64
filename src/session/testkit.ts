// A session for tests, with a clock that the test turns.
import { oneHost } from '../sim/scenario/worlds.ts';
import type { Frame, LabFile } from './protocol.ts';
import { Session } from './session.ts';

export const fresh: LabFile = { format: 'hoplab', version: 1, seed: 1, world: oneHost, inputs: [], time: 0 };

/** A session with a clock that the test turns. */
export class Desk {
  readonly frames: Frame[] = [];
  readonly session: Session;
  #now = 0;
  #due: { readonly at: number; readonly run: () => void } | undefined;

  constructor(lab: LabFile = fresh) {
    this.session = new Session({
      now: () => this.#now,
      schedule: (milliseconds, run) => {
        this.#due = { at: this.#now + milliseconds, run };
        return () => {
          this.#due = undefined;
        };
      },
    });
    this.session.open(lab, undefined, (frame) => this.frames.push(frame));
  }

  /** Lets real time pass. */
  pass(milliseconds: number): void {
    const end = this.#now + milliseconds;
    while (this.#due && this.#due.at <= end) {
      const { at, run } = this.#due;
      this.#due = undefined;
      this.#now = Math.max(this.#now, at) + 1;
      run();
    }
    this.#now = Math.max(this.#now, end);
  }

  get text(): string {
    return this.frames
      .flatMap((frame) => frame.output ?? [])
      .map((one) => one.text)
      .join('');
  }

  get last(): Frame {
    const frame = this.frames.at(-1);
    if (!frame) throw new Error('no frame has come');
    return frame;
  }
}
