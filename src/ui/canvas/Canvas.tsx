// The map of the simulated world: boxes, wires, and the packets that hop over them. Every gesture types a real command.
import '@xyflow/react/dist/base.css';
import './canvas.css';
import './boxes.css';
import './hardware.css';
import './cluster.css';
import './far.css';
import { MiniMap, ReactFlow, ReactFlowProvider, useReactFlow, useStore } from '@xyflow/react';
import { useCallback, useEffect, useState } from 'react';
import { t } from '../common/messages.ts';
import { FaultsBar } from '../faults/FaultsBar.tsx';
import { Rift } from '../faults/Rift.tsx';
import { useLab } from '../store/lab.ts';
import { useArrangement } from './arrangement.ts';
import { Controls } from './Controls.tsx';
import { detailAt, useCamera } from './camera.ts';
import { WireEdge } from './edges/WireEdge.tsx';
import { CanvasMenu } from './gestures/CanvasMenu.tsx';
import { onMapKey } from './gestures/keys.ts';
import { NetworkChoice } from './gestures/NetworkChoice.tsx';
import { useDrop } from './gestures/use-drop.ts';
import { Legend } from './Legend.tsx';
import type { Point } from './layout/model.ts';
import { BridgeNode } from './nodes/BridgeNode.tsx';
import { ClusterNode } from './nodes/ClusterNode.tsx';
import { ContainerNode } from './nodes/ContainerNode.tsx';
import { HostNode, NamespaceNode } from './nodes/frames.tsx';
import { DeviceNode, InternetNode, RouterNode, SwitchNode } from './nodes/hardware.tsx';
import { DropMarkers } from './packets/DropMarkers.tsx';
import { PacketLayer } from './packets/PacketLayer.tsx';
import { Trail } from './packets/Trail.tsx';
import { canJoin, join, openShell, useFlow } from './use-flow.ts';

const nodeTypes = {
  host: HostNode,
  namespace: NamespaceNode,
  container: ContainerNode,
  bridge: BridgeNode,
  device: DeviceNode,
  switch: SwitchNode,
  router: RouterNode,
  internet: InternetNode,
  cluster: ClusterNode,
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

/** `1` fits the lab into view, from anywhere but where text is typed. */
function useFitKey(showAll: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== '1' || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const typing = 'input, textarea, select, [contenteditable], .xterm, [role="dialog"], [role="menu"]';
      if (event.target instanceof Element && event.target.closest(typing)) return;
      showAll();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [showAll]);
}

function LabMap() {
  const view = useLab((lab) => lab.view);
  const selection = useLab((lab) => lab.selection);
  const picture = useArrangement((arrangement) => arrangement.picture);
  useEffect(() => {
    if (view) useArrangement.getState().show(view);
  }, [view]);
  const { nodes, ...flow } = useFlow(picture, selection);
  const { showAll, onMove } = useCamera();
  useFitKey(showAll);
  const detail = useStore((state) => detailAt(state.transform[2]));
  const { screenToFlowPosition } = useReactFlow();
  const toMap = useCallback((point: Point) => screenToFlowPosition(point), [screenToFlowPosition]);
  const drop = useDrop(toMap);
  const [mapWanted, showMap] = useState<boolean>();
  const mapShown = mapWanted ?? nodes.length >= MAP_FROM_BOXES;
  return (
    <CanvasMenu toMap={toMap}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the boxes within take the focus; keys and drops bubble up to here. */}
      <div
        className="canvas"
        data-detail={detail}
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
          onlyRenderVisibleElements={nodes.length > MANY_BOXES}
          minZoom={0.05}
          maxZoom={2.5}
          zoomOnDoubleClick={false}
          deleteKeyCode={null}
          panActivationKeyCode={null}
          selectionKeyCode={null}
          multiSelectionKeyCode={null}
          elevateNodesOnSelect={false}
          zIndexMode="manual"
          edgesFocusable={false}
          autoPanOnNodeFocus
          connectionRadius={48}
          attributionPosition="top-right"
          ariaLabelConfig={ariaLabels}
        >
          <Rift />
          <Trail />
          <PacketLayer />
          <DropMarkers />
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
        <FaultsBar />
        <Legend />
        <NetworkChoice />
      </div>
    </CanvasMenu>
  );
}

/** The map; fills its container. */
export default function Canvas() {
  return (
    <ReactFlowProvider>
      <LabMap />
    </ReactFlowProvider>
  );
}
