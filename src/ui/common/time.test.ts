import { expect, it } from 'vitest';
import { clock, seconds } from './time.ts';

it('shows virtual time as a clock', () => {
  expect(clock(0)).toBe('00:00.000');
  expect(clock(62_345_678)).toBe('01:02.345');
  expect(clock(3_723_004_000)).toBe('1:02:03.004');
});

it('shows virtual time to the microsecond', () => {
  expect(seconds(2_000_042)).toBe('2.000042');
});
