// The tables of network programs: what Debian's hosts and toolbox images have, and what busybox has.
// Source: Debian 12: iproute2, iputils-ping, bridge-utils, net-tools, traceroute; busybox 1.35.
// Not modelled: programs that are not in these tables.
import type { Program } from '../../host/sys.ts';
import { ip } from './ip/ip.ts';

export const debianNetPrograms: readonly Program[] = [ip];

export const busyboxNetPrograms: readonly Program[] = [];
