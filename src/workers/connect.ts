// Starts the simulator's worker and gives the page its door.
import { proxy, type Remote, releaseProxy, wrap } from 'comlink';
import type { Frame } from '../session/protocol.ts';
import { filler, type ThinFrame, type WireApi } from './wire.ts';

export interface Connection {
  readonly api: Remote<WireApi>;
  /** Makes a callback that the worker can call. */
  frames(onFrame: (frame: Frame) => void): (frame: ThinFrame) => void;
  close(): void;
}

/** Starts a worker. `onFailure` hears of one that throws outside of a call, or (without a message) does not load. */
export function connect(onFailure: (message: string | undefined, stack: string) => void): Connection {
  const worker = new Worker(new URL('./sim.worker.ts', import.meta.url), { type: 'module', name: 'hoplab-sim' });
  worker.addEventListener('error', (event) => {
    const where = event.filename ? `${event.filename}:${event.lineno}:${event.colno}` : '';
    onFailure(event.message || undefined, where);
  });
  worker.addEventListener('messageerror', () => onFailure('messageerror', ''));
  const api = wrap<WireApi>(worker);
  return {
    api,
    frames: (onFrame) => {
      const fill = filler();
      return proxy((frame: ThinFrame) => onFrame(fill(frame)));
    },
    close: () => {
      api[releaseProxy]();
      worker.terminate();
    },
  };
}
