// What Compose tells of its work while containers' output goes on: lines among theirs.
// Source: docker/compose pkg/progress/mixed.go, writer.go RunWithLog.
// Not modelled: nothing known.
import type { Blocking } from '../../host/sys.ts';
import type { LogWriter } from './log-writer.ts';
import { green, type Progress, type ProgressEvent } from './progress.ts';

export class MixedProgress implements Progress {
  readonly #log: LogWriter;
  constructor(log: LogWriter) {
    this.#log = log;
  }

  event({ id, text = '', statusText = '' }: ProgressEvent): Blocking<void> {
    return this.#log.status('', `${id} ${text} ${green(statusText)}`);
  }

  during<T>(body: Blocking<T>): Blocking<T> {
    return body;
  }
}
