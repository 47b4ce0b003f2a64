// The design tokens as the style sheet has them, in its order: whatever is added there is shown here.
import css from '../common/tokens.css?raw';

export type TokenKind = 'font' | 'text' | 'space' | 'radius' | 'colour' | 'other';

export interface Token {
  readonly name: string;
  readonly kind: TokenKind;
}

const COLOUR = /^#[0-9a-f]{6}$/;

function kindOf(name: string, value: string): TokenKind {
  if (COLOUR.test(value)) return 'colour';
  return (['font', 'text', 'space', 'radius'] as const).find((kind) => name.startsWith(`--${kind}-`)) ?? 'other';
}

/** The tokens of the first rule; other themes give the same ones other values. */
export function tokensOf(sheet: string): readonly Token[] {
  const first = sheet.slice(sheet.indexOf('{') + 1, sheet.indexOf('\n}'));
  return [...first.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name = '', value = '']) => ({
    name,
    kind: kindOf(name, value),
  }));
}

export const tokens: readonly Token[] = tokensOf(css);

/** The families of colours: what a name says before its number or its own word. */
export function familyOf(name: string): 'protocols' | 'networks' | 'terminal' | 'surfaces' {
  if (/^--(on-)?proto/.test(name)) return 'protocols';
  if (name.startsWith('--net-')) return 'networks';
  return name.startsWith('--term-') ? 'terminal' : 'surfaces';
}

/** A token's value in the theme that is in force. */
export function valueNow(name: string): string {
  const value = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  // Builds write colours as short as they can.
  return value.replace(/^#(.)(.)(.)$/, '#$1$1$2$2$3$3');
}
