import { expect, it } from 'vitest';
import { catalogue } from '../../sim/engine/images/catalogue.ts';
import { imageText } from './image-text.ts';

it.each(catalogue.map(({ repository, summary }) => [repository, summary]))(
  '%s is described as the simulator does',
  (name, summary) => {
    expect(imageText({ name, summary: 'unknown' })).toBe(summary);
  },
);

it('takes the words of an image that somebody has made', () => {
  expect(imageText({ name: 'mine', summary: 'Made by hand' })).toBe('Made by hand');
});
