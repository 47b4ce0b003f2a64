// Predict mode: the clock stops before a decision, the learner is asked what will happen, and then sees it.
// The world has been through that instant already; what comes after the question is held back until it is answered.
// So asking changes nothing: it is no input, and the same world unfolds with it and without.
import type { World } from '../sim/world.ts';
import type { Outcome, PredictAct, PredictionView } from './protocol.ts';
import { type Riddle, riddlesAt } from './questions.ts';

export class Predictor {
  #on = false;
  /** The world that is looked through, up to which record; several riddles may belong to one. */
  #world: World | undefined;
  #looked = 0;
  #pending: Riddle[] = [];
  #outcome: Outcome | undefined;
  #right = 0;
  #wrong = 0;
  #skipped = 0;
  /** What was answered right is not asked again. */
  readonly #mastered = new Set<string>();

  /** What has happened from here on is not to be seen yet: a record's number, and when it was. */
  get held(): { readonly from: number; readonly time: number } | undefined {
    const [riddle] = this.#pending;
    if (riddle === undefined || this.#world === undefined) return undefined;
    const time = this.#world.trace.record(riddle.question.seq)?.time ?? this.#world.now;
    return { from: this.#outcome === undefined ? riddle.holds : riddle.holds + 1, time };
  }

  /** Undefined while nobody is asked. */
  view(): PredictionView | undefined {
    if (!this.#on) return undefined;
    const [riddle] = this.#pending;
    return {
      ...{ right: this.#right, wrong: this.#wrong, skipped: this.#skipped },
      ...(riddle === undefined ? {} : { question: riddle.question }),
      ...(this.#outcome === undefined ? {} : { outcome: this.#outcome }),
    };
  }

  act(act: PredictAct, world: World): void {
    switch (act.kind) {
      case 'start':
        this.#on = true;
        this.#leap(world);
        return;
      case 'stop':
        this.#on = false;
        this.#leap(world);
        return;
      case 'answer':
        this.#answer(act.choice);
        return;
      case 'skip':
        if (this.#outcome === undefined && this.#pending.length > 0) this.#skipped++;
        this.#next(world);
        return;
      case 'continue':
        this.#next(world);
        return;
    }
  }

  /** The world has run on: stops at the first decision that is worth a question. */
  look(world: World): void {
    if (!this.#on) return;
    if (world !== this.#world) this.#leap(world);
    const { trace } = world;
    while (this.#pending.length === 0 && this.#looked < trace.next) {
      this.#pending = riddlesAt(world, this.#looked).filter((riddle) => !this.#mastered.has(nameOf(riddle)));
      this.#looked++;
    }
  }

  /** Time leaps, or another world comes: what is behind is not asked. */
  leave(world: World): void {
    if (this.#on) this.#leap(world);
  }

  #leap(world: World): void {
    this.#world = world;
    this.#looked = world.trace.next;
    this.#pending = [];
    this.#outcome = undefined;
  }

  #answer(choice: number): void {
    const [riddle] = this.#pending;
    if (riddle === undefined || this.#outcome !== undefined) return;
    const { right, why } = riddle;
    if (choice === right) {
      this.#right++;
      this.#mastered.add(nameOf(riddle));
    } else this.#wrong++;
    this.#outcome = { chosen: choice, right, why };
  }

  #next(world: World): void {
    this.#pending.shift();
    this.#outcome = undefined;
    this.look(world);
  }
}

/** Riddles of one name have the same answer: a ping's second packet asks nothing new. */
function nameOf({ question, right }: Riddle): string {
  const { kind, host, netns, device, about, choices } = question;
  const answer = choices[right];
  return [kind, host, netns, device, about, answer?.kind, answer?.text].join(' ');
}
