// The numbers of namespaces: by them processes tell whether they share one.
// Source: namespaces(7); include/linux/proc_ns.h (PROC_*_INIT_INO); kernel/nsproxy.c create_new_namespaces for their order.
// Not modelled: user and time namespaces other than the host's.
import type { NamespaceKeeper } from '../linux/namespace.ts';

/** Kinds of namespaces, as /proc/PID/ns names them. */
export type NamespaceKind = 'mnt' | 'net' | 'ipc' | 'user' | 'pid' | 'uts' | 'cgroup' | 'time';

/** The inode number of each namespace that a process lives in. */
export type NamespaceNumbers = Readonly<Record<NamespaceKind, number>>;

/** Those that the kernel makes at boot: PROC_IPC_INIT_INO 0xEFFFFFFF, and downwards. The first mount namespace is numbered late. */
export function initialNumbers(kernel: NamespaceKeeper): NamespaceNumbers {
  return {
    ipc: 0xefff_ffff,
    uts: 0xefff_fffe,
    user: 0xefff_fffd,
    pid: 0xefff_fffc,
    cgroup: 0xefff_fffb,
    time: 0xefff_fffa,
    net: kernel.rootNs.inode,
    mnt: kernel.newInode(),
  };
}

/** Those of a container: new ones, except for what `shared` has already. */
export function containerNumbers(
  kernel: NamespaceKeeper,
  host: NamespaceNumbers,
  shared: Partial<NamespaceNumbers> & Pick<NamespaceNumbers, 'net'>,
): NamespaceNumbers {
  const own = (kind: NamespaceKind): number => shared[kind] ?? kernel.newInode();
  return {
    mnt: own('mnt'),
    uts: own('uts'),
    ipc: own('ipc'),
    pid: own('pid'),
    cgroup: own('cgroup'),
    net: shared.net,
    user: host.user,
    time: host.time,
  };
}
