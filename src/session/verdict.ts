// Whether a check of a guided step is met, and what is missing if not.

export interface Verdict {
  readonly met: boolean;
  /** What is missing, in words; empty when met. */
  readonly missing: string;
}

export const yes: Verdict = { met: true, missing: '' };
export const no = (missing: string): Verdict => ({ met: false, missing });

/** For a thing that shall be there, or shall not. */
export function wanted(isSo: boolean, absent: boolean | undefined, missing: string, superfluous: string): Verdict {
  if (absent) return isSo ? no(superfluous) : yes;
  return isSo ? yes : no(missing);
}
