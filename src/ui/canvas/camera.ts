// Where the map is looked at from: it shows all of the lab until the reader moves it.
import { getViewportForBounds, useReactFlow, useStore, useStoreApi } from '@xyflow/react';
import { useCallback, useEffect, useRef } from 'react';
import { useCameraWish } from '../store/camera.ts';
import { useArrangement } from './arrangement.ts';
import { same } from './flow.ts';
import type { Picture, Rect } from './layout/model.ts';

const FLIGHT_MS = 280;

/** How long the camera flies: not at all for those who want no motion. */
export function cameraTime(): number {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : FLIGHT_MS;
}

/** Clear of the legend and the controls at the bottom. */
const MARGIN = { top: '14px', left: '14px', right: '14px', bottom: '56px' } as const;
const MIN_ZOOM = 0.05;
const MAX_ZOOM = 1.3;

/** The rectangle around the whole picture. */
function boundsOf(picture: Picture): Rect {
  const outer = picture.boxes.filter((box) => box.parent === undefined);
  const x = Math.min(...outer.map((box) => box.x));
  const y = Math.min(...outer.map((box) => box.y));
  const right = Math.max(...outer.map((box) => box.x + box.width));
  const bottom = Math.max(...outer.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}

/** Tells others what is in sight, and shows what they ask for instead of the whole lab. */
function useWishes(touched: { current: boolean }): void {
  const flow = useReactFlow();
  const store = useStoreApi();
  useEffect(() => {
    const look = () => {
      const { width, height, transform } = store.getState();
      const [x, y, zoom] = transform;
      return width === 0 ? undefined : { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom };
    };
    useCameraWish.setState({ look });
    return () => useCameraWish.setState({ look: () => undefined });
  }, [store]);
  const wanted = useCameraWish((wish) => wish.wanted);
  const measured = useStore((state) => state.width > 0);
  useEffect(() => {
    if (wanted === undefined || !measured) return;
    touched.current = true;
    void flow.fitBounds(wanted, { padding: 0 });
    useCameraWish.setState({ wanted: undefined });
  }, [wanted, measured, flow, touched]);
}

/** Fits the lab into view at first and as it grows, until the reader pans or zooms; `showAll` does it again. */
export function useCamera() {
  const flow = useReactFlow();
  const store = useStoreApi();
  const touched = useRef(false);
  useWishes(touched);
  const fly = useCallback(
    (duration: number) => {
      const { picture } = useArrangement.getState();
      const { width, height } = store.getState();
      if (!picture || picture.boxes.length === 0 || width === 0 || height === 0) return;
      const viewport = getViewportForBounds(boundsOf(picture), width, height, MIN_ZOOM, MAX_ZOOM, MARGIN);
      void flow.setViewport(viewport, { duration });
    },
    [flow, store],
  );
  const showAll = useCallback(() => {
    touched.current = false;
    fly(cameraTime());
  }, [fly]);
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  useEffect(() => {
    if (width > 0 && height > 0 && !touched.current) fly(0);
  }, [width, height, fly]);
  useEffect(
    () =>
      useArrangement.subscribe(({ picture, view }, { picture: before, view: viewBefore }) => {
        if (!picture || view === viewBefore || touched.current) return;
        if (!before) fly(0);
        else if (!same(boundsOf(picture), boundsOf(before))) fly(cameraTime());
      }),
    [fly],
  );
  /** Only a person's own pan or zoom comes with an event. */
  const onMove = useCallback((event: MouseEvent | TouchEvent | null) => {
    if (event !== null) touched.current = true;
  }, []);
  return { showAll, onMove };
}

export type Detail = 'far' | 'middle' | 'near';

/** How much can be read at this zoom. */
export function detailAt(zoom: number): Detail {
  if (zoom < 0.5) return 'far';
  return zoom < 1.1 ? 'middle' : 'near';
}
