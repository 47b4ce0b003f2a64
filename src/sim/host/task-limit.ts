// How many processes a session or a container may have: the pids controller under systemd's limits.
// Source: Documentation/admin-guide/cgroup-v2.rst (PID), systemd.resource-control(5) TasksMax=, user-.slice.d/10-defaults.conf.
// Not modelled: zombies, which count in reality (shells here collect dead jobs late), nested groups, pids.peak.

/** One host runs no more processes than this: threads-max of a small machine, which stands in for its memory. */
export const MAX_PROCESSES = 4096;
/** TasksMax=33% of user-.slice, for each terminal alone, as if each were another user's: from one the other can be helped. */
export const SESSION_TASKS_MAX = Math.floor(MAX_PROCESSES * 0.33);
/** DefaultTasksMax=15% of systemd-system.conf(5), which the scope of a container gets that has no limit of its own. */
export const SCOPE_TASKS_MAX = Math.floor(MAX_PROCESSES * 0.15);

export class TaskLimit {
  max: number;
  /** Living processes that are in it. */
  current = 0;
  constructor(max: number) {
    this.max = max;
  }

  get isReached(): boolean {
    return this.current >= this.max;
  }
}
