// ReadyFilter: the node is up and takes new tasks.
// Source: swarmkit manager/scheduler/filter.go.
// Not modelled: nothing.
import type { Filter } from '../filter.ts';

export const readyFilter: Filter = {
  name: 'ready',
  forTask: () => (info) => info.node.Status.State === 'ready' && info.node.Spec.Availability === 'active',
  explain: (nodes) =>
    nodes === 1 ? '1 node not available for new tasks' : `${nodes} nodes not available for new tasks`,
};
