import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contrast } from './contrast.ts';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

interface Looks {
  readonly theme: 'light' | 'dark';
  readonly contrast: 'usual' | 'high';
}

/** The colours that hold for these looks: blocks of the style sheet whose selector fits, later ones override. */
function colours({ theme, contrast }: Looks): ReadonlyMap<string, string> {
  const fits = (selector: string) =>
    [...selector.matchAll(/\[data-(\w+)="(\w+)"\]/g)].every(
      ([, name, value]) => value === (name === 'theme' ? theme : name === 'contrast' ? contrast : undefined),
    );
  const blocks = [...css.matchAll(/^(:root[^{]*)\{([^}]*)\}/gm)].filter(([, selector = '']) => fits(selector));
  const text = blocks.map(([, , body = '']) => body).join('');
  return new Map([...text.matchAll(/(--[\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]));
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

const looks = [
  { theme: 'light', contrast: 'usual', legible: 4.5, visible: 3 },
  { theme: 'dark', contrast: 'usual', legible: 4.5, visible: 3 },
  { theme: 'light', contrast: 'high', legible: 7, visible: 7 },
  { theme: 'dark', contrast: 'high', legible: 7, visible: 7 },
] as const;

describe.each(looks)('$theme theme, $contrast contrast', ({ legible, visible, ...look }) => {
  const token = (name: string) => colours(look).get(name) ?? expect.fail(`${name} is not a colour`);
  const named = (prefix: string) => [...colours(look).keys()].filter((name) => name.startsWith(prefix));

  it.each(text.flatMap((ink) => surfaces.map((on) => [ink, on] as const)))('%s is legible on %s', (ink, on) => {
    expect(contrast(token(ink), token(on))).toBeGreaterThanOrEqual(legible);
  });

  it.each(soft)('%s is legible on %s', (ink, on) => {
    expect(contrast(token(ink), token(on))).toBeGreaterThanOrEqual(legible);
  });

  it.each(named('--proto-'))('%s stands out on the map, and its letter upon it', (name) => {
    expect(contrast(token(name), token('--canvas'))).toBeGreaterThanOrEqual(visible);
    expect(contrast(token(name), token('--on-proto'))).toBeGreaterThanOrEqual(legible);
  });

  it.each(named('--net-'))('%s stands out on the map', (name) => {
    expect(contrast(token(name), token('--canvas'))).toBeGreaterThanOrEqual(visible);
  });

  it('terminals are legible', () => {
    expect(contrast(token('--term-fg'), token('--term-bg'))).toBeGreaterThanOrEqual(legible);
    expect(contrast(token('--term-fg'), token('--term-selection'))).toBeGreaterThanOrEqual(legible);
  });

  it.runIf(look.contrast === 'high')('edges are seen', () => {
    expect(contrast(token('--border'), token('--panel'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(token('--border-strong'), token('--canvas'))).toBeGreaterThanOrEqual(7);
  });
});
