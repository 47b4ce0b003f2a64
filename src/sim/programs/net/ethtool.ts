// ethtool: what a device's driver says of itself and of its link.
// Source: ethtool 6.1 ethtool.c, netlink/settings.c; drivers/net/veth.c, net/bridge/br_device.c (their ethtool_ops).
// Not modelled: physical cards and dummies, offloads, rings, statistics; nothing can be set.
import type { Program, Sys } from '../../host/sys.ts';
import type { LinkInfo, Netlink } from '../../linux/netlink.ts';
import { type Answer, answer, isRunning, notSimulated, say, ToolExit } from './tool.ts';

/** Exit statuses that follow from what failed: ethtool 6.1 ethtool.c. */
const NO_DRIVER_INFO = 71;
const NO_DATA = 75;
/** Requests of plain `ethtool DEV`, each of which complains of a device that is not there. */
const SETTINGS_REQUESTS = 5;

interface Driver {
  readonly speed: string;
  readonly duplex: string;
  readonly port: string;
  readonly mdi: boolean;
  readonly info: readonly (readonly [string, string])[];
}

function driverOf(net: Netlink, link: LinkInfo): Driver {
  const support = (statistics: string): [string, string][] => [
    ['supports-statistics', statistics],
    ['supports-test', 'no'],
    ['supports-eeprom-access', 'no'],
    ['supports-register-dump', 'no'],
    ['supports-priv-flags', 'no'],
  ];
  if (link.kind === 'veth') {
    const info: [string, string][] = [
      ['driver', 'veth'],
      ['version', '1.0'],
      ['firmware-version', ''],
      ['expansion-rom-version', ''],
      ['bus-info', ''],
      ...support('yes'),
    ];
    return { speed: '10000Mb/s', duplex: 'Full', port: 'Twisted Pair', mdi: true, info };
  }
  if (link.kind !== 'bridge') throw notSimulated(`ethtool on a device of kind ${link.kind}`);
  const info: [string, string][] = [
    ['driver', 'bridge'],
    ['version', '2.3'],
    ['firmware-version', 'N/A'],
    ['expansion-rom-version', ''],
    ['bus-info', 'N/A'],
    ...support('no'),
  ];
  // A bridge is as fast as its fastest running port.
  const fast = net.links().some((port) => port.master === link.ifindex && port.kind === 'veth' && isRunning(port));
  return { speed: fast ? '10000Mb/s' : 'Unknown!', duplex: 'Unknown! (255)', port: 'Other', mdi: false, info };
}

function settings(net: Netlink, name: string): Answer {
  const link = net.link(name);
  if (link === undefined) {
    const complaint = 'netlink error: no device matches name (offset 24)\nnetlink error: No such device\n';
    return { stdout: 'No data available\n', stderr: complaint.repeat(SETTINGS_REQUESTS), status: NO_DATA };
  }
  const detected = `\tLink detected: ${isRunning(link) || link.kind === 'loopback' ? 'yes' : 'no'}\n`;
  if (link.kind === 'loopback') return { stdout: `Settings for ${name}:\n${detected}`, status: 0 };
  const driver = driverOf(net, link);
  const text = `Settings for ${name}:
	Supported ports: [  ]
	Supported link modes:   Not reported
	Supported pause frame use: No
	Supports auto-negotiation: No
	Supported FEC modes: Not reported
	Advertised link modes:  Not reported
	Advertised pause frame use: No
	Advertised auto-negotiation: No
	Advertised FEC modes: Not reported
	Speed: ${driver.speed}
	Duplex: ${driver.duplex}
	Auto-negotiation: off
	Port: ${driver.port}
	PHYAD: 0
	Transceiver: internal
${driver.mdi ? '\tMDI-X: Unknown\n' : ''}${detected}`;
  return { stdout: text, status: 0 };
}

function driverInfo(net: Netlink, name: string): Answer {
  const link = net.link(name);
  const cannot = (why: string): ToolExit => new ToolExit(NO_DRIVER_INFO, `Cannot get driver information: ${why}\n`);
  if (link === undefined) throw cannot('No such device');
  if (link.kind === 'loopback') throw cannot('Operation not supported');
  return {
    stdout: driverOf(net, link)
      .info.map(([key, value]) => `${key}: ${value}\n`)
      .join(''),
    status: 0,
  };
}

/** Runs ethtool on one namespace. */
export function runEthtool(net: Netlink, argv: readonly string[]): Answer {
  return answer(() => {
    const [first, second, ...more] = argv.slice(1);
    if (first === '--version') return { stdout: 'ethtool version 6.1\n', status: 0 };
    if (first === undefined) {
      throw new ToolExit(1, 'ethtool: bad command line argument(s)\nFor more information run ethtool -h\n');
    }
    if (!first.startsWith('-') && second === undefined) return settings(net, first);
    if ((first === '-i' || first === '--driver') && second !== undefined && more.length === 0)
      return driverInfo(net, second);
    throw notSimulated(`ethtool ${argv.slice(1).join(' ')}`);
  });
}

export const ethtool: Program = {
  name: 'ethtool',
  summary: 'what a network device says of its driver and link',
  *main(sys: Sys, argv) {
    return yield* say(sys, runEthtool(sys.net, argv));
  },
  complete: (sys) => ['-i', ...sys.net.links().map(({ name }) => name)].map((text) => ({ text })),
};
