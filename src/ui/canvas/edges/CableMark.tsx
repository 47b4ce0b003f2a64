import type { CableView } from '../../../session/protocol.ts';
import { t } from '../../common/messages.ts';
import type { Point } from '../layout/model.ts';

/** Delay of a short cable, in milliseconds: what is not worth a word. */
const USUAL_LATENCY = 1;
const RADIUS = 13;
const ARM = 5;

/** What is wrong with a cable, on its middle: a cross where it is cut, or what it loses and how it delays. */
export function CableMark({ cable, at }: { readonly cable: CableView; readonly at: Point }) {
  const place = `translate(${at.x} ${at.y})`;
  if (cable.cut) {
    return (
      <g className="cable-cut" transform={place}>
        <circle r={RADIUS} />
        <path d={`M${-ARM} ${-ARM}L${ARM} ${ARM}M${ARM} ${-ARM}L${-ARM} ${ARM}`} />
      </g>
    );
  }
  const words = [
    ...(cable.loss > 0 ? [t('canvas.menu.percent', { count: cable.loss })] : []),
    ...(cable.latency >= USUAL_LATENCY ? [t('canvas.menu.milliseconds', { count: cable.latency })] : []),
  ].join(' · ');
  if (words === '') return null;
  const width = words.length * 9 + 18;
  return (
    <g className="cable-fault" transform={place}>
      <rect x={-width / 2} y={-RADIUS} width={width} height={2 * RADIUS} rx={RADIUS} />
      <text>{words}</text>
    </g>
  );
}
