// Where the page stands in time.
import { useLab } from './lab.ts';

/** Time stands before the end of its branch: what is done now is done in the past. */
export function inPast(): boolean {
  return useLab.getState().timeline?.end !== undefined;
}
