import { BookOpen, Boxes } from 'lucide-react';
import { Content, List, Root, Trigger } from 'radix-ui/tabs';
import { lazy, Suspense } from 'react';
import { Group, Panel, Separator, useDefaultLayout, usePanelRef } from 'react-resizable-panels';
import { Toaster } from 'sonner';
import { useActionKeys } from './actions/keys.ts';
import { TooltipProvider } from './common/IconButton.tsx';
import { t } from './common/messages.ts';
import { safeStorage } from './common/storage.ts';
import { usePanelOpen } from './common/use-panel-open.ts';
import { CrashScreen } from './crash/CrashScreen.tsx';
import { ErrorBoundary } from './crash/ErrorBoundary.tsx';
import { Inspector } from './inspect/Inspector.tsx';
import { useDroppedLab } from './lab/dropped.ts';
import { useShelf } from './lab/shelf.ts';
import { Palette } from './palette/Palette.tsx';
import { Narrator } from './records/Narrator.tsx';
import { ScenarioPanel } from './scenario/ScenarioPanel.tsx';
import { useLab } from './store/lab.ts';
import { useLayout } from './store/layout.ts';
import { BottomPanel } from './terminal/BottomPanel.tsx';
import { TimelineBar } from './timeline/TimelineBar.tsx';
import { Loading } from './toolbar/Loading.tsx';
import { Toolbar } from './toolbar/Toolbar.tsx';

/** What is inside a panel scrolls, not the panel. */
const CLIP = { overflow: 'hidden' } as const;

const LEFT_WIDTH = 256;
const INSPECTOR_WIDTH = innerWidth < 1700 ? 304 : 372;
/** In narrower windows the panel starts folded away, for the map's sake. */
const INSPECTOR_FROM = 1150;
const LEFT_FROM = 800;

const Canvas = lazy(() => import('./canvas/Canvas.tsx'));
const GuestBar = lazy(() => import('./share/GuestBar.tsx'));
const Dialogs = lazy(() => import('./help/Dialogs.tsx'));

function LeftPanel() {
  const { left, showLeft } = useLayout();
  return (
    <Root className="left" value={left} onValueChange={(value) => showLeft(value === 'guide' ? 'guide' : 'build')}>
      <List className="left-tabs" aria-label={t('left.label')}>
        <Trigger value="build">
          <Boxes aria-hidden />
          {t('left.build')}
        </Trigger>
        <Trigger value="guide">
          <BookOpen aria-hidden />
          {t('left.guide')}
        </Trigger>
      </List>
      <Content value="build" className="panel-body">
        <Palette />
      </Content>
      <Content value="guide" className="panel-body">
        <ScenarioPanel />
      </Content>
    </Root>
  );
}

function CanvasArea() {
  const crash = useLab((lab) => lab.crash);
  return (
    <section className="canvas-area" id="map" tabIndex={-1} aria-label={t('canvas.label')}>
      {crash === undefined ? (
        <ErrorBoundary part={t('part.map')}>
          <Suspense fallback={null}>
            <Canvas />
          </Suspense>
          <Loading />
        </ErrorBoundary>
      ) : (
        <CrashScreen report={crash} />
      )}
    </section>
  );
}

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
        minSize={250}
        maxSize={620}
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
  const bottom = usePanelRef();
  const { bottomOpen, setBottomOpen } = useLayout();
  const onBottomResize = usePanelOpen(bottom, bottomOpen, setBottomOpen, '34%');
  return (
    <Group id="work-group" orientation="vertical" {...layout}>
      <Panel id="upper" minSize={160} defaultSize="66%" style={CLIP}>
        <div className="map-and-time">
          <MapAndInspector />
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
        collapsedSize={38}
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

/** The page. */
export function App() {
  useActionKeys();
  useDroppedLab();
  const layout = useDefaultLayout({ id: 'hoplab.layout.page', storage: safeStorage });
  const theme = useLab((lab) => lab.theme);
  const guest = useShelf((shelf) => shelf.place.guest);
  const { dialog, terminalFull, leftOpen, setLeftOpen } = useLayout();
  const left = usePanelRef();
  const onLeftResize = usePanelOpen(left, leftOpen, setLeftOpen, LEFT_WIDTH);
  return (
    <TooltipProvider delayDuration={350}>
      <a className="skip-link" href="#map">
        {t('skip.map')}
      </a>
      <div className={`app ${terminalFull ? 'terminal-full' : ''}`}>
        <Toolbar />
        <Suspense fallback={null}>{guest && <GuestBar />}</Suspense>
        <main className="page">
          <Group id="page-group" orientation="horizontal" {...layout}>
            <Panel
              id="left"
              panelRef={left}
              style={CLIP}
              onResize={onLeftResize}
              collapsible
              defaultSize={innerWidth < LEFT_FROM ? 0 : LEFT_WIDTH}
              minSize={210}
              maxSize={520}
              groupResizeBehavior="preserve-pixel-size"
            >
              <section className="left-aside" aria-label={t('left.label')}>
                <ErrorBoundary part={t('part.left')}>
                  <LeftPanel />
                </ErrorBoundary>
              </section>
            </Panel>
            <Separator className="separator vertical" aria-label={t('separator.left')} />
            <Panel id="work" minSize={400} style={CLIP}>
              <Workspace />
            </Panel>
          </Group>
        </main>
      </div>
      <Narrator />
      <Suspense fallback={null}>{dialog !== undefined && <Dialogs dialog={dialog} />}</Suspense>
      <Toaster theme={theme} position="top-right" offset={{ top: 56, right: 12 }} closeButton className="toaster" />
    </TooltipProvider>
  );
}
