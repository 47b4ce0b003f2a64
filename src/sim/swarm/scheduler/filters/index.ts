// The scheduler's filters, in the order in which they are asked.
// Source: swarmkit manager/scheduler/pipeline.go (defaultFilters).
// Not modelled: the volumes filter (CSI).
import type { Filter } from '../filter.ts';
import { constraintFilter } from './constraints.ts';
import { hostPortFilter } from './host-ports.ts';
import { maxReplicasFilter } from './max-replicas.ts';
import { platformFilter } from './platform.ts';
import { pluginFilter } from './plugins.ts';
import { readyFilter } from './ready.ts';
import { resourceFilter } from './resources.ts';

export const filters: readonly Filter[] = [
  readyFilter,
  resourceFilter,
  pluginFilter,
  constraintFilter,
  platformFilter,
  hostPortFilter,
  maxReplicasFilter,
];
