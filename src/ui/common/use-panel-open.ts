import { type RefObject, useEffect, useRef } from 'react';
import type { PanelImperativeHandle } from 'react-resizable-panels';
import { useLayout } from '../store/layout.ts';

/**
 * Keeps a collapsible panel and the store's word on it together: the panel follows the word, and the word follows
 * the panel when it is dragged. Answers with the panel's `onResize`.
 */
export function usePanelOpen(
  panel: RefObject<PanelImperativeHandle | null>,
  open: boolean,
  setOpen: (open: boolean) => void,
  usual: number | string,
): () => void {
  const wasOpen = useRef(false);
  const first = useRef(true);
  useEffect(() => {
    // At first the panel knows better: its size may be one that was kept.
    if (first.current) {
      first.current = false;
      return;
    }
    if (!open) panel.current?.collapse();
    else if (wasOpen.current) panel.current?.expand();
    else if (panel.current?.isCollapsed()) panel.current.resize(usual);
  }, [open, panel, usual]);
  const resets = useLayout((layout) => layout.resets);
  useEffect(() => {
    if (resets > 0) panel.current?.resize(usual);
  }, [resets, panel, usual]);
  return () => {
    const isOpen = panel.current?.isCollapsed() === false;
    if (isOpen) wasOpen.current = true;
    setOpen(isOpen);
  };
}
