// The numbers of Linux's TCP.
// Source: include/net/tcp.h, Documentation/networking/ip-sysctl.rst (names and defaults); times in microseconds.
// Not modelled: changing them (the sysctls net.ipv4.tcp_*), and autotuning of buffers.
import { MILLISECOND, SECOND, type SimTime } from '../../des/scheduler.ts';

export const TCP_TIMEOUT_INIT: SimTime = SECOND; // RFC 6298 2.1
export const TCP_RTO_MIN: SimTime = 200 * MILLISECOND;
export const TCP_RTO_MAX: SimTime = 120 * SECOND;
export const TCP_DELACK_MIN: SimTime = 40 * MILLISECOND; // HZ / 25
export const TCP_TIMEWAIT_LEN: SimTime = 60 * SECOND;
export const TCP_FIN_TIMEOUT: SimTime = 60 * SECOND; // net.ipv4.tcp_fin_timeout

export const SYN_RETRIES = 6; // net.ipv4.tcp_syn_retries
export const SYNACK_RETRIES = 5; // net.ipv4.tcp_synack_retries
export const RETRIES2 = 15; // net.ipv4.tcp_retries2
export const ORPHAN_RETRIES = 8; // what net.ipv4.tcp_orphan_retries = 0 means while the peer answers

/** net.ipv4.tcp_invalid_ratelimit: how often bare acknowledgments beside the window are answered. */
export const TCP_INVALID_RATELIMIT: SimTime = 500 * MILLISECOND;

export const TCP_INIT_CWND = 10; // segments, RFC 6928
export const TCP_MAX_QUICKACKS = 16; // segments acknowledged at once when data begins to flow
export const DUPLICATES_FOR_LOSS = 3; // net.ipv4.tcp_reordering

/** What a receiver of tcp_rmem's default (131072 bytes, half of it for overhead) can hold: tcp_full_space. */
export const RECEIVE_SPACE = 65_536;
/** sk_sndbuf of a connection that has begun to send. */
export const SEND_SPACE = 87_040;
/** GSO_LEGACY_MAX_SIZE: bytes that leave as one segment at most. */
export const GSO_MAX_SIZE = 65_536;
export const TSO_WIN_DIVISOR = 3; // net.ipv4.tcp_tso_win_divisor
/** Ours: the congestion window, in segments, from which on segments leave joined. */
export const TSO_FROM = 64;
export const ETH_DATA_LEN = 1500; // if_ether.h
/** log2 of tcp_rmem's maximum (6 MiB) over 64 KiB. */
export const WINDOW_SCALE = 7;
export const TCP_MAX_WSCALE = 14; // RFC 7323 2.3
/** Largest value of the header's window field. */
export const MAX_WINDOW = 65_535;

export const TCP_MSS_DEFAULT = 536; // RFC 9293 3.7.1: when the peer names none
export const TCP_MIN_SND_MSS = 48;
export const SOMAXCONN = 4096; // net.core.somaxconn
