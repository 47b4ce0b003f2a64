// docker compose: its sub-commands and the options before them, from which dispatch, help and completion derive.
// Source: docker/compose cmd/compose/compose.go RootCommand, addProjectFlags.
// Not modelled: those listed as absent.
import { type Absent, absentGroup } from '../cli/command.ts';
import { type Flag, flag } from '../cli/flags.ts';
import type { ComposeCommand } from './command.ts';
import { commit, exportCommand } from './commands/archives.ts';
import { build, publish, push, watch } from './commands/building.ts';
import { config } from './commands/config.ts';
import { cp } from './commands/copy.ts';
import { down } from './commands/down.ts';
import { events } from './commands/events.ts';
import { exec } from './commands/exec.ts';
import { images } from './commands/images.ts';
import { kill, pause, restart, scale, start, stop, unpause } from './commands/lifecycle.ts';
import { logs } from './commands/logs.ts';
import { port, pull, top, version } from './commands/look.ts';
import { ls } from './commands/ls.ts';
import { ps } from './commands/ps.ts';
import { rm } from './commands/rm.ts';
import { run } from './commands/run.ts';
import { create, up } from './commands/up.ts';
import { attach, stats, volumes, wait } from './commands/watching.ts';

export const composeCommands: readonly (ComposeCommand | Absent)[] = [
  attach,
  absentGroup('bridge', 'Convert compose files into another model'),
  build,
  commit,
  config,
  cp,
  create,
  down,
  events,
  exec,
  exportCommand,
  images,
  kill,
  logs,
  ls,
  pause,
  port,
  ps,
  publish,
  pull,
  push,
  restart,
  rm,
  run,
  scale,
  start,
  stats,
  stop,
  top,
  unpause,
  up,
  version,
  volumes,
  wait,
  watch,
];

export const composeFlags: readonly Flag[] = [
  flag('stringArray', 'profile', 'Specify a profile to enable'),
  flag('string', 'project-name', 'Project name', { short: 'p' }),
  flag('stringArray', 'file', 'Compose configuration files', { short: 'f' }),
  flag('stringArray', 'env-file', 'Specify an alternate environment file'),
  flag(
    'string',
    'project-directory',
    'Specify an alternate working directory\n(default: the path of the, first specified, Compose file)',
  ),
  flag('string', 'workdir', 'DEPRECATED! USE --project-directory INSTEAD.', { hidden: true }),
  flag('bool', 'compatibility', 'Run compose in backward compatibility mode'),
  flag('string', 'progress', 'Set type of progress output (auto, tty, plain, json, quiet)'),
  flag('bool', 'all-resources', 'Include all resources, even those not used by services'),
  flag('string', 'ansi', 'Control when to print ANSI control characters ("never"|"always"|"auto")', {
    default: 'auto',
  }),
  flag('int', 'parallel', 'Control max parallelism, -1 for unlimited', { default: '-1' }),
  flag('bool', 'version', 'Show the Docker Compose version information', { short: 'v', hidden: true }),
  flag('bool', 'verbose', 'Show more output', { hidden: true }),
];

/** Every sub-command has it too. */
export const dryRunFlag = flag('bool', 'dry-run', 'Execute command in dry run mode', { onlySimulated: [] });
