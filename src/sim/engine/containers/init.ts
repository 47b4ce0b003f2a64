// docker-init: the small first process that `--init` puts before a container's own; it passes signals on and reaps.
// Source: krallin/tini 0.19.0 src/tini.c, which Docker installs as docker-init; moby daemon/oci_linux.go withInit.
// Not modelled: its options, job control.
import { type Program, type Signal, signalNumbers } from '../../host/sys.ts';

export const INIT_PATH = '/sbin/docker-init';

/** What init's child can be told; the others are the kernel's business. */
const FORWARDED: readonly Signal[] = [
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGUSR1',
  'SIGUSR2',
  'SIGTERM',
  'SIGALRM',
  'SIGWINCH',
];
/** The shell's status for a program that is not there, and for one that cannot be executed. */
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;

export const dockerInit: Program = {
  name: 'docker-init',
  summary: 'Run a program as the child of a process that passes signals on',
  *main(sys, argv) {
    const command = argv.slice(argv.indexOf('--') + 1);
    const child = sys.spawn({ argv: command, group: 0 });
    if (!child.ok) {
      const why = child.errno === 'ENOENT' ? 'No such file or directory' : 'Permission denied';
      yield* sys.error(`[FATAL tini (${sys.pid + 1})] exec ${command[0] ?? ''} failed: ${why}\n`);
      return child.errno === 'ENOENT' ? NOT_FOUND : NOT_EXECUTABLE;
    }
    for (const signal of FORWARDED) sys.onSignal(signal, () => void sys.kill(child.value, signal));
    const status = yield* sys.waitFor(child.value);
    if (!status.ok) return 0;
    return status.value.kind === 'exited' ? status.value.status : 128 + signalNumbers[status.value.signal];
  },
};
