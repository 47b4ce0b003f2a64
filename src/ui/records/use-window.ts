// Which rows of a long list are in sight, and whether it follows its end.
import { useEffect, useRef, useState } from 'react';
import { rem } from '../common/rem.ts';

export const ROW_HEIGHT = Math.round(rem(1.75));
/** Rows drawn beyond the edges, so that scrolling does not show a gap. */
const BEYOND = 12;

export function useWindow(count: number) {
  const box = useRef<HTMLDivElement>(null);
  const [following, setFollowing] = useState(true);
  const [sight, setSight] = useState({ top: 0, height: 300 });
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setSight({ top: element.scrollTop, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new rows are the occasion to follow the end
  useEffect(() => {
    const element = box.current;
    if (element !== null && following) element.scrollTop = element.scrollHeight;
  }, [count, following]);
  const onScroll = () => {
    const element = box.current;
    if (element === null) return;
    setFollowing(element.scrollTop + element.clientHeight >= element.scrollHeight - ROW_HEIGHT);
    setSight({ top: element.scrollTop, height: element.clientHeight });
  };
  const reveal = (index: number) => {
    const element = box.current;
    if (element === null) return;
    const top = index * ROW_HEIGHT;
    if (top < element.scrollTop) element.scrollTop = top;
    // One row's height more for the header, which sticks to the top.
    const bottom = top + 2 * ROW_HEIGHT;
    if (bottom > element.scrollTop + element.clientHeight) element.scrollTop = bottom - element.clientHeight;
  };
  const first = Math.min(count, Math.max(0, Math.floor(sight.top / ROW_HEIGHT) - BEYOND));
  const last = Math.min(count, Math.ceil((sight.top + sight.height) / ROW_HEIGHT) + BEYOND);
  return { box, onScroll, reveal, first, last, following, follow: setFollowing };
}
