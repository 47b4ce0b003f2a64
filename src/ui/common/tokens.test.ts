import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

/** The colours of one theme: those of :root, overridden by the theme's own. */
function colours(theme: 'light' | 'dark'): ReadonlyMap<string, string> {
  const [light = '', dark = ''] = css.split(':root[data-theme="dark"]');
  const text = theme === 'light' ? light : light + dark;
  return new Map([...text.matchAll(/(--[\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]));
}

/** WCAG 2.2 relative luminance. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const text = ['--text', '--text-muted', '--accent', '--good', '--warn', '--bad'];
const surfaces = ['--panel', '--panel-sunk', '--panel-raised', '--canvas'];
const soft = [
  ['--accent', '--accent-soft'],
  ['--good', '--good-soft'],
  ['--warn', '--warn-soft'],
  ['--bad', '--bad-soft'],
  ['--on-accent', '--accent'],
  ['--text-muted', '--bad-soft'],
  ['--text-muted', '--accent-soft'],
] as const;

describe.each(['light', 'dark'] as const)('%s theme', (theme) => {
  const token = (name: string) => colours(theme).get(name) ?? expect.fail(`${name} is not a colour`);
  const named = (prefix: string) => [...colours(theme).keys()].filter((name) => name.startsWith(prefix));

  it.each(text.flatMap((ink) => surfaces.map((on) => [ink, on] as const)))('%s is legible on %s', (ink, on) => {
    expect(contrast(token(ink), token(on))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(soft)('%s is legible on %s', (ink, on) => {
    expect(contrast(token(ink), token(on))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(named('--proto-'))('%s stands out on the map, and its letter upon it', (name) => {
    expect(contrast(token(name), token('--canvas'))).toBeGreaterThanOrEqual(3);
    expect(contrast(token(name), token('--on-proto'))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(named('--net-'))('%s stands out on the map', (name) => {
    expect(contrast(token(name), token('--canvas'))).toBeGreaterThanOrEqual(3);
  });
});
