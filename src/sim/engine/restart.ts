// What a daemon does when it stops and when it starts over what it finds: containers, networks, its configuration.
// Source: moby v28.5.2 daemon/daemon.go (Shutdown, restore), daemon_unix.go configureNetworking, container/restartmanager.
// Not modelled: containers that outlived a crash of the daemon.
import type { Blocking } from '../des/task.ts';
import { WaitQueue } from '../des/task.ts';
import { ApiError } from './api/errors.ts';
import { CONFIG_FILE, ConfigError, parseConfig } from './config.ts';
import type { Container } from './containers/container.ts';
import { startContainer } from './containers/start.ts';
import { stopContainer } from './containers/stop.ts';
import type { Daemon } from './daemon.ts';
import { EventLog } from './events.ts';

/** Reads the configuration and makes it that of a daemon which starts; answers whether its networks may be set up. Throws ConfigError. */
export function configure(daemon: Daemon): boolean {
  const config = parseConfig(daemon.hostFile(CONFIG_FILE));
  const isLive = daemon.containers.all().some((container) => container.running !== undefined);
  daemon.config = config;
  daemon.events = new EventLog(() => daemon.now());
  daemon.execs.clear();
  if (!isLive) daemon.networks.restart(config.pools, config);
  return !isLive;
}

/** What SIGHUP changes while the daemon runs. Source: daemon/reload.go. Throws ConfigError. */
export function reload(daemon: Daemon): void {
  const { labels, debug, liveRestore } = parseConfig(daemon.hostFile(CONFIG_FILE));
  daemon.config = { ...daemon.config, labels, debug, liveRestore };
  daemon.events.publish('daemon', 'reload', daemon.id, { name: daemon.machine.enclosure.hostname });
}

/** What the daemon says when it does not start. */
export function whyNot(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (!(error instanceof ApiError)) throw error;
  if (error.kind === 'NotImplemented') return error.message;
  const what = 'Error initializing network controller: error creating default "bridge" network';
  return `failed to start daemon: ${what}: ${error.message}`;
}

/** Stops every container, all at once; with live-restore they go on. */
export function* shutDown(daemon: Daemon): Blocking<void> {
  if (daemon.config.liveRestore) return;
  const running = daemon.containers.all().filter((container) => container.running !== undefined);
  let left = running.length;
  const done = new WaitQueue();
  for (const container of daemon.containers.all()) container.atRestart = shouldStartAgain(container);
  for (const container of running) {
    daemon.machine.startTask(
      (function* (): Blocking<void> {
        const manually = container.stoppedByUser;
        yield* stopContainer(daemon, container);
        container.stoppedByUser = manually;
        left--;
        done.wake();
      })(),
    );
  }
  while (left > 0) yield { on: [done] };
}

/** Whether the policy brings it back when the daemon starts. */
function shouldStartAgain(container: Container): boolean {
  const { Name } = container.hostConfig.RestartPolicy;
  if (Name === 'always') return container.startedAt !== undefined;
  const isUp = container.running !== undefined || container.status === 'restarting';
  return (Name === 'unless-stopped' || Name === 'on-failure') && isUp;
}

/** Starts what the restart policies want on networks of this host, those that share another's network last. */
export function* restartContainers(daemon: Daemon): Blocking<void> {
  yield* restart(daemon, (container) => !needsSwarm(container));
}

/** The same of containers on a swarm's networks, once the host has its part in the swarm again. Source: RestartSwarmContainers. */
export function* restartSwarmContainers(daemon: Daemon): Blocking<void> {
  if (!daemon.containers.all().some((container) => container.atRestart && needsSwarm(container))) return;
  if (yield* daemon.clusterNetworks.ready()) yield* restart(daemon, needsSwarm);
}

const needsSwarm = ({ attachments }: Container): boolean => [...attachments.values()].some((one) => one.needsSwarm);

function* restart(daemon: Daemon, which: (container: Container) => boolean): Blocking<void> {
  const wanted = daemon.containers
    .all()
    .filter((container) => container.atRestart && container.running === undefined && which(container));
  wanted.sort((a, b) => Number(a.donorName !== undefined) - Number(b.donorName !== undefined));
  for (const container of wanted) {
    container.atRestart = false;
    try {
      yield* container.locked(() => startContainer(daemon, container));
    } catch (error) {
      // Why is in the container's state; the others start all the same.
      if (!(error instanceof ApiError)) throw error;
    }
  }
}
