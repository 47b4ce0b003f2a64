// MaxReplicasFilter: the node has fewer tasks of the service than --replicas-max-per-node allows.
// Source: swarmkit manager/scheduler/filter.go (the text is swarmkit's own).
// Not modelled: nothing.
import type { Filter } from '../filter.ts';

export const maxReplicasFilter: Filter = {
  name: 'max replicas',
  forTask: (task) => {
    const most = task.Spec.Placement?.MaxReplicas ?? 0;
    return most === 0 ? undefined : (info) => info.activeOf(task.ServiceID) < most;
  },
  explain: () => 'max replicas per node limit exceed',
};
