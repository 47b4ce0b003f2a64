// The worker's door, once it is open. Stores and parts of the page call through it; only lab/connection.ts sets it.
import type { LabApi } from '../../session/protocol.ts';

/** The session as the page sees it, once a lab is open: every answer is a promise. */
export type Door = {
  readonly [K in Exclude<keyof LabApi, 'open'>]: (...args: Parameters<LabApi[K]>) => Promise<ReturnType<LabApi[K]>>;
};

let current: Door | undefined;
const inputListeners = new Set<() => void>();

/** The door, or undefined while no world takes input (loading, replaying, crashed). */
export function door(): Door | undefined {
  return current;
}

export function setDoor(next: Door | undefined): void {
  current = next;
}

/** Calls `listener` after every input that the page sent to the world; answers with the way to stop. */
export function onInput(listener: () => void): () => void {
  inputListeners.add(listener);
  return () => {
    inputListeners.delete(listener);
  };
}

/** Sends one input to the world, if it takes any. */
export function sendInput(send: (to: Door) => Promise<void>): void {
  if (current === undefined) return;
  // A call that fails after its worker was closed concerns nobody; a worker that crashes says so in a frame.
  send(current).catch(() => undefined);
  for (const listener of inputListeners) listener();
}

/** Sends one input that answers; undefined while the world takes none. */
export function askWithInput<T>(ask: (to: Door) => Promise<T>): Promise<T> | undefined {
  if (current === undefined) return undefined;
  const answer = ask(current);
  for (const listener of inputListeners) listener();
  return answer;
}
