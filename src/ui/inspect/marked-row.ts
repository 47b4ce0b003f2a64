// The line of a live table that a link led to: it stays marked as long as its thing is looked at.
import { create } from 'zustand';
import type { TableLink } from '../../session/protocol.ts';
import { useLab } from '../store/lab.ts';

interface MarkedRow {
  readonly link: TableLink | undefined;
}

export const useMarkedRow = create<MarkedRow>()(() => ({ link: undefined }));

/** Selects the thing whose table it is, and marks the line there. */
export function showRow(link: TableLink): void {
  useMarkedRow.setState({ link });
  useLab.getState().select(link.target);
}

/** The number of the line that a link means; undefined where it is gone. */
export function lineOf(text: string, { line, under }: TableLink): number | undefined {
  const lines = text.split('\n');
  const heading = under === undefined ? 0 : lines.findIndex((one) => one.startsWith(under));
  if (heading < 0) return undefined;
  const at = lines.findIndex(
    (one, n) => n >= heading && (under === undefined ? one.includes(line) : one.startsWith(line)),
  );
  return at < 0 ? undefined : at;
}
