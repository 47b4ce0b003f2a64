import { useEffect, useState } from 'react';
import { HOP_COLUMNS, hopColumn } from '../../sim/trace/record.ts';
import { t } from '../common/messages.ts';
import { dropReason } from '../inspect/record-words.ts';
import { checkLabel } from '../scenario/check-label.ts';
import { door } from '../store/door.ts';
import { subscribeHops } from '../store/hops.ts';
import { type LabState, useLab } from '../store/lab.ts';
import { type Preferences, usePrefs } from '../store/prefs.ts';
import { hostIsBusy } from '../terminal/run.ts';
import { agoText } from '../timeline/words.ts';
import { changes } from './changes.ts';
import { isImportant, type News, tell } from './news.ts';

/** More often would talk over itself. */
const QUIET_MS = 1000;

/** Collects what happens, and tells of it at most once a second. */
class Narration {
  readonly #say: (text: string) => void;
  readonly #everything: boolean;
  #news: News[] = [];
  #drops = 0;
  #lastDrop: number | undefined;
  /** Commands that were typed, and are not known to have finished. */
  #typed: { readonly host: string; readonly text: string }[] = [];
  #typedUntil = useLab.getState().time;
  #leapt = false;
  /** The view that comes with a leap is of another moment: between it and the one before, nothing has happened. */
  #isAnother = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(say: (text: string) => void, everything: boolean) {
    this.#say = say;
    this.#everything = everything;
  }

  /** Begins to listen; answers with the way to stop. */
  start(): () => void {
    const stops = [
      useLab.subscribe((now, before) => this.#follow(now, before)),
      subscribeHops((hops) => this.#countDrops(hops)),
    ];
    return () => {
      for (const stop of stops) stop();
      clearTimeout(this.#timer);
    };
  }

  #follow(now: LabState, before: LabState): void {
    const isReady = now.status === 'ready' && before.status === 'ready';
    if (!isReady || now.leaps !== before.leaps) this.#beginAgain(isReady);
    if (this.#isAnother) return;
    if (this.#everything && now.timeline !== before.timeline) this.#takeTyped(now);
    if (now.view !== undefined && before.view !== undefined && now.view !== before.view) {
      this.#add(changes(before.view, now.view));
    }
    if (now.checks !== before.checks) this.#add(reached(before, now));
  }

  /** Another lab, or another moment of this one. */
  #beginAgain(leapt: boolean): void {
    this.#news = [];
    this.#typed = [];
    this.#drops = 0;
    this.#leapt = leapt;
    if (leapt) this.#wait();
    if (this.#isAnother) return;
    this.#isAnother = true;
    // What comes with the same frame belongs to it.
    queueMicrotask(() => {
      this.#isAnother = false;
      this.#typedUntil = useLab.getState().time;
    });
  }

  #takeTyped({ timeline }: LabState): void {
    const commands = timeline?.marks.filter((mark) => mark.kind === 'command') ?? [];
    for (const { time: at, text, host = '' } of commands) {
      if (at <= this.#typedUntil) continue;
      this.#typedUntil = at;
      this.#typed.push({ host, text });
    }
    if (this.#typed.length > 0) this.#wait();
  }

  #countDrops(hops: Float64Array): void {
    for (let row = 0; row < hops.length; row += HOP_COLUMNS) {
      if (hops[row + hopColumn.drop] === 0) continue;
      this.#drops++;
      this.#lastDrop = hops[row + hopColumn.seq];
    }
    if (this.#drops > 0) this.#wait();
  }

  #add(news: readonly News[]): void {
    this.#news.push(...news.filter((one) => this.#everything || isImportant(one)));
    if (this.#news.length > 0) this.#wait();
  }

  #wait(): void {
    this.#timer ??= setTimeout(() => void this.#speak(), QUIET_MS);
  }

  async #speak(): Promise<void> {
    const told = [...(this.#leapt ? [whereTimeStands()] : []), ...(await this.#dropped())];
    this.#leapt = false;
    const done = this.#typed.filter(({ host }) => !hostIsBusy(host));
    this.#typed = this.#typed.filter((one) => !done.includes(one));
    this.#add(done.map(({ host, text }) => ({ kind: 'done', host, text })));
    told.push(...tell(this.#news));
    this.#news = [];
    this.#timer = undefined;
    if (this.#typed.length + this.#drops > 0) this.#wait();
    if (told.length > 0) this.#say(told.join(' '));
  }

  async #dropped(): Promise<readonly string[]> {
    const count = this.#drops;
    if (count === 0 || this.#lastDrop === undefined) return [];
    this.#drops = 0;
    const detail = await door()
      ?.record(this.#lastDrop)
      .catch(() => undefined);
    if (detail?.record.reason === undefined) return [];
    const { protocol, netns, reason } = detail.record;
    const last = t('narrate.drop', { protocol, netns, reason: dropReason(reason) });
    return count === 1 ? [last] : [last, t('narrate.drops', { count: count - 1 })];
  }
}

function whereTimeStands(): string {
  const { timeline, time } = useLab.getState();
  return timeline?.end === undefined ? t('timeline.isNow') : t('timeline.past', { ago: agoText(timeline.end - time) });
}

/** The goals of the guide that are met now and were not before. */
function reached(before: LabState, now: LabState): readonly News[] {
  const met = ({ checks }: LabState) =>
    checks.flatMap(({ step, checks: ofStep }) =>
      ofStep.flatMap(({ check, met: isMet }, i) => (isMet ? [{ id: `${step} ${i}`, check }] : [])),
    );
  const known = new Set(met(before).map(({ id }) => id));
  return met(now)
    .filter(({ id }) => !known.has(id))
    .map(({ check }) => ({ kind: 'goal', goal: checkLabel(check) }));
}

/** What was said last of what happens in the lab; the same text once more is another time. */
export function useNarration(narration: Preferences['narration']): { readonly text: string; readonly times: number } {
  const [said, setSaid] = useState({ text: '', times: 0 });
  useEffect(() => {
    if (narration === 'off') return;
    const say = (text: string) => setSaid(({ times }) => ({ text, times: times + 1 }));
    return new Narration(say, narration === 'everything').start();
  }, [narration]);
  return said;
}

/** Tells screen readers of what happens in the lab. */
export function Narrator() {
  const said = useNarration(usePrefs((prefs) => prefs.narration));
  return (
    <output className="visually-hidden" aria-live="polite">
      {/* The same text once more is news, too. */}
      <span key={said.times}>{said.text}</span>
    </output>
  );
}
