import { useEffect, useState } from 'react';
import { HOP_COLUMNS, hopColumn } from '../../sim/trace/record.ts';
import { t } from '../common/messages.ts';
import { dropReason } from '../inspect/record-words.ts';
import { door } from '../store/door.ts';
import { subscribeHops } from '../store/hops.ts';

/** More often would talk over itself. */
const QUIET_MS = 2500;

function lastDrop(hops: Float64Array): number | undefined {
  for (let row = hops.length - HOP_COLUMNS; row >= 0; row -= HOP_COLUMNS) {
    if (hops[row + hopColumn.drop] !== 0) return hops[row + hopColumn.seq];
  }
  return undefined;
}

/** Tells screen readers of drops, which the map shows by markers. */
export function Narrator() {
  const [text, setText] = useState('');
  useEffect(() => {
    let spoke = Number.NEGATIVE_INFINITY;
    return subscribeHops((hops) => {
      const seq = lastDrop(hops);
      if (seq === undefined || performance.now() - spoke < QUIET_MS) return;
      spoke = performance.now();
      door()
        ?.record(seq)
        .then(
          (detail) => {
            if (detail?.record.reason === undefined) return;
            const { protocol, netns, reason } = detail.record;
            setText(t('narrator.drop', { protocol, netns, reason: dropReason(reason) }));
          },
          () => undefined,
        );
    });
  }, []);
  return (
    <output className="visually-hidden" aria-live="polite">
      {text}
    </output>
  );
}
