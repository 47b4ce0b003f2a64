// What Compose tells of its work while it goes on: a line for each event, or on a terminal a table that is drawn again and again.
// Source: docker/compose pkg/progress/{plain,tty,quiet,event,spinner,colors}.go.
// Not modelled: sub-events of pulls.
import type { Client } from '../../cli/client.ts';
import { Branch, runUntil } from '../../cli/concurrent.ts';
import type { Blocking, TtyControl } from '../../host/sys.ts';
import { goJson } from '../model/encode.ts';

export type Status = 'working' | 'done' | 'warning' | 'error';

export interface ProgressEvent {
  /** `Container web-1` */
  readonly id: string;
  readonly status: Status;
  readonly text?: string;
  readonly statusText?: string;
}

export interface Progress {
  /** Does it draw on a terminal? */
  readonly draws?: boolean;
  /** Tells of one event. */
  event(event: ProgressEvent): Blocking<void>;
  /** Runs a body whose events are told. `title` is what a terminal's table is headed with. */
  during<T>(body: Blocking<T>, title?: string): Blocking<T>;
}

export type ProgressMode = 'auto' | 'tty' | 'plain' | 'quiet' | 'json';

export function progressOf(client: Client, mode: ProgressMode): Progress {
  const tty = client.sys.file(2)?.tty;
  if (mode === 'quiet') return new QuietProgress();
  if (mode === 'json') return new JsonProgress(client);
  if (mode === 'tty' || (mode === 'auto' && tty)) return new TtyProgress(client, tty);
  return new PlainProgress(client);
}

/** A shorthand for the events that most operations tell. */
export function event(progress: Progress, id: string, status: Status, statusText: string): Blocking<void> {
  return progress.event({ id, status, statusText });
}

class QuietProgress implements Progress {
  *event(): Blocking<void> {}

  during<T>(body: Blocking<T>): Blocking<T> {
    return body;
  }
}

/** One JSON object for each event. */
class JsonProgress implements Progress {
  readonly #client: Client;
  constructor(client: Client) {
    this.#client = client;
  }

  event({ id, text = '', statusText = '' }: ProgressEvent): Blocking<void> {
    return this.#client.warn(goJson({ id, ...(text && { text }), ...(statusText && { status: statusText }) }));
  }

  during<T>(body: Blocking<T>): Blocking<T> {
    return body;
  }
}

class PlainProgress implements Progress {
  readonly #client: Client;
  constructor(client: Client) {
    this.#client = client;
  }

  event({ id, text = '', statusText = '' }: ProgressEvent): Blocking<void> {
    return this.#client.warn(` ${id} ${text} ${statusText}`);
  }

  during<T>(body: Blocking<T>): Blocking<T> {
    return body;
  }
}

const REDRAW_INTERVAL = 100_000;
const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
type Colour = (text: string) => string;
const colour =
  (code: string): Colour =>
  (text) =>
    `\x1b[${code}m${text}\x1b[0m`;
const [yellow, blue] = [colour('33'), colour('34')];
export const [green, red] = [colour('32'), colour('31')];
/** Warnings and errors also stand out. */
export const bold =
  (paint: Colour): Colour =>
  (text) =>
    paint(`\x1b[1m${text}`);

interface Row {
  readonly event: ProgressEvent;
  readonly startedAt: number;
  readonly endedAt: number | undefined;
}

/** The table, with a clock for each row. */
class TtyProgress implements Progress {
  readonly draws = true;
  readonly #client: Client;
  readonly #tty: TtyControl | undefined;
  readonly #rows = new Map<string, Row>();
  #drawn = 0;
  #title = '';
  constructor(client: Client, tty: TtyControl | undefined) {
    this.#client = client;
    this.#tty = tty;
  }

  // biome-ignore lint/correctness/useYield: it is drawn at the next tick
  *event(event: ProgressEvent): Blocking<void> {
    const now = this.#client.sys.now();
    const before = this.#rows.get(event.id);
    const endedAt = event.status === 'working' ? undefined : (before?.endedAt ?? now);
    this.#rows.set(event.id, { event, startedAt: before?.startedAt ?? now, endedAt });
  }

  *during<T>(body: Blocking<T>, title = 'Running'): Blocking<T> {
    this.#rows.clear();
    this.#drawn = 0;
    this.#title = title;
    const work = new Branch(body);
    const clock = new Branch(this.#redraw());
    try {
      yield* runUntil([work, clock], [work]);
    } finally {
      work.stop();
      clock.stop();
      yield* this.#draw();
    }
    if (!work.result) throw new TypeError('work that neither ended nor failed');
    return work.result.value;
  }

  *#redraw(): Blocking<void> {
    for (;;) {
      const { sys } = this.#client;
      yield* sys.wait([], sys.now() + REDRAW_INTERVAL);
      yield* this.#draw();
    }
  }

  *#draw(): Blocking<void> {
    if (this.#rows.size === 0) return;
    const rows = [...this.#rows.values()];
    const done = rows.filter(({ event }) => event.status !== 'working').length;
    const width = Math.max(...rows.map(({ event }) => `${event.id} ${event.text ?? ''}`.length));
    const head = `[+] ${this.#title} ${done}/${rows.length}`;
    const back = this.#drawn > 0 ? `\x1b[${this.#drawn}A` : '';
    const lines = [done === rows.length ? blue(head) : head, ...rows.map((row) => this.#line(row, width))];
    this.#drawn = lines.length;
    yield* this.#client.sys.error(`${back}\r\x1b[?25l${lines.map((line) => `\x1b[2K${line}\n`).join('')}\x1b[?25h`);
  }

  #line({ event, startedAt, endedAt }: Row, width: number): string {
    const { id, status, text = '', statusText = '' } = event;
    const now = this.#client.sys.now();
    const seconds = ((endedAt ?? now) - startedAt) / 1_000_000;
    const timer = `${seconds.toFixed(1)}s `;
    const columns = this.#tty?.columns ?? 80;
    const room = columns - `${id} ${text}`.length - width - 15;
    const shown = room > 0 && statusText.length > room ? `${statusText.slice(0, room)}...` : statusText;
    const left = ` ${this.#sign(status, now - startedAt)} ${`${id} ${text}`.padEnd(width)} `;
    const length = 4 + width + shown.length + 1;
    return `${left}${tint(status, shown)}${' '.repeat(Math.max(1, columns - length - timer.length))}${blue(timer)}`;
  }

  #sign(status: Status, elapsed: number): string {
    switch (status) {
      case 'done':
        return green('✔');
      case 'warning':
        return bold(yellow)('!');
      case 'error':
        return bold(red)('✘');
      case 'working':
        return yellow(SPINNER[Math.floor(elapsed / REDRAW_INTERVAL) % SPINNER.length] ?? '');
    }
  }
}

function tint(status: Status, text: string): string {
  switch (status) {
    case 'done':
      return green(text);
    case 'warning':
      return bold(yellow)(text);
    case 'error':
      return bold(red)(text);
    case 'working':
      return text;
  }
}
