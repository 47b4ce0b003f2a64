import type { BlockView, CableView } from '../../../session/protocol.ts';
import { t } from '../../common/messages.ts';
import { blockedWords } from '../../faults/faults.ts';
import { useLab } from '../../store/lab.ts';
import type { Point } from '../layout/model.ts';

/** Delay of a short cable, in milliseconds: what is not worth a word. */
const USUAL_LATENCY = 1;
const RADIUS = 13;
const ARM = 5;
const none: readonly BlockView[] = [];

/** Whether the machine at a cable is parted from the others. */
export function useParted(cable: CableView | undefined): boolean {
  return useLab(({ view }) => cable !== undefined && view?.faults?.apart.includes(cable.machine) === true);
}

/** What blocks say at a machine's cable: one in words, more as a number. */
function wordsOfBlocks(blocks: readonly BlockView[], machine: string): readonly string[] {
  const own = blocks.filter(({ between }) => between.includes(machine));
  const [only, ...others] = own;
  if (only === undefined) return [];
  return [
    others.length > 0 ? t('faults.blocks', { count: own.length }) : t('faults.blocked', { what: blockedWords(only) }),
  ];
}

/** What is wrong with a cable, on its middle: a cross where it is cut, a rift where the network is parted, else words. */
export function CableMark({ cable, at }: { readonly cable: CableView; readonly at: Point }) {
  const isParted = useParted(cable);
  const blocks = useLab(({ view }) => view?.faults?.blocks) ?? none;
  const place = `translate(${at.x} ${at.y})`;
  if (cable.cut || isParted) {
    const cross = `M${-ARM} ${-ARM}L${ARM} ${ARM}M${ARM} ${-ARM}L${-ARM} ${ARM}`;
    const strokes = `M${-ARM - 1} ${ARM}L${ARM - 5} ${-ARM}M${5 - ARM} ${ARM}L${ARM + 1} ${-ARM}`;
    return (
      <g className="cable-cut" transform={place}>
        <circle r={RADIUS} />
        <path d={cable.cut ? cross : strokes} />
      </g>
    );
  }
  const words = [
    ...wordsOfBlocks(blocks, cable.machine),
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
