import { useReactFlow } from '@xyflow/react';
import { LayoutGrid, Map as MapIcon, Maximize, Minus, Plus } from 'lucide-react';
import { IconButton } from '../common/IconButton.tsx';
import { t } from '../common/messages.ts';
import { useArrangement } from './arrangement.ts';
import { cameraTime } from './camera.ts';

interface ControlsProps {
  readonly showAll: () => void;
  readonly mapShown: boolean;
  readonly showMap: (shown: boolean) => void;
}

export function Controls({ showAll, mapShown, showMap }: ControlsProps) {
  const flow = useReactFlow();
  const tidy = useArrangement((arrangement) => arrangement.tidy);
  return (
    <div className="canvas-controls" role="toolbar" aria-label={t('canvas.controls')}>
      <IconButton label={t('canvas.zoomIn')} onClick={() => void flow.zoomIn({ duration: cameraTime() })}>
        <Plus aria-hidden />
      </IconButton>
      <IconButton label={t('canvas.zoomOut')} onClick={() => void flow.zoomOut({ duration: cameraTime() })}>
        <Minus aria-hidden />
      </IconButton>
      <IconButton label={t('canvas.fit')} shortcut="1" onClick={showAll}>
        <Maximize aria-hidden />
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
      <IconButton
        label={mapShown ? t('canvas.hideMap') : t('canvas.showMap')}
        aria-pressed={mapShown}
        onClick={() => showMap(!mapShown)}
      >
        <MapIcon aria-hidden />
      </IconButton>
    </div>
  );
}
