// Paths of files as the editor shows and uses them, and the compose command that belongs to one.
import { shellQuote } from '../terminal/run.ts';

export function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function inDirectory(directory: string, name: string): string {
  return `${directory === '/' ? '' : directory}/${name}`;
}

/** Whether a path can be one of a new file: absolute, and without names that mean another place. */
export function isPath(path: string): boolean {
  return /^(\/[^/\0]+)+$/.test(path) && !/\/\.{1,2}(\/|$)/.test(path);
}

/** The files that Compose finds by itself, best first, and those that it lays over them. */
const COMPOSE_FILES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
const OVERRIDE = /^(docker-)?compose\.override\.ya?ml$/;

/** Whether a file is meant for Compose. */
export function isComposeFile(path: string): boolean {
  return /^(docker-)?compose[\w.-]*\.ya?ml$/.test(nameOf(path));
}

/**
 * What to type for a Compose file: `cd /root/shop && docker compose up -d`. `here` is where the shell is, if that is known;
 * `beside` are the names in the file's directory.
 */
export function composeCommand(
  path: string,
  action: string,
  here: string | undefined,
  beside: readonly string[],
): string {
  const [directory, name] = [directoryOf(path), nameOf(path)];
  const found = COMPOSE_FILES.find((one) => one === name || beside.includes(one));
  const file = name === found || (OVERRIDE.test(name) && found !== undefined) ? '' : ` -f ${shellQuote(name)}`;
  const change = here === directory ? '' : `cd ${shellQuote(directory)} && `;
  return `${change}docker compose${file} ${action}`;
}
