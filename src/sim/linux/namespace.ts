// A network namespace as the rest of the house holds it: its netlink door, its sockets, its name in pictures.
// Source: network_namespaces(7). The implementation is netns.ts; the kernel that owns the namespaces is kernel.ts.
import type { Netlink } from './netlink.ts';
import type { SocketFactory } from './socket.ts';

export interface NetNamespace {
  /** The inode number, unique in the world: `net:[4026532201]`. */
  readonly inode: number;
  /** What pictures and traces call it: the host's name, or a container's. */
  label: string;
  readonly net: Netlink;
  readonly sockets: SocketFactory;
  /** Whoever looks on at frames; absent while nobody does. */
  readonly taps?: { watches(ifindex: number): boolean } | undefined;
}

/** The part of a host's kernel that makes and ends namespaces. */
export interface NamespaceKeeper {
  /** The host's own namespace. */
  readonly rootNs: NetNamespace;
  /** A new namespace with a loopback device that is down. */
  createNetns(label: string): NetNamespace;
  /** Ends a namespace: its virtual devices go (veth peers with them), its sockets close. */
  destroyNetns(ns: NetNamespace): void;
  namespaces(): readonly NetNamespace[];
  /** A number that no namespace of any kind has yet. */
  newInode(): number;
  /** What the kernel has said, as /dev/kmsg gives it. */
  readonly log: { text(): string };
  /** Counts up whenever it is configured otherwise. */
  readonly revision: number;
}
