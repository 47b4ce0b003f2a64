// The list's keys that work anywhere on the page, as in Wireshark; the terminal keeps all of its keys.
import { useEffect } from 'react';
import { alongFlow, alongList } from './move.ts';

const OFF_LIMITS = '.xterm, .cm-editor, [role="dialog"], [role="menu"]';
const TYPING = 'input, textarea, select, [contenteditable]';

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey || event.metaKey || event.shiftKey) return;
  const target = event.target instanceof Element ? event.target : document.body;
  if (target.closest(OFF_LIMITS) !== null) return;
  const { key, ctrlKey } = event;
  const isTyping = target.closest(TYPING) !== null;
  if (!ctrlKey && key === 'F8') alongList(1);
  else if (!ctrlKey && key === 'F7') alongList(-1);
  else if (ctrlKey && key === 'ArrowDown' && !isTyping) alongList(1);
  else if (ctrlKey && key === 'ArrowUp' && !isTyping) alongList(-1);
  else if (ctrlKey && key === '.') void alongFlow(1);
  else if (ctrlKey && key === ',') void alongFlow(-1);
  else return;
  event.preventDefault();
}

export function useRecordKeys(): void {
  useEffect(() => {
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}
