// The file in which a shell keeps its lines for the next one.
// Source: bash(1) HISTORY: HISTFILE, HISTFILESIZE, and how sessions append to the file.
// Not modelled: times (HISTTIMEFORMAT), `history -a`, `-n`, `-r` and `-w`; a terminal that is closed keeps nothing.
import type { Shell } from '../shell.ts';

/** HISTFILESIZE when nothing sets it: that of HISTSIZE, 500. */
const MOST_LINES = 500;

/** ash keeps a file of its own only where it was built so; Debian's and busybox' images here are not. */
function fileOf(shell: Shell): string | undefined {
  if (shell.flavour !== 'bash') return undefined;
  const path = shell.variables.get('HISTFILE');
  return path === undefined || path === '' ? undefined : shell.sys.resolve(path);
}

/** Takes over the lines of sessions before. */
export function loadHistory(shell: Shell): void {
  const { variables } = shell;
  if (shell.flavour === 'bash' && variables.get('HISTFILE') === undefined)
    variables.set('HISTFILE', `${variables.get('HOME') ?? '/root'}/.bash_history`);
  const path = fileOf(shell);
  const read = path === undefined ? undefined : shell.sys.fs.readFile(path);
  if (!read?.ok) return;
  const lines = read.value.split('\n').filter((line) => line !== '');
  shell.history.push(...lines.slice(-MOST_LINES));
  shell.historyLoaded = shell.history.length;
}

/** Appends the lines of this session. */
export function saveHistory(shell: Shell): void {
  const path = fileOf(shell);
  const fresh = shell.history.slice(shell.historyLoaded);
  if (path === undefined || fresh.length === 0) return;
  const read = shell.sys.fs.readFile(path);
  const before = read.ok ? read.value.split('\n').filter((line) => line !== '') : [];
  const lines = [...before, ...fresh.flatMap((line) => line.split('\n'))].slice(-MOST_LINES);
  shell.sys.fs.writeFile(path, lines.map((line) => `${line}\n`).join(''));
}
