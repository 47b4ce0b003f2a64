// The seam between what configures packet filtering and the kernel: tables, chains, rules, and the connections it tracks.
// Source: iptables(8), iptables-extensions(8), conntrack(8); uapi/linux/netfilter/nf_conntrack_common.h.
// Not modelled: nftables' own language and sets, IPv6 tables, the security table.
import type { Errno } from '../base/errno.ts';
import type { Ip4 } from '../base/ip4.ts';
import type { WaitQueue } from '../des/task.ts';
import type { Origin } from './netlink.ts';

export type NfTable = 'raw' | 'mangle' | 'nat' | 'filter';

/** An address and a mask that a rule asks for. */
export interface AddressTest {
  readonly address: Ip4;
  readonly mask: Ip4;
  readonly inverted: boolean;
}

/** A device by name; `eth+` stands for all that begin with eth. */
export interface DeviceTest {
  readonly name: string;
  readonly inverted: boolean;
}

/** A rule's columns in a listing. */
export interface RuleColumns {
  /** A target or chain; empty for a rule that only counts. */
  readonly target: string;
  readonly goto: boolean;
  readonly protocol: { readonly number: number; readonly name: string; readonly inverted: boolean };
  /** -f: true for later fragments only, false for all others. */
  readonly fragment: boolean | undefined;
  readonly in: DeviceTest | undefined;
  readonly out: DeviceTest | undefined;
  readonly source: AddressTest | undefined;
  readonly destination: AddressTest | undefined;
  /** What matches and target add behind the columns; names of services unless `numeric`. */
  details(numeric: boolean): string;
}

export interface RuleView {
  /** As `iptables -S` prints it after "-A CHAIN ". */
  readonly text: string;
  readonly columns: RuleColumns;
  readonly packets: number;
  readonly bytes: number;
  readonly origin: Origin | undefined;
}

export interface ChainView {
  readonly name: string;
  /** Of built-in chains only. */
  readonly policy: 'ACCEPT' | 'DROP' | undefined;
  readonly packets: number;
  readonly bytes: number;
  /** How many rules jump here. */
  readonly references: number;
  readonly rules: readonly RuleView[];
}

/**
 * ENOENT: no such chain or rule; EEXIST, EBUSY (in use), ENOTEMPTY, ERANGE (no such rule number), EINVAL: words that make no rule;
 * EOPNOTSUPP: real, but not simulated. `message` is iptables' own text, without the program's name.
 */
export interface NfError {
  readonly errno: Errno;
  readonly message: string;
  /** With what status iptables leaves: 1 in general, 2 for wrong words, 4 for what the kernel refuses. */
  readonly status: 1 | 2 | 4;
}

/** The IPv4 tables of one namespace. Chains come built-in first, in the hooks' order, then by name. */
export interface Netfilter {
  /** What every call answers to who may not look at it (without CAP_NET_ADMIN). */
  readonly denied?: NfError;
  /** Packets that have come to each hook, by its number: NF_INET_PRE_ROUTING first. */
  readonly passed: readonly number[];
  /** The tables that something was ever put into: the kernel has no others. */
  existing(): readonly NfTable[];
  /** Built-in chains are always there. */
  chains(table: NfTable): readonly ChainView[];
  newChain(table: NfTable, chain: string, origin?: Origin): NfError | undefined;
  deleteChain(table: NfTable, chain: string): NfError | undefined;
  renameChain(table: NfTable, chain: string, name: string): NfError | undefined;
  /** All chains when none is named. */
  flush(table: NfTable, chain?: string): NfError | undefined;
  setPolicy(table: NfTable, chain: string, policy: 'ACCEPT' | 'DROP', origin?: Origin): NfError | undefined;
  zero(table: NfTable, chain?: string, index?: number): NfError | undefined;
  /** `rule` are the words that iptables takes after the chain: ['-i', 'docker0', '-j', 'RETURN']. */
  append(table: NfTable, chain: string, rule: readonly string[], origin?: Origin): NfError | undefined;
  /** `index` counts from 1. */
  insert(table: NfTable, chain: string, index: number, rule: readonly string[], origin?: Origin): NfError | undefined;
  replace(table: NfTable, chain: string, index: number, rule: readonly string[], origin?: Origin): NfError | undefined;
  /** The first rule that reads the same, or the one of that number. */
  delete(table: NfTable, chain: string, rule: readonly string[] | number): NfError | undefined;
  has(table: NfTable, chain: string, rule: readonly string[]): boolean;
  /** The same with the reason why not: words that make no rule, or no such rule. */
  check(table: NfTable, chain: string, rule: readonly string[]): NfError | undefined;
  /** Remembers a table; the answer puts it back as it was, where a batch of changes fails half way. */
  hold(table: NfTable): () => void;
  /** Sets counters, as iptables-restore -c does; `index` 0 means the policy's. */
  setCounters(table: NfTable, chain: string, index: number, packets: number, bytes: number): NfError | undefined;
}

