// Where the page stands in time, for those who may not know the lab's store. Only lab/connection.ts sets it.
let past = false;

/** Time stands before the end of its branch: what is done now is done in the past. */
export function inPast(): boolean {
  return past;
}

export function setInPast(isPast: boolean): void {
  past = isPast;
}
