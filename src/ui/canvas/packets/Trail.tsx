import { useStore, ViewportPortal } from '@xyflow/react';
import { useEffect, useState } from 'react';
import type { RecordDetail } from '../../../session/protocol.ts';
import type { TraceRecord } from '../../../sim/trace/record.ts';
import { protocolToken } from '../../common/protocol.ts';
import { door } from '../../store/door.ts';
import { useLab } from '../../store/lab.ts';
import { useArrangement } from '../arrangement.ts';
import { type Geometry, measure, tunnelOf } from '../edges/geometry.ts';
import { pathOf } from '../layout/route.ts';

/** The selected record, as soon as the worker has told it. */
function useSelectedRecord(): RecordDetail | undefined {
  const selection = useLab((lab) => lab.selection);
  const [detail, setDetail] = useState<RecordDetail>();
  const seq = selection?.kind === 'record' ? selection.seq : undefined;
  useEffect(() => {
    setDetail(undefined);
    if (seq === undefined) return;
    let wanted = true;
    void door()
      ?.record(seq)
      .then((answer) => {
        if (wanted) setDetail(answer);
      });
    return () => {
      wanted = false;
    };
  }, [seq]);
  return detail;
}

/** Where the selected packet has been: its journey along the wires, and the step that is selected. */
export function Trail() {
  const detail = useSelectedRecord();
  const picture = useArrangement((arrangement) => arrangement.picture);
  // The nodes are what the places are measured from: a drag must draw the trail again.
  const nodes = useStore((flow) => flow.nodes);
  const lookup = useStore((flow) => flow.nodeLookup);
  if (!detail || !picture || nodes.length === 0) return null;
  const geometry = measure(picture, (id) => lookup.get(id));
  const { record, journey } = detail;
  const hops = new Map(journey.map((one) => [`${one.device}>${one.peer}`, one]));
  const passed = new Set(journey.flatMap(({ device, peer }) => [device, peer]));
  const tunnels = picture.tunnels.filter(({ vxlan, card }) => passed.has(vxlan) && passed.has(card));
  return (
    <ViewportPortal>
      <svg
        className="trail"
        aria-hidden="true"
        focusable="false"
        style={{ color: `var(${protocolToken(record.protocol)})` }}
      >
        {[...hops].map(([key, hop]) => (
          <TrailWire key={key} record={hop} geometry={geometry} chosen={false} />
        ))}
        {tunnels.map((way) => {
          const line = tunnelOf(way, picture.devices, (id) => lookup.get(id));
          return line && <path key={way.vxlan} className="trail-hop" d={pathOf(line)} />;
        })}
        <TrailWire record={record} geometry={geometry} chosen />
      </svg>
    </ViewportPortal>
  );
}

interface TrailWireProps {
  readonly record: TraceRecord;
  readonly geometry: Geometry;
  readonly chosen: boolean;
}

/** A hop is its wire; what happened at one device is a frame around that. */
function TrailWire({ record, geometry, chosen }: TrailWireProps) {
  const { device, peer } = record;
  if (device === undefined) return null;
  const line = peer === undefined ? undefined : geometry.line(device, peer);
  if (line) return <path className={chosen ? 'trail-chosen' : 'trail-hop'} d={pathOf(line)} />;
  const place = chosen ? geometry.device(device) : undefined;
  if (!place) return null;
  return (
    <rect
      className="trail-place"
      x={place.x - 4}
      y={place.y - 4}
      width={place.width + 8}
      height={place.height + 8}
      rx={10}
    />
  );
}
