// What the line of time can be asked: each of it is a question to the worker, and frames tell what came of it.
import type { HistoryEdit, StepKind, Travel } from '../../session/protocol.ts';
import { sendInput } from '../store/door.ts';
import { useLab } from '../store/lab.ts';
import { usePrefs } from '../store/prefs.ts';

export function travel(to: Travel): void {
  sendInput((door) => door.travel(to));
}

export function editHistory(edit: HistoryEdit): void {
  sendInput((door) => door.editHistory(edit));
}

let wanted: number | undefined;
let isUnderWay = false;

/** Goes to a moment. While one is being gone to, only the last that was asked for is next. */
export function seek(time: number): void {
  wanted = time;
  if (!isUnderWay) goOn();
}

function goOn(): void {
  const time = wanted;
  if (time === undefined) return;
  wanted = undefined;
  isUnderWay = true;
  sendInput((door) =>
    door.seek(time).finally(() => {
      isUnderWay = false;
      goOn();
    }),
  );
  if (useLab.getState().status !== 'ready') isUnderWay = false;
}

/** One step of the kind that the reader has chosen, or of another. */
export function step(back: boolean, of: StepKind = usePrefs.getState().stepKind): void {
  useLab.getState().step(of, back);
}
