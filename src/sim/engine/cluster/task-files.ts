// The secrets and configs of a task as files of its container.
// Source: moby daemon/container_operations_unix.go (setupSecretDir), container/container_unix.go (SecretMounts, ConfigMounts).
// Not modelled: that they are mounts of their own, read-only; owners and modes.
import { decodeBase64 } from '../../base/base64.ts';
import { decodeUtf8 } from '../../base/utf8.ts';
import { type TaskDependencies, TaskFailure } from '../../swarm/executor.ts';
import type { Task } from '../../swarm/objects.ts';
import type { Container } from '../containers/container.ts';
import { prepareFiles } from '../containers/sandbox-files.ts';
import type { Daemon } from '../daemon.ts';

/** containerSecretMountPath: where a secret goes whose name is no path. */
const SECRETS = '/run/secrets/';
/** Where a config goes whose name is no path. */
const CONFIGS = '/';

/** Writes them before the container starts. Throws a TaskFailure where one did not come along with the task. */
export function writeTaskFiles(daemon: Daemon, container: Container, task: Task, from: TaskDependencies): void {
  const { Secrets = [], Configs = [] } = task.Spec.ContainerSpec ?? {};
  const files = [
    ...Secrets.map(({ File, SecretID }) => ({ kind: 'secret', at: SECRETS, File, spec: from.secret(SecretID)?.Spec })),
    ...Configs.map(({ File, ConfigID }) => ({ kind: 'config', at: CONFIGS, File, spec: from.config(ConfigID)?.Spec })),
  ];
  if (files.length === 0) return;
  const disk = prepareFiles(daemon, container, daemon.machine.kernel.rootNs);
  for (const { kind, at, File, spec } of files) {
    if (spec === undefined) throw new TaskFailure(`unable to get ${kind} from ${kind} store`);
    const path = File.Name.startsWith('/') ? File.Name : `${at}${File.Name}`;
    disk.makeDirectory(path.replace(/\/[^/]*$/, '') || '/', true);
    disk.writeFile(path, decodeUtf8(Uint8Array.from(decodeBase64(spec.Data ?? '') ?? [])));
  }
}
