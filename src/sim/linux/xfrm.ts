// The seam between what configures IPsec and the kernel: security associations (states) and policies of one namespace.
// Source: uapi/linux/xfrm.h, ip-xfrm(8).
// Not modelled: tunnel and beet mode, AH and IPComp, algorithms other than AES-GCM, lifetimes, encapsulation in UDP, IPv6.
import type { Errno } from '../base/errno.ts';
import type { Ip4 } from '../base/ip4.ts';
import type { WaitQueue } from '../des/task.ts';
import type { Origin } from './origin.ts';

/** A mark that packets must have: those bits of `mask` equal `value`. */
export interface XfrmMark {
  readonly value: number;
  readonly mask: number;
}

/** Which packets (struct xfrm_selector); 0 for any protocol or port. */
export interface XfrmSelector {
  readonly source: Ip4;
  readonly sourceLength: number;
  readonly destination: Ip4;
  readonly destinationLength: number;
  readonly protocol: number;
  readonly sourcePort: number;
  readonly destinationPort: number;
}

export const ANY_PACKET: XfrmSelector = {
  source: 0,
  sourceLength: 0,
  destination: 0,
  destinationLength: 0,
  protocol: 0,
  sourcePort: 0,
  destinationPort: 0,
};

/** A security association in transport mode: one direction between two hosts. */
export interface XfrmStateSpec {
  readonly source: Ip4;
  readonly destination: Ip4;
  readonly spi: number;
  readonly reqid: number;
  /** `rfc4106(gcm(aes))`: the key with its four bytes of salt behind it. */
  readonly key: Uint8Array;
  /** 64, 96 or 128. */
  readonly icvBits: number;
  /** 0 lets every sequence number pass. */
  readonly replayWindow: number;
  readonly mark?: XfrmMark;
  readonly selector?: XfrmSelector;
}

export interface XfrmStateView extends XfrmStateSpec {
  /** The next sequence numbers: last received, last sent. */
  readonly received: number;
  readonly sent: number;
  readonly bitmap: number;
  readonly origin: Origin | undefined;
}

/** What a packet must be put into, or have come out of. */
export interface XfrmTemplate {
  readonly source: Ip4;
  readonly destination: Ip4;
  /** 0 for any. */
  readonly spi: number;
  readonly reqid: number;
}

export type XfrmDirection = 'in' | 'out' | 'fwd';

export interface XfrmPolicySpec {
  readonly selector: XfrmSelector;
  readonly direction: XfrmDirection;
  readonly priority: number;
  readonly action: 'allow' | 'block';
  readonly mark?: XfrmMark;
  readonly templates: readonly XfrmTemplate[];
}

export interface XfrmPolicyView extends XfrmPolicySpec {
  readonly origin: Origin | undefined;
}

/** What has changed; without a subject all went (a flush). */
export type XfrmEvent =
  | { readonly kind: 'state'; readonly change: XfrmChange; readonly state: XfrmStateView | undefined }
  | { readonly kind: 'policy'; readonly change: XfrmChange; readonly policy: XfrmPolicyView | undefined };

export type XfrmChange = 'new' | 'updated' | 'deleted' | 'flushed';

/** A listener of changes (XFRMNLGRP_SA, XFRMNLGRP_POLICY). */
export interface XfrmEvents {
  readonly readable: WaitQueue;
  take(): XfrmEvent | undefined;
  close(): void;
}

/** IPsec of one namespace. EEXIST; ESRCH: no such state; ENOENT: no such policy; EINVAL; ENOSYS: an algorithm that is not there. */
export interface Xfrm {
  readonly denied?: Errno;
  /** Newest first. */
  states(): readonly XfrmStateView[];
  addState(state: XfrmStateSpec, origin?: Origin): Errno | undefined;
  /** Takes the place of one with the same destination and index. */
  updateState(state: XfrmStateSpec, origin?: Origin): Errno | undefined;
  deleteState(destination: Ip4, spi: number): Errno | undefined;
  flushStates(): void;
  /** Newest first. */
  policies(): readonly XfrmPolicyView[];
  addPolicy(policy: XfrmPolicySpec, origin?: Origin): Errno | undefined;
  updatePolicy(policy: XfrmPolicySpec, origin?: Origin): Errno | undefined;
  deletePolicy(selector: XfrmSelector, direction: XfrmDirection, mark?: XfrmMark): Errno | undefined;
  flushPolicies(): void;
  watch(): XfrmEvents;
}
