// What a task's own namespace does for its service: with the routing mesh, published ports lead to the task's and nothing else
// comes in or out; with direct return, it answers from the virtual address itself.
// Source: moby libnetwork/service_linux.go addRedirectRules, sandbox_linux.go populateNetworkResources, osl DisableARPForVIP.
// Not modelled: nothing known.
import { formatIp4, type Ip4 } from '../../../base/ip4.ts';
import type { Netfilter } from '../../../linux/netfilter.ts';
import type { Netlink } from '../../../linux/netlink.ts';
import { type FirewallRule, programRules } from '../drivers/bridge/rule.ts';
import type { Endpoint } from '../endpoint.ts';
import type { EndpointService } from '../service.ts';

/** overlayDSROptionString: an option of the network. */
export const DIRECT_RETURN = 'dsr';
const LOOPBACK_IFINDEX = 1;
const ALIAS_LENGTH = 32;

/** Prepares a sandbox whose interface of this endpoint is there. */
export function serveInSandbox(net: Netlink, { request, network, address, interfaceName }: Endpoint): void {
  const { service } = request;
  if (service === undefined || address === undefined) return;
  const own = Number(address.value);
  if (network.settings.ingress && service.ports.length > 0) redirectPublishedPorts(net.netfilter, own, service);
  if (!network.settings.options.has(DIRECT_RETURN) || service.virtualAddress === undefined) return;
  net.setSysctl(`ipv4/conf/${interfaceName}/arp_ignore`, '1');
  net.setSysctl(`ipv4/conf/${interfaceName}/arp_announce`, '2');
  net.addAddress(LOOPBACK_IFINDEX, service.virtualAddress, ALIAS_LENGTH, {}, `service ${service.name}`);
}

/** `address` is the task's on the ingress network. */
function redirectPublishedPorts(netfilter: Netfilter, address: Ip4, service: EndpointService): void {
  const own = formatIp4(address);
  const rules: FirewallRule[] = [];
  for (const { protocol, publishedPort, targetPort } of service.ports) {
    const target = String(targetPort);
    const published = ['-d', own, '-p', protocol, '--dport', String(publishedPort)];
    const arriving = ['-d', own, '-p', protocol, '--dport', target, '-m', 'conntrack', '--ctstate', 'NEW,ESTABLISHED'];
    const answering = ['-s', own, '-p', protocol, '--sport', target, '-m', 'conntrack', '--ctstate', 'ESTABLISHED'];
    rules.push(
      rule('nat', 'PREROUTING', 'append', [...published, '-j', 'REDIRECT', '--to-port', target]),
      rule('filter', 'INPUT', 'insert', [...arriving, '-j', 'ACCEPT']),
      rule('filter', 'OUTPUT', 'insert', [...answering, '-j', 'ACCEPT']),
    );
  }
  for (const protocol of ['sctp', 'udp', 'tcp']) {
    rules.push(
      rule('filter', 'INPUT', 'append', ['-d', own, '-p', protocol, '-j', 'DROP']),
      rule('filter', 'OUTPUT', 'append', ['-s', own, '-p', protocol, '-j', 'DROP']),
    );
  }
  programRules(netfilter, rules, `routing mesh of service ${service.name}`);
}

function rule(
  table: FirewallRule['table'],
  chain: string,
  place: FirewallRule['place'],
  words: readonly string[],
): FirewallRule {
  return { table, chain, place, words, failure: 'failed to add redirect rules' };
}
