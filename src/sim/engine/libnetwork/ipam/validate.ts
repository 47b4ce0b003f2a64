// What the daemon checks of the IPAM configuration in a request to create a network: all complaints together.
// Source: moby api/types/network/ipam.go ValidateIPAM.
// Not modelled: nothing known.
import {
  type Cidr,
  contains,
  formatCidr,
  lastOf,
  masked,
  parseAddress,
  parseCidr,
  sameCidr,
} from '../../../base/cidr.ts';
import { invalid, joinErrors } from '../../api/errors.ts';
import type { Ipam, IpamConfig } from '../../api/types.ts';

/** Throws one error that lists every mistake. Subnets of IPv6 count only where IPv6 is enabled. */
export function validateIpam(ipam: Ipam | undefined, enableIpv6: boolean): void {
  const errors: string[] = [];
  for (const config of ipam?.Config ?? []) validateConfig(config, enableIpv6, errors);
  if (errors.length > 0) throw invalid(`invalid network config:\n${joinErrors(errors)}`);
}

function validateConfig(config: IpamConfig, enableIpv6: boolean, errors: string[]): void {
  const text = config.Subnet ?? '';
  const subnet = parseCidr(text);
  if (subnet === undefined) {
    errors.push(`invalid subnet ${text}: invalid CIDR block notation`);
    return;
  }
  if (subnet.family === 6 && !enableIpv6) return;
  if (!sameCidr(subnet, masked(subnet))) {
    errors.push(`invalid subnet ${text}: it should be ${formatCidr(masked(subnet))}`);
  }
  const range = rangeError(config.IPRange ?? '', subnet);
  if (range !== undefined) errors.push(range);
  const gateway = addressError(config.Gateway ?? '', subnet);
  if (gateway !== undefined) errors.push(`invalid gateway ${config.Gateway}: ${gateway}`);
  for (const [name, address] of Object.entries(config.AuxiliaryAddresses ?? {})) {
    const error = addressError(address, subnet);
    if (error !== undefined) errors.push(`invalid auxiliary address ${name}: ${error}`);
  }
}

function familyError(subnet: Cidr): string {
  return `parent subnet is an IPv${subnet.family} block`;
}

function rangeError(text: string, subnet: Cidr): string | undefined {
  if (text === '') return undefined;
  const frame = (what: string) => `invalid ip-range ${text}: ${what}`;
  const range = parseCidr(text);
  if (range === undefined) return frame('invalid CIDR block notation');
  if (range.family !== subnet.family) return frame(familyError(subnet));
  if (range.prefixLength < subnet.prefixLength) {
    return frame(`CIDR block is bigger than its parent subnet ${formatCidr(subnet)}`);
  }
  if (!sameCidr(range, masked(range))) return frame(`it should be ${formatCidr(masked(range))}`);
  const inside = contains(subnet, range) && contains(subnet, { family: range.family, value: lastOf(range) });
  return inside ? undefined : frame(`parent subnet ${formatCidr(subnet)} doesn't contain ip-range`);
}

function addressError(text: string, subnet: Cidr): string | undefined {
  if (text === '') return undefined;
  const address = parseAddress(text);
  if (address === undefined) return 'invalid address';
  if (address.family !== subnet.family) return familyError(subnet);
  return contains(subnet, address) ? undefined : `parent subnet ${formatCidr(subnet)} doesn't contain this address`;
}
