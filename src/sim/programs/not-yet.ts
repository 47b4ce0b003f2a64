// Programs that real hosts and images have and that the simulator does not have yet: each says so and fails.
// Source: the packages of Debian 12 and the applets of busybox 1.35 that people use around Docker's networks.
// Not modelled: all of them; that is what this table is for. A program moves out of it when it is simulated.
import type { Program } from '../host/sys.ts';

/** The exit status of everything that is real but missing here. */
export const NOT_SIMULATED = 125;

/** A program that honestly fails. */
export function notYet(name: string, summary: string): Program {
  return {
    name,
    summary: `${summary} (not simulated yet)`,
    *main(sys) {
      yield* sys.error(`hoplab: not simulated yet: ${name}\n`);
      return NOT_SIMULATED;
    },
  };
}

const table = (entries: readonly (readonly [string, string])[]): readonly Program[] =>
  entries.map(([name, summary]) => notYet(name, summary));

/** On Debian hosts. */
export const debianNotYet = table([
  ['apt', 'Install packages'],
  ['apt-get', 'Install packages'],
  ['diff', 'Compare files line by line'],
  ['dpkg', 'Package manager'],
  ['fping', 'Ping many hosts'],
  ['lsns', 'List namespaces'],
  ['lsof', 'List open files'],
  ['mtr', 'Trace a route continuously'],
  ['nft', 'Administer nftables'],
  ['nmap', 'Scan hosts'],
  ['python3', 'Run Python'],
  ['script', 'Record a terminal session'],
  ['socat', 'Relay between two byte streams'],
  ['ssh', 'Log in to a remote machine'],
  ['strace', 'Trace system calls'],
  ['tar', 'Archive files'],
  ['tc', 'Show and change traffic control'],
  ['top', 'Show processes continuously'],
  ['traceroute6', 'Trace a route over IPv6'],
  ['unshare', 'Run a program in new namespaces'],
]);

/** Applets of busybox. */
export const busyboxNotYet = table([
  ['diff', 'Compare files line by line'],
  ['tar', 'Archive files'],
  ['top', 'Show processes continuously'],
  ['udhcpc', 'DHCP client'],
  ['unshare', 'Run a program in new namespaces'],
  ['vi', 'Edit text'],
]);
