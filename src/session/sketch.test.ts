import { describe, expect, it } from 'vitest';
import { oneHost } from '../sim/scenario/worlds.ts';
import { Lab } from './lab.ts';
import { parseLab } from './lab-file.ts';
import type { LabFile, Sketch } from './protocol.ts';

const sketch: Sketch = {
  places: [{ box: 'container:node1:abc', x: 12.5, y: -40 }],
  notes: [{ id: 'n1', x: 0, y: 0, text: '<script>alert(1)</script>' }],
  groups: [{ id: 'g1', name: 'front', tint: 3, members: ['container:node1:abc'] }],
  collapsed: ['node1'],
  locked: true,
};
const file: LabFile = { format: 'hoplab', version: 1, seed: 1, world: oneHost, inputs: [], time: 0, sketch };
const parsed = (change: object) => parseLab(JSON.parse(JSON.stringify({ ...file, sketch: { ...sketch, ...change } })));

describe('a sketch in a lab file', () => {
  it('comes back as it went', () => {
    expect(parsed({})).toEqual({ ok: true, value: file });
    const lab = new Lab(file);
    expect(lab.save().sketch).toEqual(sketch);
    lab.setSketch({ ...sketch, locked: false });
    expect(lab.save().sketch?.locked).toBe(false);
  });

  it.each([
    ['a place far out of the world', { places: [{ box: 'a', x: 1e9, y: 0 }] }],
    ['a place that is no number', { places: [{ box: 'a', x: null, y: 0 }] }],
    ['too many notes', { notes: Array.from({ length: 201 }, (_, i) => ({ id: `n${i}`, x: 0, y: 0, text: '' })) }],
    ['too long a note', { notes: [{ id: 'n', x: 0, y: 0, text: 'x'.repeat(2001) }] }],
    ['a colour that there is not', { groups: [{ id: 'g', name: '', tint: 8, members: [] }] }],
    ['a member that is unknown', { more: true }],
  ])('refuses %s', (_, change) => {
    expect(parsed(change).ok).toBe(false);
  });
});
