// Lines of several containers on one output, each with its container's name before it.
// Source: docker/compose cmd/formatter/logs.go, colors.go; pkg/utils/writer.go.
// Not modelled: nothing known.
import { formatRfc3339Fixed } from '../../base/time.ts';
import type { Client } from '../../cli/client.ts';
import type { HttpStream, StreamChunk } from '../../host/http.ts';
import type { Blocking } from '../../host/sys.ts';

/** In the order in which containers get them. */
const COLOURS = ['36', '33', '32', '35', '34', '1;36', '1;33', '1;32', '1;35', '1;34'];
const RESET_LINE = '\r\x1b[K';

export class LogWriter {
  readonly #client: Client;
  readonly #color: boolean;
  readonly #prefix: boolean;
  readonly #timestamps: boolean;
  /** Names with their colours, in the order in which they first spoke. */
  readonly #names = new Map<string, string | undefined>();
  constructor(client: Client, color: boolean, prefix: boolean, timestamps: boolean) {
    this.#client = client;
    this.#color = color;
    this.#prefix = prefix;
    this.#timestamps = timestamps;
  }

  /** Gives a container its colour and its place; the empty name has none. */
  register(name: string): void {
    if (this.#names.has(name)) return;
    const [parent = '', more] = name.split(' ');
    if (more !== undefined) {
      // A hook speaks in the colour of its container.
      this.register(parent);
      this.#names.set(name, this.#names.get(parent));
      return;
    }
    const count = [...this.#names.keys()].filter((each) => each !== '' && !each.includes(' ')).length;
    this.#names.set(name, this.#color && name !== '' ? COLOURS[count % COLOURS.length] : undefined);
  }

  #paint(name: string, text: string): string {
    const colour = this.#names.get(name);
    return colour === undefined ? text : `\x1b[${colour}m${text}\x1b[0m`;
  }

  *line(name: string, text: string, channel: StreamChunk['channel'] = 'stdout'): Blocking<void> {
    this.register(name);
    const width = 1 + Math.max(...[...this.#names.keys()].map((each) => each.length));
    const prefix = this.#prefix ? this.#paint(name, `${name.padEnd(width)} | `) : '';
    const time = this.#timestamps ? `${formatRfc3339Fixed(this.#client.sys.wallClock())} ` : '';
    yield* this.#client.sys.write(channel === 'stderr' ? 2 : 1, `${prefix}${time}${text}\n`);
  }

  *status(name: string, text: string): Blocking<void> {
    this.register(name);
    yield* this.#client.sys.print(this.#paint(name, `${RESET_LINE}${name} ${text}\n`));
  }

  /** Copies a container's output until it ends; errors stay errors, unless `merged`. */
  *copy(name: string, stream: HttpStream | undefined, body: string | undefined, merged = false): Blocking<void> {
    const rest = { stdout: '', stderr: '' };
    let chunk: StreamChunk | undefined = { channel: 'stdout', text: body ?? '' };
    while (chunk) {
      const channel: StreamChunk['channel'] = merged ? 'stdout' : chunk.channel;
      const lines: string[] = (rest[channel] + chunk.text).split('\n');
      rest[channel] = lines.pop() ?? '';
      for (const line of lines) yield* this.line(name, line, channel);
      chunk = stream ? yield* stream.read() : undefined;
    }
    for (const channel of ['stdout', 'stderr'] as const) {
      if (rest[channel] !== '') yield* this.line(name, rest[channel], channel);
    }
  }
}
