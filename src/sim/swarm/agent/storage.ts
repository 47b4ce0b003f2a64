// What an agent keeps on its disk: the tasks assigned to it and how far they have come, so that a restart finds them again.
// Source: swarmkit agent/storage.go (worker/tasks.db).
// Not modelled: the file's format.
import type { Task, TaskStatus } from '../objects.ts';

export class AgentStorage {
  readonly tasks = new Map<string, Task>();
  readonly statuses = new Map<string, TaskStatus>();

  forget(taskId: string): void {
    this.tasks.delete(taskId);
    this.statuses.delete(taskId);
  }
}
