import type { MouseEvent } from 'react';
import { COARSE, matches } from '../common/use-media.ts';
import { useLayout } from '../store/layout.ts';

/** Puts the focus into the terminal in front. */
export function focusTerminal(): void {
  useLayout.getState().showBottom('terminal');
  useLayout.setState({ phone: 'terminal' });
  requestAnimationFrame(() => document.querySelector<HTMLElement>('.terminal-screen.active textarea')?.focus());
}

/** After a click that typed a command: who used the mouse goes on in the terminal, the keyboard stays where it is; with a finger, no keyboard comes up unasked. */
export function followPointer(event: MouseEvent): void {
  if (event.detail > 0 && !matches(COARSE)) focusTerminal();
}
