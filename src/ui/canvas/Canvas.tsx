// The map of the simulated world: boxes, wires, and the packets that hop over them. Every gesture types a real command.
import '@xyflow/react/dist/base.css';
import './canvas.css';
import './boxes.css';
import './hardware.css';
import './cluster.css';
import './far.css';
import './kernel.css';
import './sketch.css';
import { MiniMap, ReactFlow, ReactFlowProvider, SelectionMode, useReactFlow, useStore } from '@xyflow/react';
import { type CSSProperties, useCallback, useRef, useState } from 'react';
import { t } from '../common/messages.ts';
import { FaultsBar } from '../faults/FaultsBar.tsx';
import { Rift } from '../faults/Rift.tsx';
import { useLab } from '../store/lab.ts';
import { useArrangedView, useArrangement } from './arrangement.ts';
import { ChosenBar } from './ChosenBar.tsx';
import { Controls } from './Controls.tsx';
import { useCamera, useIsCut } from './camera.ts';
import { useCloseUps } from './close-ups.ts';
import { type Detail, detailAt, overviewType } from './detail.ts';
import { Tunnels } from './edges/Tunnels.tsx';
import { useTraffic } from './edges/traffic.ts';
import { WireEdge } from './edges/WireEdge.tsx';
import { FindBox } from './FindBox.tsx';
import { CanvasMenu } from './gestures/CanvasMenu.tsx';
import { onMapKey } from './gestures/keys.ts';
import { NetworkChoice } from './gestures/NetworkChoice.tsx';
import { useDrop } from './gestures/use-drop.ts';
import { Legend } from './Legend.tsx';
import type { Point } from './layout/model.ts';
import { useTellLevel } from './level.ts';
import { useMapActs } from './map-acts.ts';
import { useMapMode } from './map-mode.ts';
import { GroupNode, NoteNode } from './nodes/annotations.tsx';
import { BridgeNode } from './nodes/BridgeNode.tsx';
import { ClusterNode } from './nodes/ClusterNode.tsx';
import { ContainerNode } from './nodes/ContainerNode.tsx';
import { HostNode, NamespaceNode } from './nodes/frames.tsx';
import { DeviceNode, InternetNode, RouterNode, SwitchNode } from './nodes/hardware.tsx';
import { KernelNode } from './nodes/KernelNode.tsx';
import { DropMarkers } from './packets/DropMarkers.tsx';
import { PacketLayer } from './packets/PacketLayer.tsx';
import { Trail } from './packets/Trail.tsx';
import { Rings } from './Rings.tsx';
import { useSketch } from './sketch.ts';
import { TableView } from './table/TableView.tsx';
import { canJoin, join, openShell, useFlow } from './use-flow.ts';

const nodeTypes = {
  host: HostNode,
  namespace: NamespaceNode,
  kernel: KernelNode,
  container: ContainerNode,
  bridge: BridgeNode,
  device: DeviceNode,
  switch: SwitchNode,
  router: RouterNode,
  internet: InternetNode,
  cluster: ClusterNode,
  note: NoteNode,
  group: GroupNode,
};
const edgeTypes = { wire: WireEdge };

/** From here on, what is out of sight is not drawn: below, drawing all is cheaper than deciding. */
const MANY_BOXES = 100;
/** A picture that fits at a glance needs no small map. */
const MAP_FROM_BOXES = 40;

const ariaLabels = {
  'node.a11yDescription.default': t('canvas.aria.nodeHelp'),
  'node.a11yDescription.keyboardDisabled': t('canvas.aria.nodeHelp'),
  'edge.a11yDescription.default': t('canvas.aria.wireHelp'),
  'node.a11yDescription.ariaLiveMessage': ({ direction }: { direction: string }) =>
    t('canvas.aria.moved', { direction }),
  'minimap.ariaLabel': t('canvas.aria.minimap'),
};

