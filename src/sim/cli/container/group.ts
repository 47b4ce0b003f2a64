// docker container: its sub-commands.
// Source: docker/cli cli/command/container/cmd.go.
// Not modelled: nothing.
import type { Group } from '../command.ts';
import { attach } from './attach.ts';
import { commit } from './commit.ts';
import { cp } from './cp.ts';
import { create } from './create.ts';
import { diff } from './diff.ts';
import { exec } from './exec.ts';
import { exportContainer } from './export.ts';
import { inspect } from './inspect.ts';
import { kill } from './kill.ts';
import { logs } from './logs.ts';
import { ls } from './ls.ts';
import { pause, unpause } from './pause.ts';
import { port } from './port.ts';
import { prune } from './prune.ts';
import { rename } from './rename.ts';
import { rm } from './rm.ts';
import { run } from './run.ts';
import { start } from './start.ts';
import { stats } from './stats.ts';
import { restart, stop } from './stop.ts';
import { top } from './top.ts';
import { update } from './update.ts';
import { wait } from './wait.ts';

export const container: Group = {
  kind: 'group',
  name: 'container',
  short: 'Manage containers',
  commands: [
    attach,
    commit,
    cp,
    create,
    diff,
    exec,
    exportContainer,
    inspect,
    kill,
    logs,
    ls,
    pause,
    port,
    prune,
    rename,
    restart,
    rm,
    run,
    start,
    stats,
    stop,
    top,
    unpause,
    update,
    wait,
  ],
};
