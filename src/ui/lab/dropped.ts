import { useEffect } from 'react';
import { openLabFile } from './labs.ts';

function accept(event: DragEvent): void {
  if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
}

function open(event: DragEvent): void {
  const file = event.dataTransfer?.files[0];
  if (file === undefined) return;
  event.preventDefault();
  void openLabFile(file);
}

/** A lab file dropped anywhere on the page opens. */
export function useDroppedLab(): void {
  useEffect(() => {
    addEventListener('dragover', accept);
    addEventListener('drop', open);
    return () => {
      removeEventListener('dragover', accept);
      removeEventListener('drop', open);
    };
  }, []);
}
