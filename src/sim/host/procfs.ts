// /proc and /sys as far as networks are seen there: sysctls, device attributes, kernel version, uptime.
// Source: proc(5), Documentation/networking/ip-sysctl.rst, Documentation/ABI/testing/sysfs-class-net.
// Not modelled: /proc/<pid>, /proc/self, statistics below /sys/class/net.
import { formatMac } from '../base/mac.ts';
import type { NetNamespace } from '../linux/namespace.ts';
import type { LinkInfo } from '../linux/netlink.ts';
import { ComputedDirectory, type DynamicNode, type Node } from './file-tree.ts';

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

/** /proc/net; what is below `vlan` is there with the first VLAN device. */
function procNet({ net }: NetNamespace): ComputedDirectory {
  const nodes: Readonly<Record<string, Node>> = {
    dev: file(() => netDev(net.links())),
    vlan: fixed({ config: file(() => vlanConfig(net)) }),
  };
  const hasVlans = (): boolean => net.links().some((link) => link.stacked?.kind === 'vlan');
  return new ComputedDirectory(
    () => Object.keys(nodes).filter((name) => name !== 'vlan' || hasVlans()),
    (name) => (name === 'vlan' && !hasVlans() ? undefined : nodes[name]),
  );
}

/** /proc/net/vlan/config, as net/8021q/vlanproc.c prints it. */
function vlanConfig(net: NetNamespace['net']): string {
  const lines = net.links().flatMap(({ name, stacked, peerIfindex = 0 }) => {
    if (stacked?.kind !== 'vlan') return [];
    return [`${name.padEnd(15)}| ${stacked.id}  | ${net.linkByIndex(peerIfindex)?.name ?? ''}\n`];
  });
  return `VLAN Dev name\t | VLAN ID\nName-Type: VLAN_NAME_TYPE_RAW_PLUS_VID_NO_PAD\n${lines.join('')}`;
}

/** The tree below /sys: `class/net`. */
export function sysDirectory(netns: NetNamespace): ComputedDirectory {
  const net = new ComputedDirectory(
    () => netns.net.links().map((link) => link.name),
    (name) => {
      const link = netns.net.link(name);
      return link === undefined ? undefined : deviceDirectory(link);
    },
  );
  return fixed({ class: fixed({ net }) });
}

function deviceDirectory(link: LinkInfo): ComputedDirectory {
  const line = (value: string | number): DynamicNode => file(() => `${value}\n`);
  return fixed({
    address: line(formatMac(link.mac)),
    broadcast: line(formatMac(link.broadcast)),
    carrier: line(link.carrier ? 1 : 0),
    ifindex: line(link.ifindex),
    iflink: line(link.peerIfindex ?? link.ifindex),
    mtu: line(link.mtu),
    operstate: line(link.operstate.toLowerCase()),
    tx_queue_len: line(link.txqlen),
    type: line(link.kind === 'loopback' ? 772 : 1),
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

/** dev_seq_show of net/core/net-procfs.c. */
function netDev(links: readonly LinkInfo[]): string {
  const head =
    'Inter-|   Receive                                                |  Transmit\n' +
    ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n';
  return head + links.map(netDevLine).join('');
}

function netDevLine({ name, stats }: LinkInfo): string {
  const pad = (value: number, width: number): string => String(value).padStart(width);
  const received = `${pad(stats.rxBytes, 7)} ${pad(stats.rxPackets, 7)} ${pad(stats.rxErrors, 4)} ${pad(stats.rxDropped, 4)}`;
  const sent = `${pad(stats.txBytes, 8)} ${pad(stats.txPackets, 7)} ${pad(stats.txErrors, 4)} ${pad(stats.txDropped, 4)}`;
  return `${name.padStart(6)}: ${received} ${pad(0, 4)} ${pad(0, 5)} ${pad(0, 10)} ${pad(stats.multicast, 9)} ${sent} ${pad(0, 4)} ${pad(0, 5)} ${pad(0, 7)} ${pad(0, 10)}\n`;
}

function fixed(entries: Readonly<Record<string, Node>>): ComputedDirectory {
  const table = new Map(Object.entries(entries));
  return new ComputedDirectory(
    () => [...table.keys()],
    (name) => table.get(name),
  );
}

function file(read: () => string): DynamicNode {
  return { kind: 'dynamic', file: { read } };
}
