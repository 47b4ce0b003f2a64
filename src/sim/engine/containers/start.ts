// Starting a container: namespaces, files, the process, its networks; and watching it until it ends.
// Source: moby daemon/{start,start_linux,monitor,oci_linux}.go; error texts of runc and containerd-shim.
// Not modelled: containerd's shim and cgroups; the time that they take is one constant.

import { strerror } from '../../base/errno.ts';
import { MILLISECOND, SECOND, type SimTime } from '../../des/scheduler.ts';
import type { Blocking } from '../../des/task.ts';
import type { Enclosure, Launched } from '../../host/machine.ts';
import type { NetNamespace } from '../../linux/namespace.ts';
import { ApiError, conflict, invalid, prefixed } from '../api/errors.ts';
import type { Daemon } from '../daemon.ts';
import type { Sandbox } from '../libnetwork/sandbox.ts';
import { confinementOf } from './capabilities.ts';
import type { Container } from './container.ts';
import { containerEvent } from './container-events.ts';
import { environmentOf } from './environment.ts';
import { execError } from './exec-error.ts';
import { handleExit } from './exit.ts';
import { initHealth } from './health-monitor.ts';
import { INIT_PATH } from './init.ts';
import { mountAll } from './mounts.ts';
import { connectAll, networkingError, refreshParents } from './networking.ts';
import { destroySandbox, makeSandbox, prepareFiles, shareFiles } from './sandbox-files.ts';
import { pidsOf, utsName } from './shared-namespaces.ts';
import { attachAll, detachUnused } from './swarm-attachment.ts';

/** How long containerd and runc take until a process runs: the order of magnitude on an idle machine. */
const RUNTIME_SETUP: SimTime = 150 * MILLISECOND;
/** How long output may still come after the first process has ended. */
const DRAIN_TIME: SimTime = SECOND;
/** How long the news of a process's end takes by way of the shim and containerd: the order of magnitude on an idle machine. */
const EXIT_NOTICE: SimTime = 20 * MILLISECOND;

/** Starts a container that does not run. The caller holds its lock. */
export function* startContainer(daemon: Daemon, container: Container): Blocking<void> {
  if (container.status === 'removing' || container.removed) {
    throw conflict('container is marked for removal and cannot be started');
  }
  container.stoppedByUser = false;
  yield { on: [], until: daemon.machine.scheduler.now + RUNTIME_SETUP };
  if (container.removed) throw conflict('container is marked for removal and cannot be started');
  try {
    yield* attachSwarms(daemon, container);
    launchContainer(daemon, container);
  } catch (error) {
    detachUnused(daemon, container);
    if (error instanceof ApiError) {
      container.error = error.message;
      container.exitCode = exitCodeOf(error.message);
    }
    daemon.touch();
    throw error;
  }
}

function* attachSwarms(daemon: Daemon, container: Container): Blocking<void> {
  try {
    yield* attachAll(daemon, container);
  } catch (error) {
    throw networkingError(error);
  }
}

/** What a failed start leaves as exit code. Source: moby daemon/errors.go setExitCodeFromError. */
function exitCodeOf(message: string): number {
  if (/executable file not found|no such file or directory/.test(message)) return 127;
  return /permission denied/.test(message) ? 126 : 128;
}

/** All of it happens at one instant: the process does not run before its networks are there. */
function launchContainer(daemon: Daemon, container: Container): void {
  const { machine } = daemon;
  const donor = donorOf(daemon, container);
  const pids = pidsOf(daemon, container);
  const shared = donor?.running?.enclosure.netns;
  const usesHost = container.networkMode === 'host';
  const netns = shared ?? (usesHost ? machine.kernel.rootNs : machine.kernel.createNetns(container.name));
  const fs = prepareFiles(daemon, container, netns);
  let sandbox: Sandbox | undefined;
  let launched: Launched | undefined;
  try {
    if (donor !== undefined) shareFiles(container, donor);
    else sandbox = makeSandbox(daemon, container, netns, usesHost);
    const programs = daemon.programsFor(container.image.programs, container.hostConfig.Init);
    const confinement = confinementOf(container.hostConfig);
    const name = utsName(daemon, container);
    const enclosure = machine.createEnclosure(name, fs, netns, programs, confinement, pids);
    if (pids === undefined) enclosure.limitTasks(container.hostConfig.PidsLimit ?? undefined);
    for (const name of ['hosts', 'hostname', 'resolv.conf']) fs.markMount(`/etc/${name}`);
    mountAll(daemon, container, fs);
    applySysctls(container, netns, shared === undefined && !usesHost);
    launched = launchProcess(daemon, container, enclosure);
    if (sandbox !== undefined) joinNetworks(daemon, container, sandbox);
    container.running = { launched, enclosure, sandbox, startedAt: machine.scheduler.now };
  } catch (error) {
    launched?.kill('SIGKILL');
    destroySandbox(daemon, container, sandbox, netns);
    throw error;
  }
  container.status = 'running';
  container.exitCode = 0;
  container.error = '';
  container.startedAt = daemon.now();
  initHealth(daemon, container);
  containerEvent(daemon, container, 'start');
  refreshParents(daemon, container);
  watch(daemon, container, launched);
}

