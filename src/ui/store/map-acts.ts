// What the map, or the tables in its place, can be asked from elsewhere on the page. They offer it while they are shown.
import { useEffect } from 'react';
import { create } from 'zustand';

interface MapActs {
  readonly fit: () => void;
  readonly fitChosen: () => void;
  readonly zoomWhole: () => void;
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
  readonly find: () => void;
  readonly showMap: () => void;
  readonly showTables: () => void;
  readonly addNote: () => void;
  readonly tidy: () => void;
  readonly lock: () => void;
}

export type MapAct = keyof MapActs;

const useMapActs = create<{ readonly offered: Partial<MapActs> }>()(() => ({ offered: {} }));

/** Whether it can be asked now. */
export function offersMapAct(act: MapAct): boolean {
  return useMapActs.getState().offered[act] !== undefined;
}

/** Asks it, if it is there. */
export function mapAct(act: MapAct): void {
  useMapActs.getState().offered[act]?.();
}

/** For whoever is in the map's place: what it does when asked. `acts` stays the same from render to render. */
export function useOfferedActs(acts: Partial<MapActs>): void {
  useEffect(() => {
    useMapActs.setState({ offered: acts });
    return () => {
      if (useMapActs.getState().offered === acts) useMapActs.setState({ offered: {} });
    };
  }, [acts]);
}
