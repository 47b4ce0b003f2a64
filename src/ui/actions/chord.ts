// Keys as the table of actions writes them: `Ctrl Shift Z`, `Space`, `?`. The command key of a Mac counts as Ctrl.
import { t } from '../common/messages.ts';

type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** Keys that are found by their place where their letter differs between keyboards: Shift 1 has many names. */
function placeOf(code: string): string | undefined {
  if (code === 'Backquote') return '`';
  return code.match(/^(?:Digit|Numpad)(\d)$/)?.[1];
}

/** What a press may be called, the best name first. `typed`: the key was reached with AltGr, which is no chord. */
export function chordsOf({ key, code, ctrlKey, metaKey, altKey, shiftKey }: Pressed, typed = false): readonly string[] {
  const prefix = typed ? '' : `${ctrlKey || metaKey ? 'Ctrl ' : ''}${altKey ? 'Alt ' : ''}`;
  const shift = shiftKey ? 'Shift ' : '';
  const name = key === ' ' ? 'Space' : key.length === 1 ? key.toUpperCase() : key;
  // Shift is part of what makes a sign, but not of a letter's or a named key's name.
  const isNamed = name.length > 1 || /^\p{L}$/u.test(name);
  const byKey = `${prefix}${isNamed ? shift : ''}${name}`;
  const place = placeOf(code);
  return place === undefined ? [byKey] : [byKey, `${prefix}${shift}${place}`];
}

/** A chord that may be pressed by mistake, or by voice: WCAG 2.1.4 wants a way to turn it off. */
export function isSingle(chord: string): boolean {
  return chord === 'Space' || /^(Shift )?.$/u.test(chord);
}

/** Keys that are called differently on keyboards of other languages. */
const caps = {
  Space: 'key.space',
  Ctrl: 'key.ctrl',
  Shift: 'key.shift',
  Del: 'key.delete',
  Home: 'key.home',
  End: 'key.end',
  PgUp: 'key.pageUp',
  PageUp: 'key.pageUp',
  PgDn: 'key.pageDown',
  PageDown: 'key.pageDown',
  Click: 'key.click',
} as const;

const isCap = (key: string): key is keyof typeof caps => Object.hasOwn(caps, key);

/** A chord as key caps show it. */
export function keyName(chord: string): string {
  return chord
    .split(' ')
    .map((key) => (isCap(key) ? t(caps[key]) : key))
    .join(' ');
}
