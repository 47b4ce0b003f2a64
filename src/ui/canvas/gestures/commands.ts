// What each gesture types. The picture never changes by itself: the command does it, and its errors are its own.
import type { ContainerView, HostView, NetworkView } from '../../../session/protocol.ts';
import { shellQuote } from '../../terminal/run.ts';
import { findNetwork, isDrawn } from '../layout/memory.ts';

const command = (...words: readonly string[]) => words.map(shellQuote).join(' ');

export const connectCommand = (network: string, container: string) =>
  command('docker', 'network', 'connect', network, container);
export const disconnectCommand = (network: string, container: string) =>
  command('docker', 'network', 'disconnect', network, container);
export const removeContainerCommand = (name: string) => command('docker', 'rm', '-f', name);
export const removeNetworkCommand = (name: string) => command('docker', 'network', 'rm', name);
export const removeBridgeCommand = (device: string) => command('ip', 'link', 'delete', device);
export const renameCommand = (from: string, to: string) => command('docker', 'rename', from, to);
export const startCommand = (name: string) => command('docker', 'start', name);
export const restartCommand = (name: string) => command('docker', 'restart', name);
export const pauseCommand = (name: string) => command('docker', 'pause', name);
export const unpauseCommand = (name: string) => command('docker', 'unpause', name);
export const killCommand = (name: string) => command('docker', 'kill', name);
export const killProcessCommand = (name: string, pid: number) => command('docker', 'exec', name, 'kill', String(pid));
export const stopCommand = (name: string) => command('docker', 'stop', name);

/** The names of the networks that a container is attached to. */
export function networksOf(host: HostView, container: ContainerView): readonly string[] {
  return container.attachments.flatMap((attachment) => findNetwork(host, attachment.network)?.name ?? []);
}

/** The networks that a container could be connected to. */
export function connectable(host: HostView, container: ContainerView): readonly NetworkView[] {
  const joined = new Set(networksOf(host, container));
  return host.networks.filter((network) => isDrawn(network) && !joined.has(network.name));
}