/** What the style sheets know of each level. */
const levels = {
  overview: { 'data-detail': 'far', 'data-overview': true },
  far: { 'data-detail': 'far' },
  middle: { 'data-detail': 'middle' },
  near: { 'data-detail': 'near' },
  inside: { 'data-detail': 'near', 'data-inside': true },
} as const;

/** The level of detail at this zoom, and the type size of names seen from afar. */
function useDetail(): { readonly detail: Detail; readonly style: CSSProperties } {
  const before = useRef<Detail>('middle');
  const detail = useStore(({ transform }) => detailAt(transform[2], before.current));
  before.current = detail;
  const size = useStore(({ transform }) => (detail === 'overview' ? overviewType(transform[2]) : 0));
  const style: CSSProperties & { '--overview-type'?: string } = size === 0 ? {} : { '--overview-type': `${size}px` };
  return { detail, style };
}

function LabMap() {
  useArrangedView();
  const selection = useLab((lab) => lab.selection);
  const picture = useArrangement((arrangement) => arrangement.picture);
  const { nodes, ...flow } = useFlow(picture, selection);
  const { showAll, show, onMove } = useCamera();
  useMapActs(showAll, show);
  const { detail, style } = useDetail();
  useTellLevel(detail);
  useCloseUps(detail);
  useTraffic();
  const locked = useSketch(({ sketch }) => sketch.locked);
  const { screenToFlowPosition } = useReactFlow();
  const toMap = useCallback((point: Point) => screenToFlowPosition(point), [screenToFlowPosition]);
  const drop = useDrop(toMap);
  const [mapWanted, showMap] = useState<boolean>();
  const isCut = useIsCut(picture);
  const mapShown = mapWanted ?? (nodes.length >= MAP_FROM_BOXES && isCut);
  return (
    <CanvasMenu toMap={toMap}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the boxes within take the focus; keys and drops bubble up to here. */}
      <div
        className="canvas"
        {...levels[detail]}
        style={style}
        data-many={nodes.length > MANY_BOXES || undefined}
        onKeyDown={onMapKey}
        {...drop}
      >
        <ReactFlow
          aria-label={t('canvas.label')}
          nodes={nodes}
          {...flow}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          onNodeDoubleClick={openShell}
          onConnect={join}
          isValidConnection={canJoin}
          onMove={onMove}
          nodesDraggable={!locked}
          selectionMode={SelectionMode.Full}
          selectionKeyCode="Shift"
          multiSelectionKeyCode="Shift"
          onlyRenderVisibleElements={nodes.length > MANY_BOXES}
          minZoom={0.05}
          maxZoom={2.5}
          zoomOnDoubleClick={false}
          deleteKeyCode={null}
          panActivationKeyCode={null}
          elevateNodesOnSelect={false}
          zIndexMode="manual"
          edgesFocusable={false}
          autoPanOnNodeFocus
          connectionRadius={48}
          attributionPosition="top-right"
          ariaLabelConfig={ariaLabels}
        >
          <Rift />
          <Tunnels />
          <Trail />
          <PacketLayer />
          <DropMarkers />
          <Rings />
          {mapShown && (
            <MiniMap
              style={{ width: 168, height: 112 }}
              pannable
              zoomable
              position="bottom-right"
              nodeClassName={(node) => `map-${node.type}`}
            />
          )}
        </ReactFlow>
        <Controls showAll={showAll} mapShown={mapShown} showMap={showMap} />
        <div className="canvas-foot">
          <Legend />
          <FaultsBar />
        </div>
        <ChosenBar />
        <FindBox />
        <NetworkChoice />
      </div>
    </CanvasMenu>
  );
}

/** The map, or the same lab as tables; fills its container. */
export default function Canvas() {
  const mode = useMapMode((map) => map.mode);
  return <ReactFlowProvider>{mode === 'map' ? <LabMap /> : <TableView />}</ReactFlowProvider>;
}
