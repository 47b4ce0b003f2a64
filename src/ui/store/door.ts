// The worker's door, once it is open. Stores call through it; only lab/connection.ts sets it.
import type { Remote } from 'comlink';
import type { LabApi } from '../../session/protocol.ts';

/** The session as the page sees it. */
export type Door = Remote<LabApi>;

let current: Door | undefined;

/** The door, or undefined while no world runs (loading, crashed). */
export function door(): Door | undefined {
  return current;
}

export function setDoor(next: Door | undefined): void {
  current = next;
}
