import { useStoreApi } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { subscribeHops } from '../../store/hops.ts';
import { useLab } from '../../store/lab.ts';
import { useArrangement } from '../arrangement.ts';
import { type Geometry, measure } from '../edges/geometry.ts';
import { useDrops } from './drops.ts';
import { hit, sceneAt } from './figures.ts';
import { Fleet } from './fleet.ts';
import { makeSprites, paint, reachAt, readPalette } from './paint.ts';

type Flow = ReturnType<typeof useStoreApi>;

/** A frame later than this was a hidden tab: time does not leap. */
const LONGEST_FRAME_MS = 100;

/** Runs the overlay on `canvas` until the returned function is called. Nothing of it passes through React's state. */
function fly(canvas: HTMLCanvasElement, flow: Flow): () => void {
  const pen = canvas.getContext('2d');
  const map = canvas.parentElement;
  if (!pen || !map) return () => {};
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  const fleet = new Fleet((drop) => useDrops.getState().add(drop));
  let palette = readPalette(canvas);
  let sprites = makeSprites(palette);
  let geometry: Geometry | undefined;
  let frame: number | undefined;
  let last = 0;

  const geometryNow = (): Geometry | undefined => {
    const { picture } = useArrangement.getState();
    geometry ??= picture && measure(picture, (id) => flow.getState().nodeLookup.get(id));
    return geometry;
  };
  const scene = () => {
    const now = geometryNow();
    return now ? sceneAt(fleet.flights, fleet.clock, now, still.matches) : { figures: [], bursts: [] };
  };
  const draw = () => {
    const { transform } = flow.getState();
    const [x, y, zoom] = transform;
    paint(pen, scene(), { x, y, zoom, density: devicePixelRatio }, sprites, palette, still.matches);
  };
  const tick = (at: number) => {
    frame = undefined;
    fleet.advance(Math.min(LONGEST_FRAME_MS, Math.max(0, at - last)));
    last = at;
    draw();
    if (fleet.moving) frame = requestAnimationFrame(tick);
  };
  const wake = () => {
    if (frame !== undefined) return;
    last = performance.now();
    frame = requestAnimationFrame(tick);
  };

  const resize = new ResizeObserver(() => {
    canvas.width = Math.round(canvas.clientWidth * devicePixelRatio);
    canvas.height = Math.round(canvas.clientHeight * devicePixelRatio);
    draw();
  });
  resize.observe(canvas);
  fleet.setPlaying(useLab.getState().pacing.playing);
  const stops = [
    subscribeHops((hops, beat) => {
      fleet.add(hops, beat, geometryNow()?.inside ?? (() => undefined));
      wake();
    }),
    useLab.subscribe((lab, before) => {
      if (lab.pacing.playing !== before.pacing.playing) {
        fleet.setPlaying(lab.pacing.playing);
        wake();
      }
      if (lab.status !== before.status && lab.status === 'loading') {
        fleet.clear();
        useDrops.getState().clear();
        wake();
      }
      if (lab.theme !== before.theme) {
        requestAnimationFrame(() => {
          palette = readPalette(canvas);
          sprites = makeSprites(palette);
          draw();
        });
      }
    }),
    flow.subscribe((now, before) => {
      if (now.nodes !== before.nodes) geometry = undefined;
      else if (now.transform === before.transform) return;
      if (fleet.flights.length > 0) wake();
    }),
    useArrangement.subscribe(() => {
      geometry = undefined;
    }),
  ];
  let caught = false;
  const onPointerDown = (event: PointerEvent) => {
    caught = false;
    if (event.button !== 0 || fleet.flights.length === 0) return;
    const bounds = canvas.getBoundingClientRect();
    const [x, y, zoom] = flow.getState().transform;
    const at = { x: (event.clientX - bounds.left - x) / zoom, y: (event.clientY - bounds.top - y) / zoom };
    const seq = hit(scene(), at, reachAt(zoom) / zoom);
    if (seq === undefined) return;
    caught = true;
    event.stopPropagation();
    event.preventDefault();
    useLab.getState().select({ kind: 'record', seq });
  };
  // The click that follows would select what lies under the packet.
  const onClick = (event: MouseEvent) => {
    if (caught) event.stopPropagation();
    caught = false;
  };
  map.addEventListener('pointerdown', onPointerDown, { capture: true });
  map.addEventListener('click', onClick, { capture: true });
  return () => {
    for (const stop of stops) stop();
    resize.disconnect();
    map.removeEventListener('pointerdown', onPointerDown, { capture: true });
    map.removeEventListener('click', onClick, { capture: true });
    if (frame !== undefined) cancelAnimationFrame(frame);
  };
}

/** The packets, on one canvas over the map. It has no role: the packet list tells the same to those who do not see it. */
export function PacketLayer() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const flow = useStoreApi();
  useEffect(() => (canvas.current ? fly(canvas.current, flow) : undefined), [flow]);
  return <canvas ref={canvas} className="packet-layer" />;
}
