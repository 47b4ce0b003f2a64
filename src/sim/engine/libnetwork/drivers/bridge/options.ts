// The options of a bridge network: their names, values and the complaints about them.
// Source: moby libnetwork/drivers/bridge/{labels,bridge_linux}.go, netlabel/labels.go; Go's strconv (texts).
// Not modelled: the address for SNAT of IPv6.
import { type IpAddress, parseAddress } from '../../../../base/cidr.ts';
import { invalid } from '../../../api/errors.ts';

export const BRIDGE_NAME = 'com.docker.network.bridge.name';
export const DEFAULT_BRIDGE = 'com.docker.network.bridge.default_bridge';
export const ENABLE_ICC = 'com.docker.network.bridge.enable_icc';
export const ENABLE_IP_MASQUERADE = 'com.docker.network.bridge.enable_ip_masquerade';
export const HOST_BINDING_IPV4 = 'com.docker.network.bridge.host_binding_ipv4';
export const DRIVER_MTU = 'com.docker.network.driver.mtu';
const INHIBIT_IPV4 = 'com.docker.network.bridge.inhibit_ipv4';
const GATEWAY_MODE_IPV4 = 'com.docker.network.bridge.gateway_mode_ipv4';
const GATEWAY_MODE_IPV6 = 'com.docker.network.bridge.gateway_mode_ipv6';
const TRUSTED_INTERFACES = 'com.docker.network.bridge.trusted_host_interfaces';
const HOST_IPV4 = 'com.docker.network.host_ipv4';
const CONTAINER_IFACE_PREFIX = 'com.docker.network.container_iface_prefix';

const ANY_ADDRESS: IpAddress = { family: 4, value: 0n };

export type GatewayMode = 'nat' | 'nat-unprotected' | 'routed' | 'isolated';

export interface BridgeOptions {
  /** The device's name, undefined for `br-` and the network's id. */
  readonly deviceName: string | undefined;
  readonly isDefault: boolean;
  /** Undefined leaves the kernel's 1500. */
  readonly mtu: number | undefined;
  /** Containers on the bridge may talk to each other. */
  readonly icc: boolean;
  readonly masquerade: boolean;
  /** The bridge device gets no IPv4 address. */
  readonly inhibitIpv4: boolean;
  /** Of IPv4, and of IPv6. */
  readonly gatewayMode: GatewayMode;
  readonly gatewayMode6: GatewayMode;
  /** Where ports without a host address are published. */
  readonly hostBinding: IpAddress;
  /** What containers' packets leave with, instead of the address of the device that they leave through. */
  readonly hostIpv4: string | undefined;
  /** Over these interfaces of the host containers may be reached directly. */
  readonly trustedInterfaces: readonly string[];
  /** First part of interface names inside containers. */
  readonly interfacePrefix: string;
}

/** Reads a network's options; throws Docker's complaint about a bad value. Unknown ones are kept but mean nothing. */
export function parseBridgeOptions(options: ReadonlyMap<string, string>, internal: boolean): BridgeOptions {
  return {
    deviceName: options.get(BRIDGE_NAME) || undefined,
    isDefault: bool(options, DEFAULT_BRIDGE, false),
    mtu: mtu(options),
    icc: bool(options, ENABLE_ICC, true),
    masquerade: bool(options, ENABLE_IP_MASQUERADE, true),
    inhibitIpv4: bool(options, INHIBIT_IPV4, false),
    gatewayMode6: gatewayMode(options, GATEWAY_MODE_IPV6, internal),
    gatewayMode: gatewayMode(options, GATEWAY_MODE_IPV4, internal),
    hostBinding: address(options, HOST_BINDING_IPV4) ?? ANY_ADDRESS,
    hostIpv4: address(options, HOST_IPV4) && options.get(HOST_IPV4),
    trustedInterfaces: (options.get(TRUSTED_INTERFACES) ?? '').split(':').filter((name) => name !== ''),
    interfacePrefix: options.get(CONTAINER_IFACE_PREFIX) || 'eth',
  };
}

function parseError(label: string, value: string, why: string) {
  return invalid(`failed to parse ${label} value: ${value} (${why})`);
}

/** strconv.ParseBool */
function bool(options: ReadonlyMap<string, string>, label: string, otherwise: boolean): boolean {
  const value = options.get(label);
  if (value === undefined) return otherwise;
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(value)) return true;
  if (['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(value)) return false;
  throw parseError(label, value, `strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`);
}

/** net.ParseIP */
function address(options: ReadonlyMap<string, string>, label: string): IpAddress | undefined {
  const value = options.get(label);
  if (value === undefined) return undefined;
  const parsed = parseAddress(value);
  if (parsed === undefined) throw parseError(label, value, 'nil ip');
  return parsed;
}

function mtu(options: ReadonlyMap<string, string>): number | undefined {
  const value = options.get(DRIVER_MTU);
  if (value === undefined) return undefined;
  if (!/^[+-]?\d{1,9}$/.test(value)) {
    throw parseError(DRIVER_MTU, value, `strconv.Atoi: parsing ${JSON.stringify(value)}: invalid syntax`);
  }
  const number = Number(value);
  if (number < 0) throw invalid(`invalid MTU number: ${number}`);
  return number === 0 ? undefined : number;
}

function gatewayMode(options: ReadonlyMap<string, string>, label: string, internal: boolean): GatewayMode {
  const value = options.get(label) ?? '';
  switch (value) {
    case '':
      return 'nat';
    case 'nat':
    case 'nat-unprotected':
    case 'routed':
      return value;
    case 'isolated':
      if (!internal) throw invalid("gateway mode 'isolated' can only be used for an internal network");
      return value;
    default:
      throw parseError(label, value, `unknown gateway mode ${value}`);
  }
}
