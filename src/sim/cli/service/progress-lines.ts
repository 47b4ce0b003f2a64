// Lines of progress that tell of the same things again and again: redrawn in place on a terminal, one after the other elsewhere.
// Source: moby pkg/jsonmessage DisplayJSONMessagesStream, JSONProgress.String; pkg/streamformatter.
// Not modelled: sizes and times left, which no progress here shows.
import type { Blocking, TtyControl } from '../../host/sys.ts';
import type { Client } from '../client.ts';

/** Terminals narrower than this get no bars. */
const BAR_COLUMNS = 110;
const BAR_WIDTH = 50;

/** A place among the lines, and what stands there now. */
export interface ProgressLine {
  readonly id: string;
  readonly action: string;
  /** Shown as a bar, on terminals only. */
  readonly bar?: { readonly current: number; readonly total: number; readonly units?: string };
}

export interface ProgressLines {
  show(line: ProgressLine): Blocking<void>;
  /** A line of its own; what follows begins below it. */
  say(text: string): Blocking<void>;
}

export function progressLines(client: Client, quiet: boolean): ProgressLines {
  if (quiet) return new NoLines();
  return client.stdout ? new TerminalLines(client, client.stdout) : new PlainLines(client);
}

class NoLines implements ProgressLines {
  *show(): Blocking<void> {}

  *say(): Blocking<void> {}
}

class PlainLines implements ProgressLines {
  readonly #client: Client;
  constructor(client: Client) {
    this.#client = client;
  }

  *show({ id, action, bar }: ProgressLine): Blocking<void> {
    if (bar && (bar.current > 0 || bar.total > 0)) return;
    yield* this.#client.print(`${id}: ${action}`);
  }

  say(text: string): Blocking<void> {
    return this.#client.print(text);
  }
}

class TerminalLines implements ProgressLines {
  readonly #client: Client;
  readonly #tty: TtyControl;
  /** The line of each id, counted from the first one drawn. */
  readonly #places = new Map<string, number>();
  constructor(client: Client, tty: TtyControl) {
    this.#client = client;
    this.#tty = tty;
  }

  *show({ id, action, bar }: ProgressLine): Blocking<void> {
    let place = this.#places.get(id);
    let text = '';
    if (place === undefined) {
      place = this.#places.size;
      this.#places.set(id, place);
      text = '\n';
    }
    const distance = this.#places.size - place;
    text += `\x1b[${distance}A\x1b[2K\r${id}: ${action} ${this.#bar(bar)}\r\x1b[${distance}B`;
    yield* this.#client.sys.print(text);
  }

  *say(text: string): Blocking<void> {
    this.#places.clear();
    yield* this.#client.print(text);
  }

  #bar(bar: ProgressLine['bar']): string {
    if (!bar || bar.total <= 0) return '';
    const counts = bar.units === undefined ? '' : `${bar.current}/${bar.total} ${bar.units}`;
    if (this.#tty.columns <= BAR_COLUMNS) return counts;
    const filled = Math.min(BAR_WIDTH, Math.trunc(Math.trunc((bar.current / bar.total) * 100) / 2));
    return `[${'='.repeat(filled)}>${' '.repeat(BAR_WIDTH - filled)}] ${counts}`;
  }
}