/** One direction of a connection. For ICMP the ports are 0 and `icmp` is given. */
export interface FlowTuple {
  readonly source: Ip4;
  readonly destination: Ip4;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly icmp: { readonly type: number; readonly code: number; readonly id: number } | undefined;
}

/** One tracked connection. */
export interface FlowView {
  readonly id: number;
  readonly protocol: number;
  /** Microseconds until it is forgotten, unless another packet comes. */
  readonly expiresIn: number;
  /** `ESTABLISHED`, `TIME_WAIT` …; undefined for what is not TCP. */
  readonly state: string | undefined;
  readonly original: FlowTuple;
  /** What answers look like: the inverse of `original`, apart from translation. */
  readonly reply: FlowTuple;
  readonly seenReply: boolean;
  readonly assured: boolean;
  readonly sourceTranslated: boolean;
  readonly destinationTranslated: boolean;
  readonly mark: number;
}

/** What a connection must have; what is absent may be anything. */
export interface FlowFilter {
  readonly protocol?: number;
  readonly source?: Ip4;
  readonly destination?: Ip4;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  readonly replySource?: Ip4;
  readonly replyDestination?: Ip4;
  readonly replySourcePort?: number;
  readonly replyDestinationPort?: number;
  readonly state?: string;
  readonly mark?: number;
  /** With its source or its destination translated: to this address, or (ANY) to whichever. */
  readonly sourceTranslated?: Ip4;
  readonly destinationTranslated?: Ip4;
  /** Either of them. */
  readonly translated?: boolean;
}

/** What happened since the namespace began (IPCTNL_MSG_CT_GET_STATS_CPU). */
export interface FlowStatistics {
  /** Tuples that translation found taken. */
  readonly found: number;
  /** Packets of no connection. */
  readonly invalid: number;
  /** Connections that another took the place of before they were confirmed. */
  readonly insertFailed: number;
}

export interface FlowEvent {
  readonly kind: 'NEW' | 'UPDATE' | 'DESTROY';
  readonly flow: FlowView;
}

/** A listener of connections' events (NFNLGRP_CONNTRACK_*). */
export interface FlowEvents {
  readonly readable: WaitQueue;
  take(): FlowEvent | undefined;
  close(): void;
}

/** The connections that one namespace tracks; it does so as soon as a rule needs it. */
export interface Conntrack {
  /** Why netlink gives nothing: the caller has no CAP_NET_ADMIN. What /proc tells is there all the same. */
  readonly denied?: Errno;
  list(filter?: FlowFilter): FlowView[];
  /** Forgets the connections that fit; answers them. */
  delete(filter?: FlowFilter): FlowView[];
  /** Events of the connections that fit. */
  watch(filter?: FlowFilter): FlowEvents;
  statistics(): FlowStatistics;
}
