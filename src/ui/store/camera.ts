// What part of the picture is in sight, for those who are not the map: links carry it.
import { create } from 'zustand';
import type { Moment } from '../../session/protocol.ts';

type Sight = NonNullable<Moment['camera']>;

interface Camera {
  /** What is in sight, as the map last knew it; undefined while there is no map. */
  readonly look: () => Sight | undefined;
  /** What the map is to show as soon as it can. */
  readonly wanted: Sight | undefined;
}

export const useCameraWish = create<Camera>()(() => ({ look: () => undefined, wanted: undefined }));
