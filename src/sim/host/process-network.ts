// The network as one process may use it: its namespace's netlink and sockets, less what its capabilities leave out.
// Source: capabilities(7) (CAP_NET_ADMIN, CAP_NET_RAW), setns(2).
// Not modelled: sockets that outlive a change of namespace (they stay where they were opened, as on Linux).
import type { Errno } from '../base/errno.ts';
import type { Ip4 } from '../base/ip4.ts';
import type { NetNamespace } from '../linux/namespace.ts';
import type { Netlink } from '../linux/netlink.ts';
import type { SocketFactory } from '../linux/socket.ts';
import type { Decision } from '../trace/decision.ts';
import type { Capability } from './capabilities.ts';
import type { MemoryFileSystem } from './memory-fs.ts';
import { NetnsFile } from './netns-file.ts';
import { OwnedSockets, type SocketProcess } from './owned-sockets.ts';
import { UnprivilegedNetlink } from './unprivileged-netlink.ts';
import { UnprivilegedSockets } from './unprivileged-sockets.ts';

export class ProcessNetwork {
  readonly net: Netlink;
  readonly sockets: SocketFactory;

  /** `owner` names the process as it is called now; `choices` says why it has chosen an address among several; `process` numbers what it opens. */
  constructor(
    { net, sockets }: NetNamespace,
    capabilities: ReadonlySet<Capability>,
    owner: () => string,
    choices: ReadonlyMap<Ip4, Decision>,
    process: SocketProcess,
  ) {
    this.net = capabilities.has('NET_ADMIN') ? net : new UnprivilegedNetlink(net);
    const allowed = capabilities.has('NET_RAW') ? sockets : new UnprivilegedSockets(sockets, net);
    this.sockets = new OwnedSockets(allowed, owner, choices, process);
  }
}

/** The network namespace that a file is bound to (nsfs). */
export function netnsAt(fs: MemoryFileSystem, path: string): NetNamespace | Errno {
  const node = fs.openNode(path, false);
  if (!node.ok) return node.errno;
  const file = node.value.kind === 'dynamic' ? node.value.file : undefined;
  return file instanceof NetnsFile ? file.netns : 'EINVAL';
}
