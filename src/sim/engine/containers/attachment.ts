// A container's attachment to one network: what was asked for it, and the endpoint while the container runs.
// Source: moby daemon/network/settings.go EndpointSettings, api/types/network/endpoint.go.
// Not modelled: nothing known.
import { formatAddress, parseAddress } from '../../base/cidr.ts';
import { formatMac, parseMac } from '../../base/mac.ts';
import type { EndpointSettingsBody } from '../api/schemas.ts';
import type { EndpointIpamConfig, EndpointSettings } from '../api/types.ts';
import { shortId } from '../ids.ts';
import type { Endpoint, EndpointRequest } from '../libnetwork/endpoint.ts';

/** netlabel.Ifname: an endpoint option that names the interface. */
const IFNAME = 'com.docker.network.endpoint.ifname';

/** netlabel.EndpointSysctls: settings of the endpoint's interface. */
export const SYSCTLS = 'com.docker.network.endpoint.sysctls';

export interface Attachment {
  ipamConfig: EndpointIpamConfig | null;
  /** `c1:db`: private names on a user-defined network. */
  readonly links: readonly string[] | null;
  readonly aliases: readonly string[] | null;
  /** As the user wishes it; '' for a random one. */
  readonly macAddress: string;
  readonly driverOpts: Readonly<Record<string, string>> | null;
  readonly gwPriority: number;
  /** Set from the first attempt to connect on. */
  networkId: string;
  dnsNames: readonly string[] | null;
  endpoint: Endpoint | undefined;
  /** The managers of a swarm have let the container on one of its networks, asked for by this name or id. */
  lease: { readonly networkId: string; readonly target: string } | undefined;
  /** The managers chose the address: it goes back to them. */
  isAddressLent: boolean;
  /** It has been on a network of a swarm's (HasSwarmEndpoint): it starts when the swarm is there again. */
  needsSwarm: boolean;
}

/** An attachment as a request describes it. */
export function newAttachment(body: EndpointSettingsBody | undefined | null): Attachment {
  const ipam = body?.IPAMConfig;
  return {
    ipamConfig: ipam ? ipamConfigOf(ipam) : null,
    links: body?.Links ?? null,
    aliases: body?.Aliases ?? null,
    macAddress: body?.MacAddress ?? '',
    driverOpts: body?.DriverOpts ?? null,
    gwPriority: body?.GwPriority ?? 0,
    networkId: '',
    dnsNames: null,
    endpoint: undefined,
    lease: undefined,
    isAddressLent: false,
    needsSwarm: false,
  };
}

/** Members that are empty are left out, as Go's omitempty does. */
function ipamConfigOf(ipam: NonNullable<EndpointSettingsBody['IPAMConfig']>): EndpointIpamConfig {
  return {
    ...(ipam.IPv4Address === '' ? {} : { IPv4Address: ipam.IPv4Address }),
    ...(ipam.IPv6Address === '' ? {} : { IPv6Address: ipam.IPv6Address }),
    ...(ipam.LinkLocalIPs ? { LinkLocalIPs: ipam.LinkLocalIPs } : {}),
  };
}

/** Container name, aliases, short id, hostname: each once. Source: moby daemon/container_operations.go buildEndpointDNSNames. */
export function dnsNamesOf(name: string, id: string, hostname: string, attachment: Attachment): string[] {
  return [...new Set([name, ...(attachment.aliases ?? []), shortId(id), hostname].filter((each) => each !== ''))];
}

/** What libnetwork is asked for. */
export function endpointRequest(name: string, containerId: string, attachment: Attachment): EndpointRequest {
  const links = (attachment.links ?? []).map((link) => {
    const [target = '', alias = target] = link.split(':');
    return [alias, target] as const;
  });
  const address = attachment.ipamConfig?.IPv4Address;
  const address6 = attachment.ipamConfig?.IPv6Address;
  return {
    name,
    containerId,
    address: address ? parseAddress(address) : undefined,
    address6: address6 ? parseAddress(address6) : undefined,
    mac: attachment.macAddress === '' ? undefined : parseMac(attachment.macAddress.replaceAll('-', ':')),
    dnsNames: attachment.dnsNames ?? [],
    links: new Map(links),
    gatewayPriority: attachment.gwPriority,
    interfaceName: attachment.driverOpts?.[IFNAME],
    linkLocal: (attachment.ipamConfig?.LinkLocalIPs ?? []).flatMap((text) => parseAddress(text) ?? []),
    sysctls: attachment.driverOpts?.[SYSCTLS]?.split(',') ?? [],
  };
}

/** An attachment as inspect shows it: without an endpoint its addresses are empty. */
export function endpointSettings(attachment: Attachment): EndpointSettings {
  const { endpoint } = attachment;
  const gateway = endpoint?.join?.gateway;
  const gateway6 = endpoint?.join?.gateway6;
  const mac = endpoint?.mac;
  return {
    IPAMConfig: attachment.ipamConfig,
    Links: copyOf(attachment.links),
    Aliases: copyOf(attachment.aliases),
    MacAddress: mac !== undefined ? formatMac(mac) : attachment.macAddress,
    DriverOpts: attachment.driverOpts ? { ...attachment.driverOpts } : null,
    GwPriority: attachment.gwPriority,
    NetworkID: attachment.networkId,
    EndpointID: endpoint?.id ?? '',
    Gateway: gateway ? formatAddress(gateway) : '',
    IPAddress: endpoint?.address ? formatAddress(endpoint.address) : '',
    IPPrefixLen: endpoint?.address?.prefixLength ?? 0,
    IPv6Gateway: gateway6 ? formatAddress(gateway6) : '',
    GlobalIPv6Address: endpoint?.address6 ? formatAddress(endpoint.address6) : '',
    GlobalIPv6PrefixLen: endpoint?.address6?.prefixLength ?? 0,
    DNSNames: copyOf(attachment.dnsNames),
  };
}

function copyOf(list: readonly string[] | null): string[] | null {
  return list === null ? null : [...list];
}
