// `ip link … type macvlan`, `ipvlan` and `vlan`: their options, what -d says of them, and what the kernel refuses in words of its own.
// Source: iproute2 ip/iplink_macvlan.c, iplink_ipvlan.c, iplink_vlan.c; kernel texts: net/8021q/vlan_netlink.c, vlan.c.
// Not modelled: macvlan's mode source and flags, 802.1ad, VLAN flags and priorities.
import type {
  IpvlanFlag,
  IpvlanMode,
  LinkChange,
  LinkInfo,
  LinkSpec,
  MacvlanMode,
  Netlink,
  StackedInfo,
} from '../../../linux/netlink.ts';
import type { JsonObject } from '../json.ts';
import { invalidArgument, kernelSaid, notSimulated, parseUnsigned, ToolExit } from '../tool.ts';

type StackedKind = StackedInfo['kind'];

const macvlanModes: readonly MacvlanMode[] = ['private', 'vepa', 'bridge', 'passthru'];
const ipvlanModes: readonly IpvlanMode[] = ['l2', 'l3', 'l3s'];
const ipvlanFlags: readonly IpvlanFlag[] = ['private', 'vepa', 'bridge'];
const absentVlanOptions = ['reorder_hdr', 'gvrp', 'mvrp', 'loose_binding', 'bridge_binding', 'ingress-qos-map'];

/** MACVLAN_DEFAULT_BC_QUEUE_LEN, drivers/net/macvlan.c. */
const BC_QUEUE_LEN = 1000;
/** VLAN_VID_MASK is reserved. */
const VLAN_ID_LIMIT = 4095;

const macvlanUsage = `Usage: ... macvlan mode MODE [flag MODE_FLAG] MODE_OPTS [bcqueuelen BC_QUEUE_LEN]

MODE: private | vepa | bridge | passthru | source
MODE_FLAG: null | nopromisc | nodst
MODE_OPTS: for mode "source":
\tmacaddr { { add | del } <macaddr> | set [ <macaddr> [ <macaddr>  ... ] ] | flush }
BC_QUEUE_LEN: Length of the rx queue for broadcast/multicast: [0-4294967295]
`;

const ipvlanUsage = `Usage: ... ipvlan [ mode MODE ] [ FLAGS ]

MODE: l3 | l3s | l2
FLAGS: bridge | private | vepa
(first values are the defaults if nothing is specified).
`;

const vlanUsage = `Usage: ... vlan id VLANID
\t\t[ protocol VLANPROTO ]
\t\t[ reorder_hdr { on | off } ]
\t\t[ gvrp { on | off } ]
\t\t[ mvrp { on | off } ]
\t\t[ loose_binding { on | off } ]
\t\t[ bridge_binding { on | off } ]
\t\t[ ingress-qos-map QOS-MAP ]
\t\t[ egress-qos-map QOS-MAP ]

VLANID := 0-4095
VLANPROTO: [ 802.1Q | 802.1ad ]
QOS-MAP := [ QOS-MAP ] QOS-MAPPING
QOS-MAPPING := FROM:TO
`;

/** NL_SET_ERR_MSG_MOD of net/8021q. */
const vlanSays = (text: string): ToolExit => new ToolExit(2, `Error: 8021q: ${text}.\n`);

export function isStackedKind(type: string): type is StackedKind {
  return type === 'macvlan' || type === 'ipvlan' || type === 'vlan';
}

/** What to make; `common` is what every kind takes. */
export function stackedSpec(
  type: StackedKind,
  rest: readonly string[],
  lower: LinkInfo | undefined,
  common: Omit<Extract<LinkSpec, { readonly kind: StackedKind }>, 'kind' | 'lower'>,
): LinkSpec {
  if (type === 'vlan') {
    if (rest.length === 0) throw vlanSays('VLAN properties not specified');
    const id = vlanId(rest);
    if (id === undefined) throw vlanSays('VLAN id not specified');
    if (id >= VLAN_ID_LIMIT) throw vlanSays('Invalid VLAN id');
    if (lower === undefined) throw vlanSays('link not specified');
    if (lower.kind === 'loopback') throw vlanSays('VLANs not supported on device');
    return { kind: 'vlan', lower: lower.ifindex, id, ...common };
  }
  const options = type === 'macvlan' ? macvlanChange(rest) : ipvlanChange(rest);
  if (lower === undefined) throw kernelSaid('EINVAL');
  const { macvlanMode, ipvlanMode, ipvlanFlag } = options;
  if (type === 'macvlan') {
    return { kind: type, lower: lower.ifindex, ...(macvlanMode ? { mode: macvlanMode } : {}), ...common };
  }
  const mode = ipvlanMode ? { mode: ipvlanMode } : {};
  return { kind: type, lower: lower.ifindex, ...mode, ...(ipvlanFlag ? { flag: ipvlanFlag } : {}), ...common };
}

