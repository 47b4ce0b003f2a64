// The tables of network programs: what Debian's hosts and toolbox images have, and what busybox has.
// Source: Debian 12: iproute2, iputils-ping, bridge-utils, net-tools, traceroute, libc-bin; busybox 1.35.
// Not modelled: programs that are not in these tables.
import type { Program } from '../../host/sys.ts';
import { arping, busyboxArping } from './arping/arping.ts';
import { brctl } from './brctl/brctl.ts';
import { bridge } from './bridge/bridge.ts';
import { busyboxBrctl } from './busybox/brctl.ts';
import { busyboxIp } from './busybox/ip.ts';
import { busyboxNc } from './busybox/nc.ts';
import { busyboxArp, busyboxIfconfig, busyboxNetstat, busyboxRoute } from './busybox/net-tools.ts';
import { busyboxNslookup } from './busybox/nslookup.ts';
import { busyboxPing } from './busybox/ping.ts';
import { busyboxTraceroute } from './busybox/traceroute.ts';
import { busyboxWget } from './busybox/wget.ts';
import { conntrack } from './conntrack/conntrack.ts';
import { curl } from './curl/curl.ts';
import { dig } from './dns/dig.ts';
import { host } from './dns/host.ts';
import { nslookup } from './dns/nslookup.ts';
import { ethtool } from './ethtool.ts';
import { getent } from './getent.ts';
import { ip } from './ip/ip.ts';
import { iperf3 } from './iperf3/iperf3.ts';
import { ip6tables, iptables } from './iptables/iptables.ts';
import { iptablesRestore, iptablesSave } from './iptables/save-restore.ts';
import { ipvsadm } from './ipvsadm/ipvsadm.ts';
import { lsns } from './lsns/lsns.ts';
import { nc } from './nc/nc.ts';
import { arp } from './nettools/arp.ts';
import { ifconfig, netstat } from './nettools/ifconfig.ts';
import { route } from './nettools/route.ts';
import { busyboxNsenter, nsenter } from './nsenter.ts';
import { ping } from './ping/ping.ts';
import { ss } from './ss/ss.ts';
import { tcpdump } from './tcpdump/tcpdump.ts';
import { busyboxTelnet, telnet } from './telnet/telnet.ts';
import { tracepath } from './tracepath.ts';
import { traceroute } from './traceroute/traceroute.ts';
import { wget } from './wget.ts';

export const debianNetPrograms: readonly Program[] = [
  conntrack,
  ip6tables,
  iptables,
  iptablesRestore,
  iptablesSave,
  ipvsadm,
  arp,
  arping,
  brctl,
  bridge,
  curl,
  dig,
  ethtool,
  getent,
  host,
  ifconfig,
  ip,
  iperf3,
  lsns,
  nc,
  netstat,
  nsenter,
  nslookup,
  ping,
  route,
  ss,
  tcpdump,
  telnet,
  tracepath,
  traceroute,
  wget,
];

export const busyboxNetPrograms: readonly Program[] = [
  busyboxArp,
  busyboxArping,
  busyboxBrctl,
  busyboxIfconfig,
  busyboxIp,
  busyboxNc,
  busyboxNetstat,
  busyboxNsenter,
  busyboxNslookup,
  busyboxPing,
  busyboxRoute,
  busyboxTelnet,
  busyboxTraceroute,
  busyboxWget,
];
