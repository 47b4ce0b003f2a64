// What the page and the painter of packets say to each other. The painter is on a thread of its own where the browser can do that.
import type { Ending } from './fleet.ts';
import type { Palette } from './palette.ts';

/** What the page tells. Places are in CSS pixels of the overlay. */
export type PainterOrder =
  /** Packed as `packet-map.ts` says; whenever boxes have moved. */
  | { readonly kind: 'map'; readonly map: Float64Array }
  | { readonly kind: 'size'; readonly width: number; readonly height: number; readonly density: number }
  | { readonly kind: 'camera'; readonly x: number; readonly y: number; readonly zoom: number }
  | { readonly kind: 'palette'; readonly palette: Palette }
  /** Packed as `sim/trace/record.ts` says, and the real milliseconds that one takes where they are shown in beats. */
  | { readonly kind: 'hops'; readonly hops: Float64Array; readonly beat: number }
  | { readonly kind: 'pace'; readonly playing: boolean; readonly scaled: boolean }
  /** The world's, in virtual microseconds. */
  | { readonly kind: 'time'; readonly time: number }
  /** For those who want no motion. */
  | { readonly kind: 'still'; readonly still: boolean }
  | { readonly kind: 'clear' }
  /** What lies there? */
  | { readonly kind: 'ask'; readonly question: number; readonly x: number; readonly y: number };

export type PainterNews =
  | { readonly kind: 'endings'; readonly endings: readonly Ending[] }
  | { readonly kind: 'answer'; readonly question: number; readonly seq: number | undefined }
  /** Nothing is on its way any more of so many batches of hops: where boxes are does not matter until the next. */
  | { readonly kind: 'empty'; readonly batches: number };

/** The first message to the painter's own thread. */
export interface PainterStart {
  readonly canvas: OffscreenCanvas;
}
