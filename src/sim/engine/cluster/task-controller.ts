// Runs one task on this host's engine: its networks, its container, its place behind the service's address.
// Source: moby daemon/cluster/executor/container/{controller,adapter}.go.
// Not modelled: pulling images (what a host has not, it cannot get).
import { SECOND, type SimTime } from '../../des/scheduler.ts';
import { type Blocking, sleepUntil } from '../../des/task.ts';
import { type ContainerStatus, type TaskController, type TaskDependencies, TaskFailure } from '../../swarm/executor.ts';
import type { LogMessage, LogOptions } from '../../swarm/logbroker/protocol.ts';
import type { PortConfig, Task } from '../../swarm/objects.ts';
import { ApiError } from '../api/errors.ts';
import type { Container } from '../containers/container.ts';
import { createContainer } from '../containers/create.ts';
import { LogReader } from '../containers/log-reader.ts';
import { portsOf } from '../containers/ports.ts';
import { removeContainer } from '../containers/remove.ts';
import { startContainer } from '../containers/start.ts';
import { killContainer, stopContainer } from '../containers/stop.ts';
import type { Daemon } from '../daemon.ts';
import type { ClusterNetworks } from './networks.ts';
import { containerName, createBody, hostPorts } from './task-container.ts';
import { writeTaskFiles } from './task-files.ts';

/** defaultGossipConvergeDelay: until every node has heard that a task gets no more connections. */
const GOSSIP_CONVERGENCE: SimTime = 2 * SECOND;

export class ContainerTaskController implements TaskController {
  readonly #daemon: Daemon;
  readonly #networks: ClusterNetworks;
  readonly #dependencies: TaskDependencies;
  #task: Task;

  constructor(daemon: Daemon, networks: ClusterNetworks, task: Task, dependencies: TaskDependencies) {
    this.#daemon = daemon;
    this.#networks = networks;
    this.#dependencies = dependencies;
    this.#task = task;
  }

  *prepare(): Blocking<void> {
    const task = this.#task;
    if (this.#container() !== undefined) return;
    yield* this.#reporting(function* (this: ContainerTaskController) {
      for (const attachment of task.NetworksAttachments) yield* this.#networks.ensure(attachment.Network);
      const host = { nodeId: task.NodeID, hostname: this.#daemon.machine.enclosure.hostname };
      const { container } = createContainer(this.#daemon, containerName(task), createBody(task, host));
      writeTaskFiles(this.#daemon, container, task, this.#dependencies);
      this.#networks.describe(container, task);
    });
  }

  *start(): Blocking<void> {
    const container = this.#present();
    yield* this.#reporting(function* (this: ContainerTaskController) {
      if (!container.isRunning) yield* container.locked(() => startContainer(this.#daemon, container));
    });
    yield* this.#healthy(container);
    this.#networks.activate(container);
  }

  *wait(): Blocking<void> {
    const container = this.#present();
    while (container.isRunning) {
      if (container.health?.status === 'unhealthy') {
        yield* this.shutdown();
        throw new TaskFailure('dockerexec: unhealthy container');
      }
      yield { on: [container.changed] };
    }
    this.#checkExit(container);
  }

  *shutdown(): Blocking<void> {
    const container = this.#container();
    if (container === undefined) return;
    if (container.isRunning && this.#task.NetworksAttachments.length > 0) {
      this.#networks.deactivate(container);
      yield* sleepUntil(this.#daemon.machine.scheduler.now + GOSSIP_CONVERGENCE);
    }
    yield* container.locked(() => stopContainer(this.#daemon, container));
  }

  *terminate(): Blocking<void> {
    const container = this.#container();
    if (container?.isRunning) yield* killContainer(this.#daemon, container, 'SIGKILL');
  }

  *remove(): Blocking<void> {
    const container = this.#container();
    if (container !== undefined) {
      yield* container.locked(() => removeContainer(this.#daemon, container, true, true));
    }
    for (const { Network } of this.#task.NetworksAttachments) yield* this.#networks.release(Network.ID);
  }

  status(): ContainerStatus | undefined {
    const container = this.#container();
    if (container === undefined) return undefined;
    return {
      containerId: container.id,
      pid: container.running?.launched.pid ?? 0,
      exitCode: container.exitCode,
    };
  }

  *logs(options: LogOptions, publish: (messages: readonly LogMessage[]) => Blocking<void>): Blocking<void> {
    const { follow, streams, tail, since } = options;
    const container = follow ? yield* this.#begun() : this.#container();
    if (container === undefined) return;
    const selection = { stdout: streams.includes('stdout'), stderr: streams.includes('stderr'), until: undefined };
    const reader = new LogReader(container.log, { ...selection, tail, since });
    const { NodeID, ServiceID, ID } = this.#task;
    const from = { nodeId: NodeID, serviceId: ServiceID, taskId: ID };
    for (;;) {
      const lines = reader.pull();
      const messages = lines.map(({ at, channel, text }) => ({ ...from, at, stream: channel, data: text }));
      if (messages.length > 0) yield* publish(messages);
      else if (!follow || !container.isRunning) return;
      else yield { on: [reader.changed, container.changed] };
    }
  }

  /** Its container once it has been started. */
  *#begun(): Blocking<Container> {
    for (;;) {
      const container = this.#container();
      if (container?.startedAt !== undefined) return container;
      yield { on: [container?.changed ?? this.#daemon.events.changed] };
    }
  }

  ports(): readonly PortConfig[] {
    const container = this.#container();
    if (container === undefined) return [];
    const published = portsOf(container);
    return hostPorts(this.#task).flatMap((port) =>
      (published[`${port.TargetPort}/${port.Protocol}`] ?? []).map(({ HostPort }) => ({
        Protocol: port.Protocol,
        TargetPort: port.TargetPort,
        PublishedPort: Number(HostPort),
        PublishMode: 'host' as const,
      })),
    );
  }

  update(task: Task): void {
    this.#task = task;
  }

  #container(): Container | undefined {
    return this.#daemon.containers.byName(containerName(this.#task));
  }

  #present(): Container {
    const container = this.#container();
    if (container === undefined) throw new TaskFailure(`No such container: ${containerName(this.#task)}`);
    return container;
  }

  /** A container with a health check is started when it is healthy. */
  *#healthy(container: Container): Blocking<void> {
    while (container.health?.status === 'starting' && container.isRunning) yield { on: [container.changed] };
    if (container.health?.status === 'unhealthy') throw new TaskFailure('dockerexec: unhealthy container');
    if (!container.isRunning) this.#checkExit(container);
  }

  #checkExit(container: Container): void {
    if (container.exitCode === 0) return;
    const why = container.error === '' ? '' : `: ${container.error}`;
    throw new TaskFailure(`task: non-zero exit (${container.exitCode})${why}`, container.exitCode);
  }

  /** The engine's refusals as the task's failures. */
  *#reporting(body: (this: ContainerTaskController) => Blocking<void>): Blocking<void> {
    try {
      yield* body.call(this);
    } catch (error) {
      throw error instanceof ApiError ? new TaskFailure(error.message) : error;
    }
  }
}
