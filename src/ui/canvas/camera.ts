// Where the map is looked at from: it shows all of the lab until the reader moves it.
import { getViewportForBounds, useReactFlow, useStore, useStoreApi } from '@xyflow/react';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { lessMotion } from '../common/motion.ts';
import { useCameraWish } from '../store/camera.ts';
import { useArrangement } from './arrangement.ts';
import { same } from './flow.ts';
import { around } from './layout/annotate.ts';
import type { Picture, Rect } from './layout/model.ts';
import { usePointing } from './pointing.ts';

const FLIGHT_MS = 280;

/** How long the camera flies: not at all for those who want no motion. */
export function cameraTime(): number {
  return lessMotion() ? 0 : FLIGHT_MS;
}

const MARGIN = 14;
/** For the controls at the bottom. */
const FOOT = 56;
/** However much lies at the bottom, the picture has the rest. */
const MOST_FOOT = 0.4;

/** Clear of what lies at the map's bottom: the controls, and the legend as high as it is. */
function marginsOf(map: Element | null | undefined, height: number) {
  const legend = map?.querySelector('.canvas-foot')?.clientHeight ?? 0;
  const bottom = Math.max(FOOT, Math.min(legend + 2 * MARGIN, MOST_FOOT * height));
  return { top: `${MARGIN}px`, left: `${MARGIN}px`, right: `${MARGIN}px`, bottom: `${bottom}px` } as const;
}

const MIN_ZOOM = 0.05;
const MAX_ZOOM = 1.3;
const nowhere: Rect = { x: 0, y: 0, width: 0, height: 0 };

/** The rectangle around the whole picture. */
function boundsOf(picture: Picture): Rect {
  return around(picture.boxes.filter((box) => box.parent === undefined)) ?? nowhere;
}

/** Fits the lab into view at first and as it grows, until the reader pans or zooms; `showAll` does it again. */
export function useCamera() {
  const flow = useReactFlow();
  const store = useStoreApi();
  const touched = useRef(false);
  const flyTo = useCallback(
    (bounds: Rect, duration: number) => {
      const { width, height, domNode } = store.getState();
      if (width === 0 || height === 0 || bounds.width === 0) return;
      const margins = marginsOf(domNode?.closest('.canvas'), height);
      const viewport = getViewportForBounds(bounds, width, height, MIN_ZOOM, MAX_ZOOM, margins);
      void flow.setViewport(viewport, { duration });
    },
    [flow, store],
  );
  const fly = useCallback(
    (duration: number) => {
      const { picture } = useArrangement.getState();
      if (picture && picture.boxes.length > 0) flyTo(boundsOf(picture), duration);
    },
    [flyTo],
  );
  const showAll = useCallback(() => {
    touched.current = false;
    fly(cameraTime());
  }, [fly]);
  /** Of the reader's own choice: the picture no longer moves by itself. */
  const show = useCallback(
    (bounds: Rect) => {
      touched.current = true;
      flyTo(bounds, cameraTime());
    },
    [flyTo],
  );
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
  /** As somebody else saw it: to the edges, and at once. */
  const showExactly = useCallback(
    (bounds: Rect) => {
      touched.current = true;
      void flow.fitBounds(bounds, { padding: 0 });
    },
    [flow],
  );
  useWishes(showExactly, width > 0 && height > 0);
  const wanted = usePointing((pointing) => pointing.wanted);
  useEffect(() => {
    if (wanted === undefined || width === 0 || height === 0) return;
    usePointing.setState({ wanted: undefined });
    show(wanted);
  }, [wanted, width, height, show]);
  /** Only a person's own pan or zoom comes with an event. */
  const onMove = useCallback((event: MouseEvent | TouchEvent | null) => {
    if (event !== null) touched.current = true;
  }, []);
  return { showAll, show, onMove };
}

/** Whether a part of the picture is out of sight. */
export function useIsCut(picture: Picture | undefined): boolean {
  const bounds = useMemo(() => picture && boundsOf(picture), [picture]);
  return useStore(({ transform: [x, y, zoom], width, height }) => {
    if (bounds === undefined) return false;
    const left = bounds.x * zoom + x;
    const top = bounds.y * zoom + y;
    return left < 0 || top < 0 || left + bounds.width * zoom > width || top + bounds.height * zoom > height;
  });
}

/** Others on the page ask what is in sight, and for something to be shown. */
function useWishes(show: (bounds: Rect) => void, isMeasured: boolean): void {
  const store = useStoreApi();
  const isDrawn = useArrangement((arrangement) => arrangement.picture !== undefined);
  const wanted = useCameraWish((wish) => wish.wanted);
  useEffect(() => {
    const look = () => {
      const { transform, width, height } = store.getState();
      const [x, y, zoom] = transform;
      return { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom };
    };
    useCameraWish.setState({ look });
    return () => useCameraWish.setState({ look: () => undefined });
  }, [store]);
  useEffect(() => {
    if (wanted === undefined || !isDrawn || !isMeasured) return;
    show(wanted);
    useCameraWish.setState({ wanted: undefined });
  }, [wanted, isDrawn, isMeasured, show]);
}
