import { useLayout } from '../store/layout.ts';

/** Brings the file editor to the front and puts the focus into the text; one that is still to be opened takes it itself. */
export function focusFiles(): void {
  useLayout.getState().showBottom('files');
  requestAnimationFrame(() => document.querySelector<HTMLElement>('.file-editor .cm-content')?.focus());
}

/** Whether an editor that comes up may have the focus: not from somebody who goes about the page by keyboard. */
export function focusIsFree(): boolean {
  const focused = document.activeElement;
  return focused === null || focused === document.body || !focused.matches(':focus-visible');
}
