import './live.css';
import { useEffect, useRef } from 'react';
import { t } from '../common/messages.ts';
import { changedLines } from './live-lines.ts';

interface LiveTextProps {
  readonly text: string;
  /** The line that a link led to, counted from 0. */
  readonly marked: number | undefined;
}

/** How long a line stays marked as changed, in milliseconds; as long as its fading lasts. */
const FRESH_MS = 6000;

/** What a real tool prints now; lines that have changed lately are marked, and the one that a link led to. */
export function LiveText({ text, marked }: LiveTextProps) {
  const before = useRef<string | undefined>(undefined);
  const fresh = useRef(new Map<number, number>());
  const row = useRef<HTMLSpanElement>(null);
  if (before.current !== text) {
    const now = Date.now();
    const kept = [...fresh.current].filter(([, since]) => now - since < FRESH_MS);
    const news = before.current === undefined ? [] : changedLines(before.current, text).map((at) => [at, now] as const);
    fresh.current = new Map([...kept, ...news]);
    before.current = text;
  }
  useEffect(() => {
    if (marked !== undefined) row.current?.scrollIntoView({ block: 'center' });
  }, [marked]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: text that scrolls must be reachable by keyboard
    <pre className="output live" tabIndex={0}>
      {text.split('\n').map((line, at) => {
        const since = fresh.current.get(at);
        // A line is what it is by its place; a new key starts its fading anew.
        const key = `${at} ${since ?? ''}`;
        const classes = [at === marked ? 'decided' : '', since === undefined ? '' : 'fresh'].join(' ').trim();
        return (
          <span key={key} className={classes === '' ? undefined : classes} ref={at === marked ? row : undefined}>
            {at === marked && <span className="visually-hidden">{t('live.decided')} </span>}
            {since !== undefined && <span className="visually-hidden">{t('live.changed')} </span>}
            {line === '' ? '\u200b' : line}
            {'\n'}
          </span>
        );
      })}
    </pre>
  );
}
