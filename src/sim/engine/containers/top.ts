// The processes of a container as `docker top` lists them.
// Source: moby daemon/top_unix.go (it runs `ps -ef` on the host and keeps the container's lines).
// Not modelled: other arguments for ps, processor time.
import { civilTime } from '../../base/time.ts';
import { conflict, notSimulated } from '../api/errors.ts';
import type { Daemon } from '../daemon.ts';
import type { Container } from './container.ts';
import { logContainer } from './container-events.ts';
import { processesOf } from './shared-namespaces.ts';

export interface Top {
  readonly Titles: string[];
  readonly Processes: string[][];
}

export function topOf(daemon: Daemon, container: Container, arguments_: string): Top {
  if (arguments_ !== '' && arguments_ !== '-ef') throw notSimulated(`docker top with ${arguments_}`);
  const { running } = container;
  if (running === undefined) throw conflict(`container ${container.id} is not running`);
  const pad = (n: number): string => String(n).padStart(2, '0');
  const startedMs = (at: number): number => daemon.now() - (daemon.machine.scheduler.now - at) / 1000;
  logContainer(daemon, container, 'top');
  return {
    Titles: ['UID', 'PID', 'PPID', 'C', 'STIME', 'TTY', 'TIME', 'CMD'],
    Processes: processesOf(container).map((process) => {
      const { hour, minute } = civilTime(startedMs(process.startedAt));
      const started = `${pad(hour)}:${pad(minute)}`;
      const tty = process.tty ? 'pts/0' : '?';
      const pids = [process.pid, process.ppid].map(String);
      return ['root', ...pids, '0', started, tty, '00:00:00', process.argv.join(' ')];
    }),
  };
}
