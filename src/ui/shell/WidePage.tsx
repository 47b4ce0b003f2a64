import { lazy, Suspense } from 'react';
import { Group, Panel, Separator, useDefaultLayout, usePanelRef } from 'react-resizable-panels';
import { t } from '../common/messages.ts';
import { rem } from '../common/rem.ts';
import { safeStorage } from '../common/storage.ts';
import { usePanelOpen } from '../common/use-panel-open.ts';
import { ErrorBoundary } from '../crash/ErrorBoundary.tsx';
import { Inspector } from '../inspect/Inspector.tsx';
import { useLayout } from '../store/layout.ts';
import { usePrefs } from '../store/prefs.ts';
import { BottomPanel } from '../terminal/BottomPanel.tsx';
import { TimelineBar } from '../timeline/TimelineBar.tsx';
import { CanvasArea } from './CanvasArea.tsx';
import { LeftPanel } from './LeftPanel.tsx';

const CaptionBar = lazy(() => import('../projector/CaptionBar.tsx'));

/** What is inside a panel scrolls, not the panel. */
const CLIP = { overflow: 'hidden' } as const;

const LEFT_WIDTH = rem(16);
const INSPECTOR_WIDTH = rem(innerWidth < rem(106) ? 19 : 23.25);
/** In narrower windows the panel starts folded away, for the map's sake. */
const INSPECTOR_FROM = rem(72);
const LEFT_FROM = rem(50);

/** The map with the inspector at its side. */
function MapAndInspector() {
  const layout = useDefaultLayout({ id: 'hoplab.layout.map', storage: safeStorage });
  const inspector = usePanelRef();
  const { inspectorOpen, setInspectorOpen } = useLayout();
  const onInspectorResize = usePanelOpen(inspector, inspectorOpen, setInspectorOpen, INSPECTOR_WIDTH);
  return (
    <Group id="map-group" orientation="horizontal" {...layout}>
      <Panel id="canvas" minSize={320} style={CLIP}>
        <CanvasArea />
      </Panel>
      <Separator className="separator vertical" aria-label={t('separator.inspector')} />
      <Panel
        id="inspector"
        panelRef={inspector}
        collapsible
        defaultSize={innerWidth < INSPECTOR_FROM ? 0 : INSPECTOR_WIDTH}
        minSize={rem(15.625)}
        maxSize={rem(38.75)}
        groupResizeBehavior="preserve-pixel-size"
        style={CLIP}
        onResize={onInspectorResize}
      >
        <ErrorBoundary part={t('part.inspector')}>
          <Inspector />
        </ErrorBoundary>
      </Panel>
    </Group>
  );
}

/** Everything right of the palette: the map above, the terminals below. */
function Workspace() {
  const layout = useDefaultLayout({ id: 'hoplab.layout.work', storage: safeStorage });
  const projector = usePrefs((prefs) => prefs.projector);
  const bottom = usePanelRef();
  const { bottomOpen, setBottomOpen } = useLayout();
  const onBottomResize = usePanelOpen(bottom, bottomOpen, setBottomOpen, '34%');
  return (
    <Group id="work-group" orientation="vertical" {...layout}>
      <Panel id="upper" minSize={160} defaultSize="66%" style={CLIP}>
        <div className="map-and-time">
          <MapAndInspector />
          <Suspense fallback={null}>{projector && <CaptionBar />}</Suspense>
          <ErrorBoundary part={t('part.time')}>
            <TimelineBar />
          </ErrorBoundary>
        </div>
      </Panel>
      <Separator className="separator horizontal" aria-label={t('separator.terminal')} />
      <Panel
        id="bottom"
        panelRef={bottom}
        collapsible
        collapsedSize={projector ? 52 : rem(2.375)}
        minSize={110}
        defaultSize="34%"
        style={CLIP}
        onResize={onBottomResize}
      >
        <ErrorBoundary part={t('part.terminal')}>
          <BottomPanel />
        </ErrorBoundary>
      </Panel>
    </Group>
  );
}

/** All parts beside each other, as wide as the reader has them. */
export function WidePage() {
  const layout = useDefaultLayout({ id: 'hoplab.layout.page', storage: safeStorage });
  const { leftOpen, setLeftOpen } = useLayout();
  const left = usePanelRef();
  const onLeftResize = usePanelOpen(left, leftOpen, setLeftOpen, LEFT_WIDTH);
  return (
    <Group id="page-group" orientation="horizontal" {...layout}>
      <Panel
        id="left"
        panelRef={left}
        style={CLIP}
        onResize={onLeftResize}
        collapsible
        defaultSize={innerWidth < LEFT_FROM ? 0 : LEFT_WIDTH}
        minSize={rem(13.125)}
        maxSize={rem(32.5)}
        groupResizeBehavior="preserve-pixel-size"
      >
        <LeftPanel />
      </Panel>
      <Separator className="separator vertical" aria-label={t('separator.left')} />
      <Panel id="work" minSize={400} style={CLIP}>
        <Workspace />
      </Panel>
    </Group>
  );
}
