// Going from record to record: in the list's order, and along a conversation. Works wherever the focus is.
import { door } from '../store/door.ts';
import { useLab } from '../store/lab.ts';
import { currentQuery, useSearch } from './search.ts';

function selectedSeq(): number | undefined {
  const { selection } = useLab.getState();
  return selection?.kind === 'record' ? selection.seq : undefined;
}

/** Selects the next record of those found (1), or the one before (-1). */
export function alongList(step: 1 | -1): void {
  const { rows } = useSearch.getState();
  if (rows.count === 0) return;
  const seq = selectedSeq();
  const place = seq === undefined ? rows.count : rows.place(seq);
  const isThere = seq !== undefined && rows.indexOf(seq) >= 0;
  const to = step === -1 ? place - 1 : place + (isThere ? 1 : 0);
  const next = rows.at(Math.min(rows.count - 1, Math.max(0, to)), 'seq');
  useLab.getState().select({ kind: 'record', seq: next });
}

/** Selects the next record of the same conversation, or the one before. */
export async function alongFlow(step: 1 | -1): Promise<void> {
  const seq = selectedSeq();
  if (seq === undefined) return alongList(step);
  const next = await door()?.along(currentQuery(), seq, step);
  // What waits behind a question is not shown.
  const isShown = next !== undefined && next < useLab.getState().records.next;
  if (isShown && selectedSeq() === seq) useLab.getState().select({ kind: 'record', seq: next });
}
