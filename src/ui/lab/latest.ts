// The last that the page was told of the lab as a whole: for leaving, and for a worker that can no longer be asked.
import type { LabFile } from '../../session/protocol.ts';

let latest: LabFile | undefined;

export function latestLab(): LabFile | undefined {
  return latest;
}

export function setLatestLab(lab: LabFile | undefined): void {
  latest = lab;
}
