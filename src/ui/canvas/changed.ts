// What differs between two pictures of a lab: what a command has made, or changed. Pure.
import { same } from './flow.ts';
import type { BoxData, Picture } from './layout/model.ts';
import type { Mark } from './pointing.ts';

/** When more than so many things change at once, none of them is news. */
const MANY = 16;

/** What of a box is news when it differs: not where its wires end, nor what it counts. */
function newsOf(data: BoxData): unknown {
  switch (data.kind) {
    case 'container': {
      const { name, state, attachments, ports } = data.container;
      return [name, state, attachments, ports];
    }
    case 'bridge':
      return [data.mark.name, data.device?.up, data.device?.addresses];
    case 'device':
      return [data.device.name, data.device.up, data.device.addresses, data.device.mtu];
    case 'host':
      return [data.power, data.node?.role, data.node?.availability];
    case 'switch':
    case 'router':
      return data.name;
    default:
      return undefined;
  }
}

/** Marks for the boxes that are new or say something else than before. */
export function changedMarks(before: Picture, after: Picture): readonly Mark[] {
  const known = new Map(before.boxes.map((box) => [box.id, box.data]));
  const folded = new Set(
    before.boxes.flatMap(({ data }) => (data.kind === 'host' && data.isCollapsed ? [data.host] : [])),
  );
  const changed = after.boxes.filter(({ id, data }) => {
    const was = known.get(id);
    const news = newsOf(data);
    if (news === undefined || ('host' in data && data.kind !== 'host' && folded.has(data.host))) return false;
    return was === undefined || !same(newsOf(was), news);
  });
  return changed.length > MANY ? [] : changed.map(({ id }) => ({ box: id }));
}
