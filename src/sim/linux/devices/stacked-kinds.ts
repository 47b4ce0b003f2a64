// Making and changing devices that stand on another one: what the kernel refuses, and what it fills in.
// Source: macvlan_common_newlink, macvlan_changelink (drivers/net/macvlan.c), ipvlan_link_new (ipvlan_main.c), vlan_newlink (net/8021q/vlan_netlink.c).
// Not modelled: a device below that lives in another namespace than the request.
import { type Errno, fail, ok, type Result } from '../../base/errno.ts';
import type { Mac } from '../../base/mac.ts';
import type { Device, DeviceOptions } from '../device.ts';
import type { LinkChange, LinkSpec, StackedInfo } from '../netlink.ts';
import type { Origin } from '../origin.ts';
import type { NetDevice, Stack } from '../stack.ts';
import { IpvlanDevice } from './ipvlan.ts';
import { IpvlanPort } from './ipvlan-port.ts';
import { MacvlanDevice } from './macvlan.ts';
import { MacvlanPort } from './macvlan-port.ts';
import { StackedDevice } from './stacked.ts';
import { VlanDevice, VlanGroup } from './vlan.ts';

/** What asks for a device on another one. */
export type StackedSpec = Extract<LinkSpec, { readonly kind: StackedInfo['kind'] }>;
type SpecOf<Kind extends StackedInfo['kind']> = Extract<StackedSpec, { readonly kind: Kind }>;

const TX_QUEUE_LEN = 1000; // DEFAULT_TX_QUEUE_LEN
const FIRST_VLAN = 0;
const LAST_VLAN = 4094; // VLAN_VID_MASK is reserved

export function isStacked(spec: LinkSpec): spec is StackedSpec {
  return spec.kind === 'macvlan' || spec.kind === 'ipvlan' || spec.kind === 'vlan';
}

/** The device, not yet registered. */
export function makeStacked(ns: Stack, spec: StackedSpec, origin: Origin | undefined): Result<Device> {
  const below = ns.deviceByIndex(spec.lower);
  if (below === undefined) return fail('ENODEV');
  const lower = realDevice(below, spec.kind);
  const mac = (otherwise: Mac): Mac => spec.mac ?? otherwise;
  const options = (own: Mac): DeviceOptions => {
    const { name, mtu = lower.mtu, txqlen = TX_QUEUE_LEN } = spec;
    return { ns, name, mac: own, mtu, txqlen, origin };
  };
  if (spec.mtu !== undefined && spec.mtu > lower.mtu && spec.kind !== 'ipvlan') return fail('EINVAL');
  switch (spec.kind) {
    case 'macvlan':
      return makeMacvlan(spec, lower, (fixed) => options(fixed ?? mac(ns.kernel.randomMac())));
    case 'ipvlan':
      return makeIpvlan(spec, lower, options(lower.mac));
    case 'vlan':
      return makeVlan(spec, lower, options(mac(lower.mac)));
  }
}

/** macvlan on macvlan, and ipvlan on ipvlan, stands on the device below both. */
function realDevice(device: NetDevice, kind: StackedSpec['kind']): NetDevice {
  const same = device.kind === kind && kind !== 'vlan' && device instanceof StackedDevice;
  return same ? device.lower : device;
}

/** Whether something else has the device's frames already (netdev_is_rx_handler_busy). */
const isTaken = (device: NetDevice): boolean => device.port !== undefined || device.uppers !== undefined;

function makeMacvlan(
  spec: SpecOf<'macvlan'>,
  lower: NetDevice,
  options: (mac: Mac | undefined) => DeviceOptions,
): Result<Device> {
  const { mode = 'vepa' } = spec;
  if (lower.isLoopback) return fail('EINVAL');
  const known = lower.uppers instanceof MacvlanPort ? lower.uppers : undefined;
  if (known === undefined && isTaken(lower)) return fail('EBUSY');
  if (known !== undefined && (known.passthru || mode === 'passthru')) return fail('EINVAL');
  const port = known ?? new MacvlanPort(lower);
  return ok(new MacvlanDevice(options(mode === 'passthru' ? lower.mac : undefined), port, mode));
}

function makeIpvlan(spec: SpecOf<'ipvlan'>, lower: NetDevice, options: DeviceOptions): Result<Device> {
  const { mode = 'l3', flag } = spec;
  if (lower.isLoopback) return fail('EINVAL');
  const known = lower.uppers instanceof IpvlanPort ? lower.uppers : undefined;
  if (known === undefined && isTaken(lower)) return fail('EBUSY');
  const port = known ?? new IpvlanPort(lower, mode, flag ?? 'bridge');
  if (flag !== undefined) port.flag = flag;
  port.setMode(mode);
  return ok(new IpvlanDevice(options, port));
}

function makeVlan(spec: SpecOf<'vlan'>, lower: NetDevice, options: DeviceOptions): Result<Device> {
  if (spec.id < FIRST_VLAN || spec.id > LAST_VLAN) return fail('ERANGE');
  if (lower.isLoopback) return fail('EOPNOTSUPP'); // NETIF_F_VLAN_CHALLENGED
  const known = lower.vlans instanceof VlanGroup ? lower.vlans : undefined;
  if (known?.has(spec.id)) return fail('EEXIST');
  return ok(new VlanDevice(options, known ?? new VlanGroup(lower), spec.id));
}

export function stackedInfo(device: NetDevice): StackedInfo | undefined {
  if (device instanceof MacvlanDevice) return { kind: 'macvlan', mode: device.mode };
  if (device instanceof VlanDevice) return { kind: 'vlan', id: device.vlanId };
  if (!(device instanceof IpvlanDevice)) return undefined;
  const { mode, flag } = device.ipvlanPort;
  return { kind: 'ipvlan', mode, flag };
}

/** `ip link set … type macvlan mode …` and the like. */
export function setStacked(device: NetDevice, change: LinkChange): Errno | undefined {
  const { macvlanMode, ipvlanMode, ipvlanFlag } = change;
  if (macvlanMode !== undefined) {
    if (!(device instanceof MacvlanDevice)) return 'EOPNOTSUPP';
    // Passthru can be neither set nor left.
    if ((macvlanMode === 'passthru') !== (device.mode === 'passthru')) return 'EINVAL';
    device.mode = macvlanMode;
  }
  if (ipvlanMode === undefined && ipvlanFlag === undefined) return undefined;
  if (!(device instanceof IpvlanDevice)) return 'EOPNOTSUPP';
  if (ipvlanMode !== undefined) device.ipvlanPort.setMode(ipvlanMode);
  if (ipvlanFlag !== undefined) device.ipvlanPort.flag = ipvlanFlag;
  return undefined;
}

/** What a device on another one does not let be changed. */
export function stackedRefuses(device: NetDevice, change: LinkChange): Errno | undefined {
  if (!(device instanceof StackedDevice)) return undefined;
  if (change.mac !== undefined && device.kind === 'ipvlan') return 'EOPNOTSUPP';
  if (change.mtu !== undefined && change.mtu > device.lower.mtu && device.kind !== 'ipvlan')
    return device.kind === 'vlan' ? 'ERANGE' : 'EINVAL';
  // vlan_dev_open
  if (change.up === true && device.kind === 'vlan' && !device.lower.up) return 'ENETDOWN';
  return undefined;
}