/** Of a refused request the words that the kernel has for it, if it has any. */
export function stackedRefusal(net: Netlink, spec: LinkSpec): ToolExit | undefined {
  if (spec.kind !== 'vlan' || net.link(spec.name) !== undefined) return undefined;
  const twin = net.links().some(({ stacked, peerIfindex }) => {
    return stacked?.kind === 'vlan' && stacked.id === spec.id && peerIfindex === spec.lower;
  });
  return twin ? vlanSays('VLAN device already exists') : undefined;
}

/** `ip link set … type macvlan mode private`. */
export function stackedChange(type: StackedKind, rest: readonly string[]): LinkChange {
  if (type === 'macvlan') return macvlanChange(rest);
  if (type === 'ipvlan') return ipvlanChange(rest);
  throw notSimulated('changing the options of a VLAN device');
}

function macvlanChange(rest: readonly string[]): LinkChange {
  let change: LinkChange = {};
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at] ?? '';
    if (word === 'flag' || word === 'bcqueuelen' || word === 'macaddr' || word === 'nopromisc')
      throw notSimulated(`macvlan option ${word}`);
    if (word !== 'mode') {
      const complaint = word === 'help' ? '' : `macvlan: unknown command "${word}"?\n`;
      throw new ToolExit(1, `${complaint}${macvlanUsage}`);
    }
    const wanted = rest[++at] ?? '';
    if (wanted === 'source') throw notSimulated('macvlan mode source');
    const macvlanMode = macvlanModes.find((known) => known === wanted);
    if (macvlanMode === undefined) {
      const names = '"private", "vepa", "bridge", "passthru" or "source"';
      throw new ToolExit(1, `Error: argument of "mode" must be ${names}, not "${wanted}"\n`);
    }
    change = { macvlanMode };
  }
  return change;
}

function ipvlanChange(rest: readonly string[]): LinkChange {
  let change: LinkChange = {};
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at] ?? '';
    const ipvlanFlag = ipvlanFlags.find((known) => known === word);
    if (ipvlanFlag !== undefined) {
      change = { ...change, ipvlanFlag };
      continue;
    }
    if (word !== 'mode') {
      const complaint = word === 'help' ? '' : `ipvlan: unknown option "${word}"?\n`;
      throw new ToolExit(1, `${complaint}${ipvlanUsage}`);
    }
    const wanted = rest[++at] ?? '';
    const ipvlanMode = ipvlanModes.find((known) => known === wanted);
    if (ipvlanMode === undefined)
      throw new ToolExit(1, 'Error: argument of "mode" must be either "l2", "l3" or "l3s"\n');
    change = { ...change, ipvlanMode };
  }
  return change;
}

function vlanId(rest: readonly string[]): number | undefined {
  let id: number | undefined;
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at] ?? '';
    if (word === 'id') {
      id = parseUnsigned(rest[++at] ?? '');
      if (id === undefined || id > 0xffff) throw invalidArgument(rest[at] ?? '', 'id is invalid');
    } else if (word === 'protocol') {
      const wanted = (rest[++at] ?? '').toLowerCase();
      if (wanted === '802.1ad') throw notSimulated('VLAN protocol 802.1ad');
      if (wanted !== '802.1q') throw invalidArgument(rest[at] ?? '', 'protocol is invalid');
    } else if (absentVlanOptions.includes(word) || word === 'egress-qos-map') throw notSimulated(`VLAN option ${word}`);
    else throw new ToolExit(1, `${word === 'help' ? '' : `vlan: unknown command "${word}"?\n`}${vlanUsage}`);
  }
  return id;
}

/** What -d says behind the kind. */
export function stackedText(info: StackedInfo): string {
  switch (info.kind) {
    case 'macvlan':
      return `mode ${info.mode} bcqueuelen ${BC_QUEUE_LEN} usedbcqueuelen ${BC_QUEUE_LEN} `;
    case 'ipvlan':
      return ` mode ${info.mode} ${info.flag} `;
    case 'vlan':
      return `protocol 802.1Q id ${info.id} <REORDER_HDR> `;
  }
}

/** The same as JSON. */
export function stackedJson(info: StackedInfo): JsonObject {
  switch (info.kind) {
    case 'macvlan':
      return { mode: info.mode, bcqueuelen: BC_QUEUE_LEN, usedbcqueuelen: BC_QUEUE_LEN };
    case 'ipvlan':
      return { mode: info.mode, [info.flag]: true };
    case 'vlan':
      return { protocol: '802.1Q', id: info.id, flags: ['REORDER_HDR'] };
  }
}
