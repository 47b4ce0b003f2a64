import type { ITheme } from '@xterm/xterm';
import type { Theme } from '../store/lab.ts';

/** The sixteen colours that programs may ask for, legible on each background. */
const ansi: Readonly<Record<Theme, ITheme>> = {
  light: {
    black: '#17202c',
    red: '#b3232a',
    green: '#13733f',
    yellow: '#855400',
    blue: '#1f57d6',
    magenta: '#8434b5',
    cyan: '#0a6c79',
    white: '#5a6675',
    brightBlack: '#5a6675',
    brightRed: '#c92a31',
    brightGreen: '#15803d',
    brightYellow: '#925c00',
    brightBlue: '#2563eb',
    brightMagenta: '#9333c7',
    brightCyan: '#0b7a88',
    brightWhite: '#17202c',
  },
  dark: {
    black: '#2a3441',
    red: '#ff8b85',
    green: '#5fd394',
    yellow: '#f0b64e',
    blue: '#86aefc',
    magenta: '#c9a2ff',
    cyan: '#5ad3de',
    white: '#dfe6ee',
    brightBlack: '#8a97a8',
    brightRed: '#ffa8a3',
    brightGreen: '#86e3ae',
    brightYellow: '#f7cb7d',
    brightBlue: '#a9c6ff',
    brightMagenta: '#dabfff',
    brightCyan: '#85e2ea',
    brightWhite: '#ffffff',
  },
};

/** xterm's colours for the theme in force, from the page's tokens. */
export function xtermTheme(theme: Theme): ITheme {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    ...ansi[theme],
    background: token('--term-bg'),
    foreground: token('--term-fg'),
    cursor: token('--term-cursor'),
    cursorAccent: token('--term-bg'),
    selectionBackground: token('--term-selection'),
  };
}