function donorOf(daemon: Daemon, container: Container): Container | undefined {
  const name = container.donorName;
  if (name === undefined) return undefined;
  const donor = prefixed('joining network namespace of container: ', () => daemon.containers.get(name));
  if (donor === container) throw invalid('cannot join own network namespace');
  if (donor.running === undefined) {
    throw conflict(
      `cannot join network namespace of a non running container: container ${donor.name} is ${donor.status}`,
    );
  }
  container.config.Hostname = donor.config.Hostname;
  container.config.Domainname = donor.config.Domainname;
  return donor;
}

function joinNetworks(daemon: Daemon, container: Container, sandbox: Sandbox): void {
  try {
    connectAll(daemon, container, sandbox);
  } catch (error) {
    throw networkingError(error);
  }
}

/** What a failure of the runtime is wrapped in, by runc, its shim, containerd and the daemon. */
const RUNC_CREATE =
  'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: ';
const RUNC_INIT = 'unable to start container process: error during container init: ';

/** daemon/oci_linux.go: any port and unprivileged ping, in namespaces that are the container's own. */
const ownSysctls: readonly (readonly [string, string])[] = [
  ['ipv4/ip_unprivileged_port_start', '0'],
  ['ipv4/ping_group_range', '0 2147483647'],
];

function applySysctls(container: Container, netns: NetNamespace, own: boolean): void {
  if (own) for (const [path, value] of ownSysctls) netns.net.setSysctl(path, value);
  for (const [name, value] of Object.entries(container.hostConfig.Sysctls ?? {})) {
    if (!name.startsWith('net.')) continue;
    if (container.networkMode === 'host') {
      throw invalid(`${RUNC_CREATE}sysctl ${JSON.stringify(name)} not allowed in host network namespace: unknown`);
    }
    const path = name.replaceAll('.', '/');
    const errno = netns.net.setSysctl(path.slice('net/'.length), value);
    if (errno === undefined) continue;
    const call = errno === 'ENOENT' ? 'open' : 'write';
    const why = `write sysctl key ${name}: ${call} /proc/sys/${path}: ${strerror[errno].toLowerCase()}`;
    throw invalid(`${RUNC_CREATE}${RUNC_INIT}${why}: unknown`);
  }
}

function launchProcess(daemon: Daemon, container: Container, enclosure: Enclosure): Launched {
  const { config } = container;
  const launched = daemon.machine.launch({
    enclosure,
    argv: container.hostConfig.Init ? [INIT_PATH, '--', ...container.argv] : container.argv,
    env: environmentOf(container, config.Tty),
    cwd: config.WorkingDir || '/',
    stdio: config.Tty ? { kind: 'tty', columns: 80, rows: 24 } : { kind: 'pipes', stdin: config.OpenStdin },
  });
  if (launched.ok) return launched.value;
  const what = execError(container.argv[0] ?? '', launched.errno, enclosure, config.WorkingDir);
  throw invalid(`${RUNC_CREATE}${RUNC_INIT}${what}`);
}

/** Carries output to the log and to who is attached, and notices the end. */
function watch(daemon: Daemon, container: Container, launched: Launched): void {
  let drained = false;
  daemon.machine.startTask(
    (function* (): Blocking<void> {
      for (;;) {
        const chunk = yield* launched.read();
        if (chunk === undefined) break;
        container.log.add(chunk, daemon.now());
        for (const channel of [...container.attached]) yield* channel.send(chunk);
      }
      drained = true;
      container.changed.wake();
    })(),
  );
  daemon.machine.startTask(
    (function* (): Blocking<void> {
      while (launched.status() === undefined) yield { on: [launched.ended] };
      const deadline = daemon.machine.scheduler.now + DRAIN_TIME;
      while (!drained && daemon.machine.scheduler.now < deadline) yield { on: [container.changed], until: deadline };
      // Until then its namespace lives, and its last packets find their way.
      yield { on: [], until: daemon.machine.scheduler.now + EXIT_NOTICE };
      yield* handleExit(daemon, container, launched, startContainer);
    })(),
  );
}
