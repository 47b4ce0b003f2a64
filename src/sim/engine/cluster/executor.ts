// The engine under a swarm's agent: describes this host, makes networks, runs tasks as containers.
// Source: moby daemon/cluster/executor/container/executor.go.
// Not modelled: plugins as tasks, CSI volumes.
import { type Blocking, WaitQueue } from '../../des/task.ts';
import type { Executor, TaskController, TaskDependencies } from '../../swarm/executor.ts';
import type { EncryptionKey, NodeDescription, SwarmNode, Task, TlsInfo } from '../../swarm/objects.ts';
import { ENGINE_VERSION } from '../api/types.ts';
import { removeContainer } from '../containers/remove.ts';
import type { Daemon } from '../daemon.ts';
import { CPUS, MEMORY } from '../hardware.ts';
import { driverNames } from '../libnetwork/drivers/table.ts';
import type { ClusterNetworks } from './networks.ts';
import { ContainerTaskController } from './task-controller.ts';

/** Log drivers that are built in. */
const LOG_DRIVERS = ['awslogs', 'fluentd', 'gelf', 'journald', 'json-file', 'local', 'splunk', 'syslog'] as const;
const NANO = 1e9;

export class EngineExecutor implements Executor {
  readonly changed = new WaitQueue();
  readonly #daemon: Daemon;
  readonly #networks: ClusterNetworks;

  constructor(daemon: Daemon, networks: ClusterNetworks) {
    this.#daemon = daemon;
    this.#networks = networks;
  }

  describe(tls: TlsInfo): NodeDescription {
    const plugin = (Type: string) => (Name: string) => ({ Type, Name });
    const labels = Object.fromEntries(
      this.#daemon.config.labels.map((label) => {
        const [key = '', ...value] = label.split('=');
        return [key, value.join('=')];
      }),
    );
    return {
      Hostname: this.#daemon.machine.enclosure.hostname,
      Platform: { Architecture: 'x86_64', OS: 'linux' },
      Resources: { NanoCPUs: CPUS * NANO, MemoryBytes: MEMORY },
      Engine: {
        EngineVersion: ENGINE_VERSION,
        ...(Object.keys(labels).length > 0 ? { Labels: labels } : {}),
        Plugins: [
          ...LOG_DRIVERS.map(plugin('Log')),
          ...driverNames.map(plugin('Network')),
          ...['local'].map(plugin('Volume')),
        ],
      },
      TLSInfo: tls,
    };
  }

  configure(node: SwarmNode): void {
    this.#networks.configure(node);
  }

  setNetworkKeys(keys: readonly EncryptionKey[]): void {
    this.#networks.setKeys(keys);
  }

  controller(task: Task, dependencies: TaskDependencies): TaskController {
    return new ContainerTaskController(this.#daemon, this.#networks, task, dependencies);
  }

  *reset(): Blocking<void> {
    const daemon = this.#daemon;
    for (const container of daemon.containers.all()) {
      if (container.config.Labels?.['com.docker.swarm.task.id'] === undefined) continue;
      yield* container.locked(() => removeContainer(daemon, container, true, true));
    }
    yield* this.#networks.reset();
  }
}
