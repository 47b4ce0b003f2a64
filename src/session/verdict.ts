// Whether a check of a guided step is met, and what is missing if not.
import type { Missing } from './protocol.ts';

export interface Verdict {
  readonly met: boolean;
  /** Absent when met. */
  readonly missing?: Missing;
}

export const yes: Verdict = { met: true };
export const no = (missing: Missing): Verdict => ({ met: false, missing });
export const notYet: Verdict = no({ kind: 'not-yet' });
export const stillThere: Verdict = no({ kind: 'still-there' });

/** For a thing that shall be there, or shall not. */
export function wanted(isSo: boolean, absent = false): Verdict {
  if (isSo !== absent) return yes;
  return absent ? stillThere : notYet;
}
