// docker service: its sub-commands.
// Source: docker/cli cli/command/service/cmd.go.
// Not modelled: nothing.
import type { Group } from '../command.ts';
import { create } from './create.ts';
import { inspect } from './inspect.ts';
import { logs } from './logs.ts';
import { ls } from './ls.ts';
import { ps } from './ps.ts';
import { rm } from './rm.ts';
import { rollback } from './rollback.ts';
import { scale } from './scale.ts';
import { update } from './update.ts';

export const service: Group = {
  kind: 'group',
  name: 'service',
  swarm: 'manager',
  short: 'Manage Swarm services',
  commands: [create, inspect, logs, ls, ps, rm, rollback, scale, update],
};
