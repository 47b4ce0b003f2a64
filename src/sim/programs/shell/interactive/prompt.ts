// The prompt: PS1 with its escapes.
// Source: bash(1) PROMPTING; Debian's root prompt, busybox ash's default.
// Not modelled: command substitution in prompts, \D{…}, \j, \l.
import type { Shell } from '../shell.ts';

/** PS1 where nobody has set one. */
export function defaultPrompt(shell: Shell): string {
  return shell.flavour === 'bash' ? '\\u@\\h:\\w\\$ ' : '\\w \\$ ';
}

/** The text to show for PS1 or PS2. */
export function promptText(shell: Shell, source: string): string {
  return source.replace(/\\(.)/gs, (whole, letter: string) => escaped(shell, letter) ?? whole);
}

function escaped(shell: Shell, letter: string): string | undefined {
  switch (letter) {
    case 'u':
      return 'root';
    case 'h':
      return shell.sys.hostname.split('.', 1)[0];
    case 'H':
      return shell.sys.hostname;
    case 'w':
      return workingDirectory(shell);
    case 'W':
      return workingDirectory(shell).replace(/^.*\/(?=.)/, '');
    case '$':
      return '#';
    case 's':
      return shell.name;
    case '!':
    case '#':
      return String(shell.history.length + 1);
    case 'n':
      return '\n';
    case 'e':
      return '\x1b';
    case '\\':
      return '\\';
    case '[':
    case ']':
    case 'a':
      return '';
    default:
      return undefined;
  }
}

function workingDirectory(shell: Shell): string {
  const home = shell.variables.get('HOME') ?? '';
  const { cwd } = shell.sys;
  if (home === '' || home === '/') return cwd;
  if (cwd === home) return '~';
  return cwd.startsWith(`${home}/`) ? `~${cwd.slice(home.length)}` : cwd;
}
