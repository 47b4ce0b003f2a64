import { expect, it } from 'vitest';
import { changedMarks } from './changed.ts';
import { layout } from './layout/layout.ts';
import { type ContainerSketch, sketchWorld } from './layout/testkit.ts';

const draw = (containers: readonly ContainerSketch[]) =>
  layout({
    view: sketchWorld([{ networks: ['bridge', 'front'], containers }]),
    memory: new Map(),
    moved: new Map(),
  }).picture;
const web = { id: 'web', networks: ['bridge'] };

it('marks what is new and what says something else, and nothing else', () => {
  expect(changedMarks(draw([web]), draw([web]))).toEqual([]);
  expect(changedMarks(draw([web]), draw([web, { id: 'db', networks: ['bridge'] }]))).toEqual([
    { box: 'container:node1:db' },
  ]);
  expect(changedMarks(draw([web]), draw([{ ...web, stopped: true }]))).toEqual([{ box: 'container:node1:web' }]);
  expect(changedMarks(draw([web]), draw([]))).toEqual([]);
});

it('marks nothing where a whole crowd is new', () => {
  const crowd = Array.from({ length: 20 }, (_, i) => ({ id: `c${i}`, networks: ['bridge'] }));
  expect(changedMarks(draw([]), draw(crowd))).toEqual([]);
});
