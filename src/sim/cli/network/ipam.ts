// Subnets, ranges, gateways and auxiliary addresses of one command line, sorted out into one entry for each subnet.
// Source: docker/cli cli/command/network/create.go createIPAMConfig, subnetMatches.
// Not modelled: nothing.
import { contains, parseAddress, parseCidr } from '../../base/cidr.ts';
import type { IpamConfig } from '../../engine/api/types.ts';
import { Failure } from '../failure.ts';

export interface IpamOptions {
  readonly subnets: readonly string[];
  readonly ranges: readonly string[];
  readonly gateways: readonly string[];
  readonly auxiliary: Readonly<Record<string, string>>;
}

/** One entry for each subnet, in the subnets' order. Failures are the client's own: no engine is asked. */
export function ipamConfig(options: IpamOptions): IpamConfig[] {
  const { subnets, ranges, gateways, auxiliary } = options;
  if (subnets.length < ranges.length || subnets.length < gateways.length) {
    throw new Failure('every ip-range or gateway must have a corresponding subnet');
  }
  const entries = new Map<string, IpamConfig>();
  for (const subnet of subnets) {
    for (const other of entries.keys()) {
      if (matches(subnet, other) || matches(other, subnet)) {
        throw new Failure('multiple overlapping subnet configuration is not supported');
      }
    }
    entries.set(subnet, { Subnet: subnet });
  }
  for (const range of ranges) {
    if (subnets.length > 0 && !parseCidr(range)) throw new Failure(`invalid CIDR address: ${range}`);
    for (const [subnet, entry] of matching(entries, range, 'range')) {
      if (entry.IPRange !== undefined) {
        const both = `(${range}, ${entry.IPRange})`;
        throw new Failure(`cannot configure multiple ranges ${both} on the same subnet (${subnet})`);
      }
      entry.IPRange = range;
    }
  }
  for (const gateway of gateways) {
    for (const [subnet, entry] of matching(entries, gateway, 'gateway')) {
      if (entry.Gateway !== undefined) {
        const both = `(${gateway}, ${entry.Gateway})`;
        throw new Failure(`cannot configure multiple gateways ${both} for the same subnet (${subnet})`);
      }
      entry.Gateway = gateway;
    }
  }
  for (const [name, address] of Object.entries(auxiliary)) {
    for (const [, entry] of matching(entries, address, 'aux-address')) {
      entry.AuxiliaryAddresses = { ...entry.AuxiliaryAddresses, [name]: address };
    }
  }
  return [...entries.values()];
}

function matching(entries: ReadonlyMap<string, IpamConfig>, text: string, what: string): [string, IpamConfig][] {
  const found = [...entries].filter(([subnet]) => matches(subnet, text));
  if (found.length === 0) throw new Failure(`no matching subnet for ${what} ${text}`);
  return found;
}

/** Does the address, or the prefix's address, lie in the subnet? */
function matches(subnet: string, text: string): boolean {
  const block = parseCidr(subnet);
  if (!block) throw new Failure(`invalid subnet: invalid CIDR address: ${subnet}`);
  if (!text.includes('/')) {
    const address = parseAddress(text);
    return address !== undefined && contains(block, address);
  }
  const prefix = parseCidr(text);
  if (!prefix) throw new Failure(`invalid CIDR address: ${text}`);
  return contains(block, prefix);
}
