import './drops.css';
import { useStore, ViewportPortal } from '@xyflow/react';
import { X } from 'lucide-react';
import { t } from '../../common/messages.ts';
import { dropReason } from '../../inspect/record-words.ts';
import { useLab } from '../../store/lab.ts';
import { useArrangement } from '../arrangement.ts';
import { DropList } from './DropList.tsx';
import { type DropMark, useDrops } from './drops.ts';

/** Says in words, at the place where it happened, why packets ended there. The newest is spelt out, the others on demand. */
export function DropMarkers() {
  const marks = useDrops((drops) => drops.marks);
  const zoom = useStore((flow) => flow.transform[2]);
  if (marks.length === 0) return null;
  const seen = new Map<number, number>();
  return (
    <ViewportPortal>
      {marks.map((mark) => {
        const row = seen.get(mark.uid) ?? 0;
        seen.set(mark.uid, row + 1);
        const others = mark === marks.at(-1) ? marks.length - 1 : undefined;
        return <DropMarker key={`${mark.uid}-${mark.reason}`} mark={mark} row={row} others={others} zoom={zoom} />;
      })}
    </ViewportPortal>
  );
}

/** A marker's height with the gap to the next, on screen. */
const ROW = 32;
/** Between a marker and its device. */
const GAP = 5;
/** Up to this zoom markers are of one size on the screen, however far away the map is: they are read, and pressed. */
const GROWS_FROM = 1.25;

interface DropMarkerProps {
  readonly mark: DropMark;
  /** Counts the markers at the same device: they stand one above the other. */
  readonly row: number;
  /** Of the newest: how many others there are. */
  readonly others: number | undefined;
  readonly zoom: number;
}

function DropMarker({ mark, row, others, zoom }: DropMarkerProps) {
  const { dismiss, dismissAll } = useDrops.getState();
  const place = useArrangement((arrangement) => arrangement.picture?.devices.get(mark.uid));
  const box = useStore((flow) => (place ? flow.nodeLookup.get(place.box)?.internals.positionAbsolute : undefined));
  if (!place || !box) return null;
  const scale = 1 / Math.min(GROWS_FROM, zoom);
  const x = box.x + place.place.x + place.place.width / 2;
  // Nothing is above the row of switches and routers: their markers hang below.
  const below = /^(switch|router|internet):/.test(place.box);
  const y = box.y + place.place.y + (below ? place.place.height + GAP + row * ROW * scale : -GAP - row * ROW * scale);
  const rise = below ? '0' : '-100%';
  return (
    <div
      className="drop-mark"
      data-newest={others !== undefined || undefined}
      style={{
        transform: `translate(${x}px, ${y}px) translate(-50%, ${rise}) scale(${scale})`,
        transformOrigin: below ? '50% 0' : '50% 100%',
      }}
    >
      {mark.count > 1 ? <DropList mark={mark} /> : <OneDrop mark={mark} />}
      <button
        type="button"
        className="drop-dismiss"
        aria-label={t('canvas.drop.dismiss')}
        onClick={() => dismiss(mark.uid, mark.reason)}
      >
        <X aria-hidden />
      </button>
      {others !== undefined && others > 0 && (
        <button type="button" className="drop-all" onClick={dismissAll}>
          {t('canvas.drop.dismissAll', { count: others + 1 })}
        </button>
      )}
    </div>
  );
}

function OneDrop({ mark }: { readonly mark: DropMark }) {
  const select = useLab((lab) => lab.select);
  const seq = mark.endings.at(-1)?.seq;
  const reason = dropReason(mark.reason);
  return (
    <button
      type="button"
      className="drop-open"
      aria-label={t('canvas.drop.open', { reason })}
      onClick={() => seq !== undefined && select({ kind: 'record', seq })}
    >
      <span className="drop-sign" aria-hidden="true">
        ✕
      </span>
      <span className="drop-reason">{reason}</span>
    </button>
  );
}
