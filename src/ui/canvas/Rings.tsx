import { ViewportPortal } from '@xyflow/react';
import { useEffect } from 'react';
import { useArrangement } from './arrangement.ts';
import { changedMarks } from './changed.ts';
import type { Picture } from './layout/model.ts';
import { type Mark, rectOfMark, usePointing } from './pointing.ts';

/** How long a thing is lit that a command has made or changed. */
const LIT_MS = 1600;
let serial = 0;

/** Lights what differs from the picture before. */
function useLighting(): void {
  useEffect(() => {
    const timers = new Set<ReturnType<typeof setTimeout>>();
    const stop = useArrangement.subscribe(({ picture, view }, { picture: before, view: viewBefore }) => {
      if (!picture || !before || view === viewBefore) return;
      const lit = changedMarks(before, picture).map((mark) => ({ mark, serial: serial++ }));
      if (lit.length === 0) return;
      const numbers = new Set(lit.map((one) => one.serial));
      usePointing.setState((now) => ({ lit: [...now.lit, ...lit] }));
      const timer = setTimeout(() => {
        timers.delete(timer);
        usePointing.setState((now) => ({ lit: now.lit.filter((one) => !numbers.has(one.serial)) }));
      }, LIT_MS);
      timers.add(timer);
    });
    return () => {
      stop();
      for (const timer of timers) clearTimeout(timer);
      usePointing.setState({ lit: [] });
    };
  }, []);
}

function Ring({ mark, picture, look }: { readonly mark: Mark; readonly picture: Picture; readonly look: string }) {
  const rect = rectOfMark(mark, picture);
  if (!rect) return null;
  const { x, y, width, height } = rect;
  return <div className={`ring ring-${look}`} style={{ translate: `${x}px ${y}px`, width, height }} />;
}

/** Rings around what is pointed at: matches, words in a terminal, what has just changed. */
export function Rings() {
  useLighting();
  const picture = useArrangement((arrangement) => arrangement.picture);
  const { found, hovered, lit } = usePointing();
  if (!picture || (found.length === 0 && lit.length === 0 && hovered === undefined)) return null;
  return (
    <ViewportPortal>
      {found.map((mark) => (
        <Ring key={`${mark.box} ${mark.uid}`} mark={mark} picture={picture} look="found" />
      ))}
      {lit.map((one) => (
        <Ring key={one.serial} mark={one.mark} picture={picture} look="lit" />
      ))}
      {hovered && <Ring mark={hovered} picture={picture} look="hovered" />}
    </ViewportPortal>
  );
}
