import { useReactFlow, useStore } from '@xyflow/react';
import {
  LayoutGrid,
  Lock,
  LockOpen,
  Map as MapIcon,
  Maximize,
  Minus,
  Plus,
  Redo2,
  Search,
  StickyNote,
  Table2,
  Undo2,
} from 'lucide-react';
import { keyOf } from '../actions/table.ts';
import { IconButton, Tip } from '../common/IconButton.tsx';
import { t } from '../common/messages.ts';
import { useArrangement } from './arrangement.ts';
import { cameraTime } from './camera.ts';
import { middleOfSight } from './gestures/keys.ts';
import { addNote, toggleLocked } from './gestures/layout-acts.ts';
import { useMapMode } from './map-mode.ts';
import { redoLayout, undoLayout, useSketch } from './sketch.ts';

interface ControlsProps {
  readonly showAll: () => void;
  readonly mapShown: boolean;
  readonly showMap: (shown: boolean) => void;
}

/** What the map offers besides its things: looking, and drawing upon it. */
export function Controls(props: ControlsProps) {
  return (
    <div className="canvas-controls" role="toolbar" aria-label={t('canvas.controls')}>
      <IconButton
        label={t('find.open')}
        shortcut={keyOf('map.find')}
        onClick={() => useMapMode.getState().setFinding(true)}
      >
        <Search aria-hidden />
      </IconButton>
      <IconButton
        label={t('canvas.toTable')}
        shortcut={keyOf('map.tables')}
        onClick={() => useMapMode.getState().setMode('table')}
      >
        <Table2 aria-hidden />
      </IconButton>
      <span className="controls-gap" />
      <span className="controls-group wide-only">
        <SketchControls {...props} />
      </span>
      <span className="controls-gap wide-only" />
      <ZoomControls {...props} />
    </div>
  );
}

function SketchControls({ showAll }: ControlsProps) {
  const tidy = useArrangement((arrangement) => arrangement.tidy);
  const canUndo = useSketch(({ past }) => past.length > 0);
  const canRedo = useSketch(({ future }) => future.length > 0);
  const locked = useSketch(({ sketch }) => sketch.locked);
  return (
    <>
      <IconButton label={t('canvas.note.add')} shortcut={keyOf('map.note')} onClick={() => addNote(middleOfSight())}>
        <StickyNote aria-hidden />
      </IconButton>
      <IconButton
        label={t('canvas.undo')}
        shortcut={keyOf('time.undo')}
        disabled={!canUndo}
        onClick={() => undoLayout()}
      >
        <Undo2 aria-hidden />
      </IconButton>
      <IconButton
        label={t('canvas.redo')}
        shortcut={keyOf('time.redo')}
        disabled={!canRedo}
        onClick={() => redoLayout()}
      >
        <Redo2 aria-hidden />
      </IconButton>
      <IconButton
        label={t('canvas.tidy')}
        onClick={() => {
          tidy();
          showAll();
        }}
      >
        <LayoutGrid aria-hidden />
      </IconButton>
      <IconButton label={locked ? t('canvas.unlock') : t('canvas.lock')} aria-pressed={locked} onClick={toggleLocked}>
        {locked ? <Lock aria-hidden /> : <LockOpen aria-hidden />}
      </IconButton>
    </>
  );
}

function ZoomControls({ showAll, mapShown, showMap }: ControlsProps) {
  const flow = useReactFlow();
  return (
    <>
      <IconButton
        className="wide-only"
        label={t('canvas.zoomOut')}
        onClick={() => void flow.zoomOut({ duration: cameraTime() })}
      >
        <Minus aria-hidden />
      </IconButton>
      <ZoomPercent />
      <IconButton
        className="wide-only"
        label={t('canvas.zoomIn')}
        onClick={() => void flow.zoomIn({ duration: cameraTime() })}
      >
        <Plus aria-hidden />
      </IconButton>
      <IconButton label={t('canvas.fit')} shortcut={keyOf('map.fit')} onClick={showAll}>
        <Maximize aria-hidden />
      </IconButton>
      <IconButton
        className="wide-only"
        label={mapShown ? t('canvas.hideMap') : t('canvas.showMap')}
        aria-pressed={mapShown}
        onClick={() => showMap(!mapShown)}
      >
        <MapIcon aria-hidden />
      </IconButton>
    </>
  );
}

/** The zoom; pressed, it becomes 100 %. Apart from the rest, for it changes with every turn of the wheel. */
function ZoomPercent() {
  const flow = useReactFlow();
  const percent = useStore((state) => Math.round(state.transform[2] * 100));
  return (
    <Tip label={t('canvas.zoomWhole')} shortcut={keyOf('map.whole')}>
      <button
        type="button"
        className="zoom-percent wide-only"
        aria-label={t('canvas.zoomIs', { percent })}
        onClick={() => void flow.zoomTo(1, { duration: cameraTime() })}
      >
        {t('canvas.menu.percent', { count: percent })}
      </button>
    </Tip>
  );
}
