import { describe, expect, it } from 'vitest';
import { dropReasons } from '../../sim/trace/record.ts';
import { type MessageKey, t } from './messages.ts';
import { pageMessages } from './messages-page.ts';

describe('t', () => {
  it('fills in parameters', () => {
    expect(t('file.saved', { name: 'a.hoplab' })).toBe('Saved as a.hoplab');
  });

  it('chooses the plural form', () => {
    expect(t('scenario.minutes', { count: 1 })).toBe('1 minute');
    expect(t('scenario.minutes', { count: 15 })).toBe('15 minutes');
  });

  it('takes parameters as they are, even where they look like parameters', () => {
    expect(t('file.saved', { name: '{name}$&' })).toBe('Saved as {name}$&');
  });

  it('names of drop reasons are all there', () => {
    const keys = Object.keys(pageMessages) as MessageKey[];
    expect(keys.filter((key) => key.startsWith('drop.'))).toHaveLength(dropReasons.length);
  });
});
