// A moment that somebody shared: what was selected, in sight and in front, at what time.
import type { LabFile, Moment } from '../../session/protocol.ts';
import { useCameraWish } from '../store/camera.ts';
import { door } from '../store/door.ts';
import { useLab } from '../store/lab.ts';
import { useLayout } from '../store/layout.ts';

/** What the reader is looking at in a lab that was just saved. */
export function momentOf({ time }: LabFile): Moment {
  const { selection } = useLab.getState();
  const { bottom, bottomOpen } = useLayout.getState();
  const camera = useCameraWish.getState().look();
  return {
    time,
    ...(selection === undefined ? {} : { selection }),
    // A map that is folded away has no extent.
    ...(camera === undefined || camera.width < 1 || camera.height < 1 ? {} : { camera }),
    ...(bottomOpen ? { panel: bottom } : {}),
  };
}

/** Shows a moment as soon as the lab that is being opened stands; another lab that is opened first cancels it. */
export function showMoment({ time, selection, camera, panel }: Moment): void {
  if (panel !== undefined) useLayout.getState().showBottom(panel);
  if (camera !== undefined) useCameraWish.setState({ wanted: camera });
  let opened = false;
  const stop = useLab.subscribe((now, before) => {
    if (now.status === 'loading' && before.status !== 'loading' && opened) stop();
    opened = true;
    if (now.status !== 'ready' || now.view === undefined) return;
    stop();
    if (time < now.time)
      door()
        ?.seek(time)
        .catch(() => undefined);
    if (selection !== undefined) useLab.getState().select(selection);
  });
}
