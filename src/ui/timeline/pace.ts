// How fast time goes, and whether it does.
import { useLab } from '../store/lab.ts';

export const SPEEDS: readonly number[] = [0.25, 0.5, 1, 2, 4, 8];

/** One speed up (1) or down (-1). */
export function changeSpeed(direction: 1 | -1): void {
  const { pacing, setPacing } = useLab.getState();
  const faster = SPEEDS.find((speed) => speed > pacing.speed);
  const slower = SPEEDS.findLast((speed) => speed < pacing.speed);
  const speed = direction === 1 ? faster : slower;
  if (speed !== undefined) setPacing({ speed });
}

export function togglePlaying(): void {
  const { pacing, setPacing } = useLab.getState();
  setPacing({ playing: !pacing.playing });
}
