// docker stack: its sub-commands. Those that read Compose files live here, beside Compose's own reader.
// Source: docker/cli v28.5.2 cli/command/stack/cmd.go.
// Not modelled: nothing.
import type { Group } from '../../cli/command.ts';
import { ls } from '../../cli/stack/ls.ts';
import { ps } from '../../cli/stack/ps.ts';
import { rm } from '../../cli/stack/rm.ts';
import { services } from '../../cli/stack/services.ts';
import { config } from './config.ts';
import { deploy } from './deploy.ts';

export const stack: Group = {
  kind: 'group',
  name: 'stack',
  swarm: 'manager',
  short: 'Manage Swarm stacks',
  commands: [config, deploy, ls, ps, rm, services],
};
