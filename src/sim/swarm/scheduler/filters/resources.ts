// ResourceFilter: what the task reserves is still free.
// Source: swarmkit manager/scheduler/filter.go.
// Not modelled: generic resources.
import { type Filter, onNodes } from '../filter.ts';

export const resourceFilter: Filter = {
  name: 'resources',
  forTask: (task) => {
    const cpus = task.Spec.Resources?.Reservations?.NanoCPUs ?? 0;
    const memory = task.Spec.Resources?.Reservations?.MemoryBytes ?? 0;
    if (cpus === 0 && memory === 0) return undefined;
    return (info) => cpus <= info.nanoCpus && memory <= info.memoryBytes;
  },
  explain: (nodes) => onNodes('insufficient resources', nodes),
};
