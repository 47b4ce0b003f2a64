// THE table of programs: which are on Debian hosts and which in each image's file system, by absolute path.
// Source: Debian 12's packages; the images of the catalogue; busybox 1.35's applets.
// Not modelled: programs in neither the tables nor not-yet.ts are not found, as if not installed.
import type { Program } from '../host/sys.ts';
import { curl } from './net/curl/curl.ts';
import { busyboxNetPrograms, debianNetPrograms } from './net/index.ts';
import { busyboxNotYet, debianNotYet } from './not-yet.ts';
import { haproxy } from './servers/haproxy/haproxy.ts';
import { hrm } from './servers/hrm/hrm.ts';
import { busyboxHttpd } from './servers/httpd.ts';
import { nginx } from './servers/nginx/nginx.ts';
import { redisCli, redisServer } from './servers/redis.ts';
import { traefik } from './servers/traefik/traefik.ts';
import { ash, bash, dash, sh } from './shell/program.ts';
import { busyboxOf } from './system/busybox.ts';
import { busyboxDmesg, dmesg } from './system/dmesg.ts';
import { conditionPrograms } from './system/expr.ts';
import { debianSystemTools, systemTools } from './system/index.ts';
import { poweroff, reboot, shutdown } from './system/power.ts';
import { manual } from './system/screens.ts';
import { journalctl, service, systemctl } from './system/systemctl.ts';
import { debianTextTools, textTools } from './text/index.ts';
import { asProgram } from './text/tool.ts';

/** The sets that a file system can have. `host` is a Debian host; `toolbox` is busybox with some of Debian's on top. */
export type ProgramSet = 'host' | 'busybox' | 'haproxy' | 'hrm' | 'nginx' | 'redis' | 'toolbox' | 'traefik';

const debianTools: readonly Program[] = [
  ...[...textTools, ...debianTextTools, ...systemTools, ...debianSystemTools].map((tool) => asProgram(tool, 'gnu')),
  ...conditionPrograms(bash),
  ...debianNetPrograms,
  bash,
  dash,
  dmesg,
  journalctl,
  poweroff,
  reboot,
  service,
  shutdown,
  systemctl,
];

/** Debian's programs. */
export const debianPrograms: readonly Program[] = [
  ...debianTools,
  asProgram(
    manual((name) => [...debianTools, ...debianNotYet].find((program) => program.name === name)?.summary),
    'gnu',
  ),
];

/** busybox' applets. */
export const busyboxPrograms: readonly Program[] = [
  ...[...textTools, ...systemTools].map((tool) => asProgram(tool, 'busybox')),
  ...conditionPrograms(ash),
  ...busyboxNetPrograms,
  ash,
  busyboxDmesg,
  busyboxHttpd,
  sh,
];

/** What Debian keeps in /usr/sbin. */
const systemBinaries = new Set([
  'arp',
  'brctl',
  'bridge',
  'conntrack',
  'ethtool',
  'ifconfig',
  'ip6tables',
  'iptables',
  'iptables-restore',
  'iptables-save',
  'ipvsadm',
  'nft',
  'nginx',
  'poweroff',
  'reboot',
  'route',
  'service',
  'shutdown',
  'sysctl',
  'tc',
]);

/** Which of Debian's programs the toolbox image has beside busybox. */
const toolboxNames = new Set([
  'bash',
  'bridge',
  'cat',
  'curl',
  'dig',
  'env',
  'ethtool',
  'getent',
  'ip',
  'iptables',
  'ipvsadm',
  'jq',
  'ls',
  'nc',
  'nslookup',
  'ping',
  'sleep',
  'ss',
  'tcpdump',
  'tracepath',
  'traceroute',
  'wget',
]);

/** The programs of a set, by absolute path. */
export function programSet(set: ProgramSet): ReadonlyMap<string, Program> {
  const debian = withMissing(debianPrograms, debianNotYet);
  const applets = withMissing(busyboxPrograms, busyboxNotYet);
  const busybox = [...applets, busyboxOf(applets)];
  switch (set) {
    case 'host':
      return byPath(debian.map((program) => [debianPath(program.name), program]));
    case 'busybox':
      return byPath(inBin(busybox));
    case 'nginx':
      return byPath([...inBin(busybox), ...inUsr([nginx, curl])]);
    case 'haproxy':
      return byPath([...inBin(busybox), ['/usr/local/sbin/haproxy', haproxy]]);
    case 'hrm':
      return byPath([...inBin(busybox), ['/bin/hrm', hrm]]);
    case 'traefik':
      return byPath([...inBin(busybox), ['/usr/local/bin/traefik', traefik]]);
    case 'redis':
      return byPath([...inBin(busybox), ...inUsr([redisServer, redisCli])]);
    case 'toolbox':
      return byPath([...inBin(busybox), ...inUsr(debian.filter((program) => toolboxNames.has(program.name)))]);
  }
}

/** Simulated programs, and of the missing ones those that no simulated one replaces. */
function withMissing(programs: readonly Program[], missing: readonly Program[]): readonly Program[] {
  const names = new Set(programs.map((program) => program.name));
  return [...programs, ...missing.filter((program) => !names.has(program.name))];
}

type Placed = readonly (readonly [string, Program])[];

const debianPath = (name: string) => `/usr/${systemBinaries.has(name) ? 'sbin' : 'bin'}/${name}`;
const inBin = (programs: readonly Program[]): Placed => programs.map((program) => [`/bin/${program.name}`, program]);
const inUsr = (programs: readonly Program[]): Placed => programs.map((program) => [debianPath(program.name), program]);
const byPath = (placed: Placed): ReadonlyMap<string, Program> => new Map(placed);
