// How near the map is, for what is drawn on it: from afar names alone are seen, and what they would hide is not made at all.
import { useLayoutEffect } from 'react';
import { create } from 'zustand';
import type { Detail } from './detail.ts';

interface Level {
  readonly isFar: boolean;
}

const useLevel = create<Level>()(() => ({ isFar: false }));

/** Only names are seen: neither interfaces nor ports. */
export const useIsFar = (): boolean => useLevel((level) => level.isFar);

/** Tells all that is drawn how near the map is, before it is painted. */
export function useTellLevel(detail: Detail): void {
  const isFar = detail === 'overview' || detail === 'far';
  useLayoutEffect(() => useLevel.setState({ isFar }), [isFar]);
}
