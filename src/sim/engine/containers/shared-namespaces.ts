// Containers that see the processes of another one or of the host, or have the host's name.
// Source: moby v28.5.2 daemon/oci_linux.go WithNamespaces, daemon/container_operations_unix.go getPIDContainer.
// Not modelled: such a container's other processes end with their parents, not with its first process.
import type { Enclosure } from '../../host/machine.ts';
import type { ProcessInfo } from '../../host/sys.ts';
import { conflict, prefixed } from '../api/errors.ts';
import type { Daemon } from '../daemon.ts';
import type { Container } from './container.ts';

/** Among whose processes a container's are numbered; undefined for its own. */
export function pidsOf(daemon: Daemon, { hostConfig }: Container): Enclosure | undefined {
  const mode = hostConfig.PidMode;
  if (mode === '') return undefined;
  if (mode === 'host') return daemon.machine.enclosure;
  return prefixed('failed to join PID namespace: ', () => {
    const name = mode.slice('container:'.length);
    const donor = daemon.containers.get(name).running;
    if (donor === undefined) throw conflict(`container ${name} is not running`);
    return donor.enclosure;
  });
}

/** The name that its processes see. */
export function utsName(daemon: Daemon, { hostConfig, config }: Container): string {
  return hostConfig.UTSMode === 'host' ? daemon.machine.enclosure.hostname : config.Hostname;
}

/** Its processes as the host numbers them: where it sees others too, its first one and those that come of it. */
export function processesOf({ running, hostConfig }: Container): readonly ProcessInfo[] {
  if (running === undefined) return [];
  const all = running.enclosure.hostProcesses();
  if (hostConfig.PidMode === '') return all;
  const own = new Set([running.launched.pid]);
  return all.filter(({ pid, ppid }) => {
    if (own.has(ppid)) own.add(pid);
    return own.has(pid);
  });
}
