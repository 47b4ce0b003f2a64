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
  if (under === undefined) return place(lines.findIndex((one) => one.includes(line)));
  const heading = lines.findIndex((one) => one.startsWith(under));
  const end = lines.findIndex((one, at) => at > heading && one === '');
  const chain = lines.slice(heading, end < 0 ? undefined : end);
  return heading < 0 ? undefined : place(heading + chain.findIndex((one) => one.startsWith(line)), heading);
}

/** Undefined for what was not found: one before `first`. */
function place(at: number, first = 0): number | undefined {
  return at < first ? undefined : at;
}
