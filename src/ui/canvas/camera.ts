// Where the map is looked at from: it shows all of the lab until the reader moves it.
import { useReactFlow, useStore } from '@xyflow/react';
import { useCallback, useEffect, useRef } from 'react';
import type { Picture } from './layout/model.ts';

const FLIGHT_MS = 280;

/** How long the camera flies: not at all for those who want no motion. */
export function cameraTime(): number {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : FLIGHT_MS;
}

const FIT = { padding: 0.05, minZoom: 0.05, maxZoom: 1.3 } as const;

/** The size of the whole picture: when it changes, a camera that was not touched follows. */
function extentOf(picture: Picture | undefined): string {
  const outer = picture?.boxes.filter((box) => box.parent === undefined) ?? [];
  return outer.map((box) => `${box.x},${box.y},${box.width},${box.height}`).join(' ');
}

/** Fits the lab into view at first and as it grows, until the reader pans or zooms; `fit` does it again. */
export function useCamera(picture: Picture | undefined) {
  const flow = useReactFlow();
  const touched = useRef(false);
  const shown = useRef(false);
  const extent = extentOf(picture);
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const fit = useCallback(() => {
    touched.current = false;
    void flow.fitView({ ...FIT, duration: cameraTime() });
  }, [flow]);
  useEffect(() => {
    if (extent === '' || width === 0 || height === 0 || touched.current) return;
    const duration = shown.current ? cameraTime() : 0;
    shown.current = true;
    const frame = requestAnimationFrame(() => void flow.fitView({ ...FIT, duration }));
    return () => cancelAnimationFrame(frame);
  }, [extent, width, height, flow]);
  /** Only a person's own pan or zoom comes with an event. */
  const onMoveStart = useCallback((event: MouseEvent | TouchEvent | null) => {
    if (event !== null) touched.current = true;
  }, []);
  return { fit, onMoveStart };
}

export type Detail = 'far' | 'middle' | 'near';

/** How much can be read at this zoom. */
export function detailAt(zoom: number): Detail {
  if (zoom < 0.5) return 'far';
  return zoom < 1.1 ? 'middle' : 'near';
}
