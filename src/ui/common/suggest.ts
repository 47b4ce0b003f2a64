// The commands that gestures type: with names that are free, so that they work at once.
import type { HostView, ImageView } from '../../session/protocol.ts';
import { recentlyTyped, shellQuote } from '../terminal/run.ts';

/** Names that commands under way are about to take: a second click must not ask for the same one. */
function underWay(host: HostView, pattern: RegExp): string[] {
  return recentlyTyped(host.name).flatMap((command) => command.match(pattern)?.[1] ?? []);
}

function firstFree(taken: readonly string[], stem: string): string {
  const names = new Set(taken);
  for (let n = 1; ; n++) if (!names.has(`${stem}${n}`)) return `${stem}${n}`;
}

/** A name that no container of a host has, nor will have. */
export function freeContainerName(host: HostView): string {
  const containers = host.containers.map((container) => container.name);
  return firstFree([...containers, ...underWay(host, / --name (\S+)/)], 'c');
}

/** `docker run` of an image so that the container stays, on the default network or the one given. */
export function runCommand(host: HostView, image: ImageView, network?: string): string {
  const words = ['docker', 'run', '-d', '--name', freeContainerName(host)];
  if (network !== undefined) words.push('--network', shellQuote(network));
  words.push(shellQuote(image.name));
  if (image.suggestedCommand !== '') words.push(image.suggestedCommand);
  return words.join(' ');
}

/** `docker network create` of the next free `net1`, `net2` …. */
export function createNetworkCommand(host: HostView): string {
  const networks = host.networks.map((network) => network.name);
  const taken = [...networks, ...underWay(host, /network create (\S+)$/)];
  return `docker network create ${firstFree(taken, 'net')}`;
}
