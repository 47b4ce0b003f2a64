// memberlist's constants as networkdb leaves them, and the functions that stretch times with the size of the cluster.
// Source: hashicorp/memberlist v0.4.0 config.go (DefaultLANConfig), util.go, suspicion.go, net.go.
// Not modelled: WAN and local profiles, CIDRsAllowed, protocol versions other than 2.
import { MILLISECOND, SECOND, type SimTime } from '../../../des/scheduler.ts';

/** config.go BindPort: UDP and TCP. */
export const GOSSIP_PORT = 7946;
/** config.go ProbeInterval */
export const PROBE_INTERVAL: SimTime = SECOND;
/** config.go ProbeTimeout */
export const PROBE_TIMEOUT: SimTime = 500 * MILLISECOND;
/** config.go IndirectChecks, members */
export const INDIRECT_CHECKS = 3;
/** config.go TCPTimeout */
export const TCP_TIMEOUT: SimTime = 10 * SECOND;
/** config.go GossipInterval */
export const GOSSIP_INTERVAL: SimTime = 200 * MILLISECOND;
/** config.go GossipNodes, members */
export const GOSSIP_NODES = 3;
/** config.go GossipToTheDeadTime */
export const GOSSIP_TO_THE_DEAD_TIME: SimTime = 30 * SECOND;
/** config.go PushPullInterval */
export const PUSH_PULL_INTERVAL: SimTime = 30 * SECOND;
/** config.go RetransmitMult */
export const RETRANSMIT_MULT = 4;
/** config.go SuspicionMult */
export const SUSPICION_MULT = 4;
/** config.go SuspicionMaxTimeoutMult */
export const SUSPICION_MAX_TIMEOUT_MULT = 6;
/** config.go AwarenessMaxMultiplier */
export const AWARENESS_MAX_MULTIPLIER = 8;
/** config.go UDPBufferSize, bytes; dockerd passes its control plane's MTU of 1500 less 100. */
export const UDP_BUFFER_SIZE = 1400;
/** util.go pushPullScaleThreshold, members */
const PUSH_PULL_SCALE_THRESHOLD = 32;
/** net.go compoundHeaderOverhead and compoundOverhead, bytes for a compound and for each message in it. */
export const COMPOUND_HEADER_OVERHEAD = 2;
export const COMPOUND_OVERHEAD = 2;
/** net.go userMsgOverhead, bytes */
export const USER_MESSAGE_OVERHEAD = 1;

/** How long a suspect has at least to refute, in a cluster of `n`. */
export function suspicionMin(n: number): SimTime {
  const scale = Math.max(1, Math.log10(Math.max(1, n)));
  return (SUSPICION_MULT * Math.trunc(scale * 1000) * PROBE_INTERVAL) / 1000;
}

/** How many others must confirm a suspicion for its time to shrink to the least: none where there are too few. */
export function confirmationsWanted(n: number): number {
  const k = SUSPICION_MULT - 2;
  return n - 2 < k ? 0 : k;
}

/** The whole time of a suspicion after `confirmations` of `k`. */
export function suspicionTime(confirmations: number, k: number, min: SimTime, max: SimTime): SimTime {
  if (k < 1) return min;
  const share = Math.log(confirmations + 1) / Math.log(k + 1);
  return Math.max(min, Math.floor((max - share * (max - min)) / MILLISECOND) * MILLISECOND);
}

/** How many times one member sends a broadcast. */
export function retransmitLimit(n: number): number {
  return RETRANSMIT_MULT * Math.ceil(Math.log10(n + 1));
}

/** The time between two exchanges of the whole state. */
export function pushPullInterval(n: number): SimTime {
  if (n <= PUSH_PULL_SCALE_THRESHOLD) return PUSH_PULL_INTERVAL;
  return (Math.ceil(Math.log2(n) - Math.log2(PUSH_PULL_SCALE_THRESHOLD)) + 1) * PUSH_PULL_INTERVAL;
}
