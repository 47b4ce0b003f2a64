// ConstraintFilter: the node meets the placement constraints.
// Source: swarmkit manager/scheduler/filter.go.
// Not modelled: nothing.
import { constraintsOf, nodeMeets } from '../../orchestrator/constraint.ts';
import { type Filter, onNodes } from '../filter.ts';

export const constraintFilter: Filter = {
  name: 'constraints',
  forTask: (task) => {
    const constraints = constraintsOf(task.Spec.Placement);
    return constraints.length === 0 ? undefined : (info) => nodeMeets(constraints, info.node);
  },
  explain: (nodes) => onNodes('scheduling constraints not satisfied', nodes),
};
