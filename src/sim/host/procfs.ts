// /proc as far as networks are seen there: sysctls, /proc/net, kernel version, uptime.
// Source: proc(5), Documentation/networking/ip-sysctl.rst.
// Not modelled: /proc/<pid>, /proc/self.
import type { NetNamespace } from '../linux/namespace.ts';
import { ComputedDirectory, type DynamicNode } from './file-tree.ts';
import { procNet } from './proc-net.ts';
import { file, fixed } from './sysfs.ts';

/** Debian 12's kernel, as uname(1) names it. */
export const KERNEL_RELEASE = '6.1.0-56-amd64';
const PROC_VERSION = `Linux version ${KERNEL_RELEASE} (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14+deb12u1) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40) #1 SMP PREEMPT_DYNAMIC Debian 6.1.158-1 (2025-11-09)\n`;

/** What a tree below /proc tells of. `uptime` is in microseconds; `readOnlySys` mounts /proc/sys read-only, as runc does. */
export interface ProcSources {
  readonly netns: NetNamespace;
  hostname(): string;
  uptime(): number;
  readonly readOnlySys: boolean;
}

/** The tree below /proc. */
export function procDirectory({ netns, hostname, uptime, readOnlySys }: ProcSources): ComputedDirectory {
  const setting = (read: () => string): DynamicNode => ({ kind: 'dynamic', file: { read, readOnly: readOnlySys } });
  const kernel = fixed({ hostname: setting(() => `${hostname()}\n`), osrelease: setting(() => `${KERNEL_RELEASE}\n`) });
  const sys = fixed({ net: sysctlDirectory(netns, '', readOnlySys), kernel });
  return fixed({
    sys,
    uptime: file(() => uptimeText(uptime())),
    version: file(() => PROC_VERSION),
    net: procNet(netns),
  });
}

/** The sysctls below `net/<prefix>`: directories and files follow from the paths that the kernel names. */
function sysctlDirectory(netns: NetNamespace, prefix: string, readOnly: boolean): ComputedDirectory {
  const below = () => netns.net.sysctlPaths().filter((path) => path.startsWith(prefix));
  return new ComputedDirectory(
    () => [...new Set(below().map((path) => path.slice(prefix.length).split('/', 1)[0] ?? ''))],
    (name) => {
      const path = `${prefix}${name}`;
      if (netns.net.sysctl(path) !== undefined) return sysctlFile(netns, path, readOnly);
      const isDirectory = below().some((known) => known.startsWith(`${path}/`));
      return isDirectory ? sysctlDirectory(netns, `${path}/`, readOnly) : undefined;
    },
  );
}

function sysctlFile(netns: NetNamespace, path: string, readOnly: boolean): DynamicNode {
  return {
    kind: 'dynamic',
    file: {
      read: () => `${netns.net.sysctl(path) ?? ''}\n`,
      write: (text) => netns.net.setSysctl(path, text.trim()),
      readOnly,
    },
  };
}

/** uptime and idle time in seconds, two CPUs idle all the time. */
function uptimeText(microseconds: number): string {
  const seconds = microseconds / 1_000_000;
  return `${seconds.toFixed(2)} ${(2 * seconds).toFixed(2)}\n`;
}
