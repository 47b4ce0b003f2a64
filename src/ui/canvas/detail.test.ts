import { describe, expect, it } from 'vitest';
import { detailAt, overviewType } from './detail.ts';

describe('detailAt', () => {
  it.each([
    [0.1, 'overview'],
    [0.3, 'far'],
    [0.8, 'middle'],
    [1.2, 'near'],
    [2, 'inside'],
  ] as const)('draws zoom %f as %s, whatever was drawn before', (zoom, level) => {
    expect(detailAt(zoom, 'overview')).toBe(level);
    expect(detailAt(zoom, 'inside')).toBe(level);
  });

  it('stays where it is just below a threshold, and does not enter there', () => {
    expect(detailAt(0.48, 'middle')).toBe('middle');
    expect(detailAt(0.48, 'far')).toBe('far');
    expect(detailAt(1.35, 'inside')).toBe('inside');
    expect(detailAt(1.35, 'near')).toBe('near');
  });
});

it('keeps names of the overview between 17 and 25 pixels high, as long as they are smaller than what they name', () => {
  expect(overviewType(0.05)).toBe(150);
  for (let zoom = 0.115; zoom < 0.25; zoom += 0.003) {
    const pixels = overviewType(zoom) * zoom;
    expect(pixels).toBeGreaterThanOrEqual(16.5);
    expect(pixels).toBeLessThanOrEqual(25);
  }
});
