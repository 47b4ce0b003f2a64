import { useSyncExternalStore } from 'react';

/** Too narrow, or too low, for panels beside each other: one is shown at a time. In em: large type needs room, too. */
export const PHONE = '(max-width: 40em), (max-height: 27.5em) and (pointer: coarse)';
/** The main pointer is a finger: targets are larger, nothing depends on hovering, a keyboard may not be there. */
export const COARSE = '(pointer: coarse)';

export function matches(query: string): boolean {
  return matchMedia(query).matches;
}

/** Whether the media query holds, now and as that changes. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = matchMedia(query);
      list.addEventListener('change', changed);
      return () => list.removeEventListener('change', changed);
    },
    () => matches(query),
  );
}
