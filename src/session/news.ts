// What terminals have to show, told piece by piece; when the world is another one, only what differs from what was told before.
import type { Rewound } from './protocol.ts';
import type { Run } from './run.ts';

type Output = { readonly tty: string; readonly text: string };

export class News {
  /** What each terminal shows by now. */
  #told = new Map<string, string>();
  #leapt = false;

  /** Time leaps: the next news are of another moment, and perhaps of another world. */
  leap(): void {
    this.#leapt = true;
  }

  take(run: Run): {
    readonly output: readonly Output[];
    readonly closed: readonly string[];
    readonly rewound?: Rewound;
  } {
    const news = run.takeNews();
    const told = this.#told;
    const changed = this.#leapt || news.output.length > 0;
    if (changed) this.#told = new Map([...run.terminals.values()].map(({ tty, text }) => [tty, text]));
    if (!this.#leapt) return news;
    this.#leapt = false;
    const output: Output[] = [];
    const rewritten: Output[] = [];
    for (const { tty, text } of run.terminals.values()) {
      const before = told.get(tty) ?? '';
      if (!text.startsWith(before)) rewritten.push({ tty, text });
      else if (text.length > before.length) output.push({ tty, text: text.slice(before.length) });
    }
    const terminals = [...run.terminals.values()].map(({ text: _text, ...rest }) => rest);
    return { output, closed: [], rewound: { terminals, rewritten } };
  }
}
