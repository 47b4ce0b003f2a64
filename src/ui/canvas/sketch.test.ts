import { beforeEach, describe, expect, it } from 'vitest';
import {
  canRedoLayout,
  canUndoLayout,
  changeSketch,
  emptySketch,
  freeId,
  openSketch,
  putBoxes,
  redoLayout,
  undoLayout,
  useSketch,
} from './sketch.ts';

const note = (id: string, text: string) => ({ id, x: 0, y: 0, text });
const now = () => useSketch.getState().sketch;

beforeEach(() => openSketch(undefined));

describe('a sketch', () => {
  it('goes back and forth step by step', () => {
    changeSketch({ notes: [note('note:1', 'one')] });
    changeSketch({ locked: true });
    expect(undoLayout()).toBe(true);
    expect(now()).toEqual({ ...emptySketch, notes: [note('note:1', 'one')] });
    expect(undoLayout()).toBe(true);
    expect(now()).toEqual(emptySketch);
    expect([undoLayout(), canUndoLayout(), canRedoLayout()]).toEqual([false, false, true]);
    redoLayout();
    redoLayout();
    expect(now().locked).toBe(true);
    expect(redoLayout()).toBe(false);
  });

  it('takes moves of the same boxes that follow at once as one step', () => {
    putBoxes(new Map([['a', { x: 1, y: 1 }]]));
    putBoxes(new Map([['a', { x: 2.4, y: 1 }]]));
    putBoxes(new Map([['b', { x: 9, y: 9 }]]));
    expect(now().places).toEqual([
      { box: 'a', x: 2, y: 1 },
      { box: 'b', x: 9, y: 9 },
    ]);
    undoLayout();
    undoLayout();
    expect(now().places).toEqual([]);
    expect(canUndoLayout()).toBe(false);
  });

  it('forgets what was taken back when something else is done', () => {
    changeSketch({ locked: true });
    undoLayout();
    changeSketch({ collapsed: ['node1'] });
    expect(canRedoLayout()).toBe(false);
  });

  it('gives names that nothing has', () => {
    changeSketch({ notes: [note('note:1', ''), note('note:3', '')] });
    expect(freeId('note')).toBe('note:2');
    expect(freeId('group')).toBe('group:1');
  });

  it('of another lab begins with no way back', () => {
    changeSketch({ locked: true });
    openSketch({ ...emptySketch, collapsed: ['node2'] });
    expect(now().collapsed).toEqual(['node2']);
    expect(canUndoLayout()).toBe(false);
  });
});
