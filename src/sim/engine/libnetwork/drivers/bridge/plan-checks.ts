// What the bridge driver refuses of a network that shall be made.
// Source: moby libnetwork/drivers/bridge/bridge_linux.go (validate, parseNetworkOptions, checkConflict).
// Not modelled: nothing known.
import { bitsOf, type Cidr, contains, formatCidr, overlaps, parseCidr } from '../../../../base/cidr.ts';
import { forbidden, invalid } from '../../../api/errors.ts';
import type { NetworkPlan } from '../../driver.ts';

/** The name that makes IPAM's auxiliary address the containers' gateway, netlabel.DefaultGatewayIPv4. */
export const DEFAULT_GATEWAY_AUX = 'DefaultGatewayIPv4';
const LINK_LOCAL_PREFIX = 'fe80::/64';

/** A network that there is, and its device. */
export interface KnownNetwork {
  readonly plan: NetworkPlan;
  readonly device: string;
}

/** Throws what is wrong with a plan by itself. */
export function checkPlan(plan: NetworkPlan): void {
  if (!plan.enableIpv4 && !plan.enableIpv6) throw invalid('IPv4 or IPv6 must be enabled');
  if (plan.enableIpv4 && plan.ipv4.length === 0) throw invalid('ipv4 pool is empty');
  if (plan.ipv4.length > 1 || plan.ipv6.length > 1) throw forbidden("bridge driver doesn't support multiple subnets");
  checkIpv6(plan.ipv6[0]?.pool);
  checkDefaultGateway(plan);
}

/** Throws when a network stands in the way of another one. */
export function checkConflicts(plan: NetworkPlan, device: string, others: Iterable<KnownNetwork>): void {
  for (const other of others) {
    const conflict = (why: string) =>
      forbidden(
        `cannot create network ${plan.id} (${device}): conflicts with network ${other.plan.id} (${other.device}): ${why}`,
      );
    if (other.device === device) throw conflict('networks have same bridge name');
    if (anyOverlap(plan.ipv4, other.plan.ipv4)) throw conflict('networks have overlapping IPv4');
    if (anyOverlap(plan.ipv6, other.plan.ipv6)) throw conflict('networks have overlapping IPv6');
  }
}

function anyOverlap(a: NetworkPlan['ipv4'], b: NetworkPlan['ipv4']): boolean {
  return a.some((x) => b.some((y) => overlaps(x.pool, y.pool)));
}

function checkDefaultGateway(plan: NetworkPlan): void {
  for (const data of plan.ipv4) {
    const gateway = data.auxiliary.get(DEFAULT_GATEWAY_AUX);
    if (gateway !== undefined && !contains(data.pool, gateway)) {
      throw invalid('default gateway ip must be part of the network');
    }
  }
}

/** Multicast subnets are refused, and those that share only a part of the link-local prefix. */
function checkIpv6(pool: Cidr | undefined): void {
  if (pool === undefined) return;
  if (pool.value >> BigInt(bitsOf(6) - 8) === 0xffn)
    throw invalid(`multicast subnet '${formatCidr(pool)}' is not allowed`);
  const linkLocal = parseCidr(LINK_LOCAL_PREFIX);
  if (linkLocal && overlaps(linkLocal, pool) && formatCidr(pool) !== LINK_LOCAL_PREFIX) {
    throw invalid(`'${formatCidr(pool)}' clashes with the Link-Local prefix '${LINK_LOCAL_PREFIX}'`);
  }
}
