// How the runtime says that a program cannot be executed.
// Source: runc libcontainer/{init_linux,process_linux}.go; moby daemon/errors.go setExitCodeFromError.
// Not modelled: file formats that cannot be executed.
import type { Errno } from '../../base/errno.ts';
import type { Enclosure } from '../../host/machine.ts';

/** How runc, and the daemon behind it, say that a program cannot be executed. Source: moby daemon/errors.go setExitCodeFromError. */
export function execError(program: string, errno: Errno, { fs }: Enclosure, cwd: string): string {
  const path = program.startsWith('/') ? program : `${cwd || '/'}/${program}`;
  if (program.includes('/') && fs.stat(path)?.type === 'directory') {
    return `exec: "${program}": is a directory: unknown: permission denied`;
  }
  if (errno !== 'ENOENT') return `exec: "${program}": permission denied: unknown`;
  return program.includes('/')
    ? `exec: "${program}": stat ${program}: no such file or directory: unknown`
    : `exec: "${program}": executable file not found in $PATH: unknown`;
}
