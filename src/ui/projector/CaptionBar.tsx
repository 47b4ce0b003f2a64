import './caption.css';
import { useEffect, useState } from 'react';
import { HOP_COLUMNS, hopColumn } from '../../sim/trace/record.ts';
import { t } from '../common/messages.ts';
import { useNarration } from '../narrate/Narrator.tsx';
import { door } from '../store/door.ts';
import { subscribeHops } from '../store/hops.ts';

/** A sentence stays so long at least: a room reads it aloud in its head. */
const READ_MS = 1200;

async function sentenceOf(seq: number): Promise<string | undefined> {
  const detail = await door()?.record(seq);
  if (detail === undefined) return undefined;
  const { netns, protocol, info, why, kind } = detail.record;
  return kind === 'drop' && why !== '' ? why : t('caption.hop', { where: netns, protocol, info });
}

/** What has happened in the lab; between such news, the latest packet's hop, or why it was dropped. */
function useCaption(): string | undefined {
  const [caption, setCaption] = useState<string>();
  const { text, times } = useNarration('everything');
  // The same news once more are news, too.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (text !== '') setCaption(text);
  }, [text, times]);
  useEffect(() => {
    let latest: number | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = () => {
      timer = undefined;
      if (latest === undefined) return;
      const seq = latest;
      latest = undefined;
      sentenceOf(seq).then(
        (sentence) => sentence !== undefined && setCaption(sentence),
        () => undefined,
      );
      timer = setTimeout(show, READ_MS);
    };
    const stop = subscribeHops((hops) => {
      latest = hops[hops.length - HOP_COLUMNS + hopColumn.seq];
      if (timer === undefined) show();
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, []);
  return caption;
}

/** Under the map: what has just happened, for those who cannot look closely. */
export default function CaptionBar() {
  const caption = useCaption();
  return (
    <section className="caption-bar" aria-label={t('caption.label')}>
      {caption ?? t('caption.nothing')}
    </section>
  );
}
