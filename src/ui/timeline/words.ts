import type { BranchView, TimelineMark } from '../../session/protocol.ts';
import { t } from '../common/messages.ts';
import { clock } from '../common/time.ts';

const SECOND = 1_000_000;

/** How long ago a moment is: `12.3 seconds`, `2 min 5 s`. */
export function agoText(microseconds: number): string {
  const seconds = microseconds / SECOND;
  if (seconds < 60) return t('timeline.ago', { count: seconds < 10 ? seconds.toFixed(1) : Math.round(seconds) });
  return t('timeline.agoMinutes', { minutes: Math.floor(seconds / 60), seconds: Math.floor(seconds % 60) });
}

export function branchTitle({ id, name, parent }: BranchView): string {
  if (name !== '') return name;
  return parent === undefined ? t('branch.main') : t('branch.unnamed', { id });
}

/** What a mark says of itself. */
export function markText({ kind, text, host, time, count }: TimelineMark): string {
  const at = clock(time);
  if (kind === 'drop') return t('timeline.drop', { count, time: at });
  if (kind === 'fork') return t('timeline.fork', { time: at });
  const said =
    kind === 'command'
      ? t('timeline.command', { text, host: host ?? '', time: at })
      : t(`timeline.${kind}`, { text, time: at });
  return count > 1 ? t('timeline.more', { text: said, count: count - 1 }) : said;
}
