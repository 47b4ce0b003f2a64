// busybox brctl, in a build that only makes bridges and moves ports.
// Source: busybox 1.35 networking/brctl.c without FEATURE_BRCTL_FANCY and FEATURE_BRCTL_SHOW.
// Not modelled: nothing of what this build has.
import type { Errno } from '../../../base/errno.ts';
import type { Program } from '../../../host/sys.ts';
import type { LinkInfo, Netlink } from '../../../linux/netlink.ts';
import { type Answer, answer, DONE, say } from '../tool.ts';
import { die, dieWith, helpOf, keyword, showUsage } from './usage.ts';

const usage = `brctl COMMAND [BRIDGE [ARGS]]

Manage ethernet bridges
Commands:
	addbr BRIDGE		Create BRIDGE
	delbr BRIDGE		Delete BRIDGE
	addif BRIDGE IFACE	Add IFACE to BRIDGE
	delif BRIDGE IFACE	Delete IFACE from BRIDGE
`;

const commands = ['addbr', 'delbr', 'addif', 'delif'] as const;

/** Runs one busybox `brctl` command line on a namespace. */
export function runBusyboxBrctl(net: Netlink, argv: readonly string[]): Answer {
  return answer(() => {
    const [, word, name, port] = argv;
    if (word === '--help') throw helpOf(usage);
    if (word === undefined) throw showUsage(usage);
    const command = keyword(word, commands);
    if (!command) throw die('brctl', `invalid argument '${word}' to 'brctl'`);
    if (name === undefined) throw showUsage(usage);
    const errno =
      command === 'addbr' || command === 'delbr'
        ? whole(net, command, name, argv.join(' '))
        : part(net, command, name, port);
    if (errno) throw dieWith('brctl', `bridge ${name}`, errno);
    return DONE;
  });
}

function whole(net: Netlink, command: 'addbr' | 'delbr', name: string, origin: string): Errno | undefined {
  if (command === 'addbr') {
    const made = net.addLink({ kind: 'bridge', name }, origin);
    return made.ok ? undefined : made.errno;
  }
  const link = net.link(name);
  // br_del_bridge: ENXIO for no such device, which this world's errors do not number
  if (!link) throw die('brctl', `bridge ${name}: No such device or address`);
  if (!link.bridge) return 'EPERM';
  return link.up ? 'EBUSY' : net.deleteLink(link.ifindex);
}

function part(net: Netlink, command: 'addif' | 'delif', name: string, portName: string | undefined): Errno | undefined {
  if (portName === undefined) throw showUsage(usage);
  const port = net.link(portName);
  if (!port) throw dieWith('brctl', `iface ${portName}`, 'ENODEV');
  const bridge: LinkInfo | undefined = net.link(name);
  if (!bridge) return 'ENODEV';
  if (!bridge.bridge) return 'EOPNOTSUPP';
  if (command === 'delif') return port.master === bridge.ifindex ? net.setLink(port.ifindex, { master: 0 }) : 'EINVAL';
  return port.master === undefined ? net.setLink(port.ifindex, { master: bridge.ifindex }) : 'EBUSY';
}

export const busyboxBrctl: Program = {
  name: 'brctl',
  summary: 'make Ethernet bridges',
  *main(sys, argv) {
    return yield* say(sys, runBusyboxBrctl(sys.net, argv));
  },
};
