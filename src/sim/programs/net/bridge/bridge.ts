// `bridge`: ports and forwarding databases of bridges.
// Source: iproute2 6.1 bridge/bridge.c; bridge(8). Not modelled: multicast databases, VLAN filtering, monitors.
import type { Program } from '../../../host/sys.ts';
import type { Netlink } from '../../../linux/netlink.ts';
import { type Answer, abbreviates, answer, notSimulated, say, ToolExit } from '../tool.ts';
import { bridgeFdb } from './fdb.ts';
import { bridgeLink } from './link.ts';
import { bridgeUsage, parseBridgeOptions } from './options.ts';
import { bridgeVlan } from './vlan.ts';

/** Runs one `bridge` command line on a namespace. */
export function runBridge(net: Netlink, argv: readonly string[]): Answer {
  return answer(() => {
    const { options, rest } = parseBridgeOptions(argv.slice(1));
    const [object, ...args] = rest;
    if (object === undefined || abbreviates(object, 'help')) throw new ToolExit(255, bridgeUsage);
    if (abbreviates(object, 'link')) return bridgeLink(net, args, options);
    if (abbreviates(object, 'fdb')) return bridgeFdb(net, args, options, argv.join(' '));
    if (abbreviates(object, 'vlan')) return bridgeVlan(net, args, options);
    const absent = ['mdb', 'vni', 'monitor'].find((name) => abbreviates(object, name));
    if (absent) throw notSimulated(`bridge ${absent}`);
    throw new ToolExit(255, `Object "${object}" is unknown, try "bridge help".\n`);
  });
}

/** What Tab offers beside `show`. */
const changes: Readonly<Record<string, readonly string[]>> = { fdb: ['add', 'del'], link: ['set'] };

export const bridge: Program = {
  name: 'bridge',
  summary: 'show and change bridge ports and forwarding databases',
  *main(sys, argv) {
    return yield* say(sys, runBridge(sys.net, argv));
  },
  complete(sys, argv) {
    if (argv.length <= 2) return ['link', 'fdb', 'vlan'].map((text) => ({ text }));
    if (argv.length === 3) return ['show', ...(changes[argv[1] ?? ''] ?? [])].map((text) => ({ text }));
    return [{ text: 'dev' }, { text: 'br' }, ...sys.net.links().map((link) => ({ text: link.name }))];
  },
};
