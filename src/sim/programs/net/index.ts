// The tables of network programs: what Debian's hosts and toolbox images have, and what busybox has.
// Source: Debian 12: iproute2, iputils-ping, bridge-utils, net-tools, traceroute; busybox 1.35.
// Not modelled: programs that are not in these tables.
import type { Program } from '../../host/sys.ts';
import { busyboxIp } from './busybox/ip.ts';
import { busyboxPing } from './busybox/ping.ts';
import { ip } from './ip/ip.ts';
import { ping } from './ping/ping.ts';

export const debianNetPrograms: readonly Program[] = [ip, ping];

export const busyboxNetPrograms: readonly Program[] = [busyboxIp, busyboxPing];
