// `bridge vlan show`: the VLANs that bridges and their ports take part in.
// Source: iproute2 6.1 bridge/vlan.c; net/bridge/br_vlan.c (the default VLAN of every port, BR_DEFAULT_PVID).
// Not modelled: VLAN filtering, so no VLAN but the default one.
import type { Netlink } from '../../../linux/netlink.ts';
import { renderJson } from '../json.ts';
import { type Answer, abbreviates, notSimulated, ToolExit, Words } from '../tool.ts';
import type { BridgeOptions } from './options.ts';

const IFNAMSIZ = 16;
const VLAN_ID_LEN = 9;
const DEFAULT_PVID = 1; // br->default_pvid
const FLAGS = ['PVID', 'Egress Untagged'];

/** `bridge vlan …`. */
export function bridgeVlan(net: Netlink, args: readonly string[], options: BridgeOptions): Answer {
  const [command = 'show', ...rest] = args;
  if (!['show', 'lst', 'list'].some((name) => abbreviates(command, name))) {
    const known = ['add', 'delete', 'set', 'tunnelshow', 'global', 'help'].some((name) => abbreviates(command, name));
    if (known) throw notSimulated(`bridge vlan ${command}`);
    throw new ToolExit(255, `Command "${command}" is unknown, try "bridge vlan help".\n`);
  }
  const words = new Words(rest);
  let device: string | undefined;
  for (let word = words.take(); word !== undefined; word = words.take()) {
    if (word === 'dev') device = words.need();
    else if (word === 'vid') throw notSimulated('bridge vlan show vid');
  }
  if (device !== undefined && net.link(device) === undefined)
    throw new ToolExit(255, `Cannot find device "${device}"\n`);
  const shown = net.links().filter(({ name, port, bridge }) => (port || bridge) && (device ?? name) === name);
  if (options.json) {
    const vlans = [{ vlan: DEFAULT_PVID, flags: FLAGS }];
    return {
      stdout: renderJson(
        shown.map(({ name }) => ({ ifname: name, vlans })),
        options.pretty,
      ),
      status: 0,
    };
  }
  const heading = `${'port'.padEnd(IFNAMSIZ)}  ${'vlan-id'.padEnd(VLAN_ID_LEN)}\n`;
  const rows = shown.map(({ name }) => `${name.padEnd(IFNAMSIZ)}  ${[DEFAULT_PVID, ...FLAGS].join(' ')}\n`);
  return { stdout: heading + rows.join(''), status: 0 };
}
