// What all of Compose's operations work with: the engine, and where progress and warnings are told.
// Source: docker/compose pkg/compose/compose.go; sirupsen/logrus text_formatter.go.
// Not modelled: dry runs.
import { formatRfc3339 } from '../../base/time.ts';
import type { Client } from '../../cli/client.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Progress } from './progress.ts';

export class Backend {
  readonly client: Client;
  readonly progress: Progress;
  constructor(client: Client, progress: Progress) {
    this.client = client;
    this.progress = progress;
  }

  warn(message: string): Blocking<void> {
    return warn(this.client, message);
  }
}

/** logrus pads its messages on terminals to this width. */
const MESSAGE_WIDTH = 44;

/** A warning on standard error, as logrus writes it: coloured on a terminal, `time=… level=… msg=…` elsewhere. */
export function* warn(client: Client, message: string): Blocking<void> {
  if (client.sys.file(2)?.tty) {
    yield* client.warn(`\x1b[33mWARN\x1b[0m[0000] ${message.padEnd(MESSAGE_WIDTH)} `);
    return;
  }
  const time = formatRfc3339(client.sys.wallClock());
  const text = /^[A-Za-z0-9\-._/@^+]+$/.test(message) ? message : JSON.stringify(message);
  yield* client.warn(`time="${time}" level=warning msg=${text}`);
}
