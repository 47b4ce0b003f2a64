import './happenings.css';
import type { Happening } from '../../session/protocol.ts';
import { t } from '../common/messages.ts';
import { clock } from '../common/time.ts';

/** What has happened when and where, as a line of time from top to bottom. */
export function Happenings({ title, list }: { readonly title: string; readonly list: readonly Happening[] }) {
  if (list.length === 0) return <p className="muted">{t('inspector.noHappenings')}</p>;
  const times = list.map((one) => clock(one.time));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: text that scrolls must be reachable by keyboard
    <ol className="happenings" aria-label={title} tabIndex={0}>
      {list.map(({ time, who, text, tone }, i) => (
        // Records of the past never change their order.
        // biome-ignore lint/suspicious/noArrayIndexKey: two may say the same at the same time
        <li key={`${time} ${i}`} data-tone={tone}>
          <time>{times[i] === times[i - 1] ? '' : times[i]}</time>
          <span>
            {who !== '' && <strong>{who}</strong>} {text}
          </span>
        </li>
      ))}
    </ol>
  );
}
