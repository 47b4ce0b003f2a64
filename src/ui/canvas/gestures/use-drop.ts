// Images and networks dragged from the palette onto the map.
import { type DragEvent, useRef } from 'react';
import { useArrangement } from '../arrangement.ts';
import type { Point } from '../layout/model.ts';
import { createNetwork, IMAGE_TYPE, NETWORK_TYPE, runImage } from './act.ts';
import { type Ground, targetAt } from './target.ts';

const elementOf = (id: string) => document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`);

/** A dropped image lands on a network or on a host; a network always on a host. */
function landing(event: DragEvent, toMap: (point: Point) => Point): Ground | undefined {
  const { picture } = useArrangement.getState();
  const target = picture && targetAt(toMap({ x: event.clientX, y: event.clientY }), picture);
  if (!target) return undefined;
  if (target.kind === 'bridge' && event.dataTransfer.types.includes(IMAGE_TYPE)) return target;
  if (target.kind === 'wire') return undefined;
  const host = target.kind === 'host' ? target.host : target.box.host;
  return { kind: 'host', id: `host:${host}`, host };
}

/** Handlers for the map's element; the box that would take the drop has `data-drop` meanwhile. */
export function useDrop(toMap: (point: Point) => Point) {
  const marked = useRef<HTMLElement>(undefined);
  const mark = (target: Ground | undefined) => {
    const element = target && 'id' in target ? elementOf(target.id) : undefined;
    if (marked.current === (element ?? undefined)) return;
    marked.current?.removeAttribute('data-drop');
    element?.setAttribute('data-drop', '');
    marked.current = element ?? undefined;
  };
  return {
    onDragOver: (event: DragEvent) => {
      const { types } = event.dataTransfer;
      if (!types.includes(IMAGE_TYPE) && !types.includes(NETWORK_TYPE)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      mark(landing(event, toMap));
    },
    onDragLeave: (event: DragEvent) => {
      if (event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget)) return;
      mark(undefined);
    },
    onDrop: (event: DragEvent) => {
      mark(undefined);
      const target = landing(event, toMap);
      const image = event.dataTransfer.getData(IMAGE_TYPE);
      if (!target) return;
      event.preventDefault();
      if (image !== '') runImage(image, target);
      else if (event.dataTransfer.types.includes(NETWORK_TYPE)) createNetwork(target);
    },
  };
}
