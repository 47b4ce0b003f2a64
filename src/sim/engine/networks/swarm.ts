// Networks that a swarm's managers know: made, found, listed and removed through them.
// Source: moby api/server/router/network/network_routes.go, daemon/cluster/networks.go, daemon/cluster/convert/network.go.
// Not modelled: network plugins.
import type { Blocking } from '../../des/task.ts';
import type { NetworkSpec, SwarmNetwork } from '../../swarm/objects.ts';
import { ApiError, conflict, forbidden, invalid, notFound } from '../api/errors.ts';
import type { NetworkCreateBody } from '../api/schemas.ts';
import { sortedMap } from '../api/sorted.ts';
import type { IpamConfig, NetworkResource } from '../api/types.ts';
import { asApiError } from '../cluster/errors.ts';
import type { Daemon } from '../daemon.ts';
import { validateIpam } from '../libnetwork/ipam/validate.ts';
import { isPredefined, type Network } from '../libnetwork/network.ts';
import { ipamOf, NOT_A_MANAGER } from './create.ts';

/** networkallocator.PredefinedLabel: bridge and host, which every node has of itself. */
const PREDEFINED = 'com.docker.swarm.predefined';

/** What a name or id means: a network that is on this host, or one that only the managers know. */
export type FoundNetwork =
  | { readonly kind: 'local'; readonly network: Network }
  | { readonly kind: 'swarm'; readonly network: SwarmNetwork };

/** As the API shows a network that is not on this host. */
export function swarmNetworkResource(network: SwarmNetwork): NetworkResource {
  const { Spec, DriverState, IPAMOptions } = network;
  const labels = Object.entries(Spec.Labels);
  return {
    Name: Spec.Name,
    Id: network.ID,
    Created: network.CreatedAt,
    Scope: Spec.Scope,
    Driver: DriverState.Name || (Spec.DriverConfiguration?.Name ?? ''),
    EnableIPv4: true,
    EnableIPv6: Spec.IPv6Enabled ?? false,
    IPAM: {
      Driver: IPAMOptions.Driver.Name || 'default',
      Options: null,
      Config: IPAMOptions.Configs.map(configResource),
    },
    Internal: Spec.Internal ?? false,
    Attachable: Spec.Attachable ?? false,
    Ingress: Spec.Ingress ?? false,
    ConfigFrom: { Network: Spec.ConfigFrom?.Network ?? '' },
    ConfigOnly: false,
    Containers: null,
    Options: sortedMap(DriverState.Options ?? {}),
    Labels: labels.length > 0 ? Object.fromEntries(labels) : null,
  };
}

function configResource({ Subnet, Range, Gateway }: SwarmNetwork['IPAMOptions']['Configs'][number]): IpamConfig {
  return {
    ...(Subnet ? { Subnet } : {}),
    ...(Range ? { IPRange: Range } : {}),
    ...(Gateway ? { Gateway } : {}),
  };
}

/** All that the managers know; none on a host that is no manager, or whose managers do not answer. */
export function* swarmNetworks(daemon: Daemon): Blocking<readonly SwarmNetwork[]> {
  if (!daemon.swarm.local().manager) return [];
  try {
    const networks = yield* daemon.swarm.control().list('network');
    return networks.filter(({ Spec }) => Spec.Labels[PREDEFINED] !== 'true');
  } catch (error) {
    if (asApiError(error) instanceof ApiError) return [];
    throw error;
  }
}

/** A network that every node has of itself, as the managers know it: services may be on it. */
export function* predefinedNetwork(daemon: Daemon, name: string): Blocking<SwarmNetwork | undefined> {
  if (!daemon.swarm.local().manager) return undefined;
  const networks = yield* daemon.swarm.control().list('network');
  return networks.find(({ ID, Spec }) => Spec.Labels[PREDEFINED] === 'true' && (Spec.Name === name || ID === name));
}

/** By id, by name, by a beginning of the id, here and at the managers. Source: findUniqueNetwork. */
export function* findNetwork(daemon: Daemon, term: string): Blocking<FoundNetwork> {
  const known: FoundNetwork[] = daemon.networks.networks().map((network) => ({ kind: 'local', network }));
  const ids = new Set(daemon.networks.networks().map(({ id }) => id));
  for (const network of yield* swarmNetworks(daemon)) {
    if (!ids.has(network.ID)) known.push({ kind: 'swarm', network });
  }
  const exact = known.find((each) => idOf(each) === term) ?? known.find((each) => nameOf(each) === term);
  if (exact !== undefined) return exact;
  const matches = term === '' ? [] : known.filter((each) => idOf(each).startsWith(term));
  if (matches.length > 1) {
    throw invalid(`network ${term} is ambiguous (${matches.length} matches found based on ID prefix)`);
  }
  const [match] = matches;
  if (match === undefined) throw notFound(`network ${term} not found`);
  return match;
}

const idOf = (found: FoundNetwork): string => (found.kind === 'local' ? found.network.id : found.network.ID);
const nameOf = (found: FoundNetwork): string => (found.kind === 'local' ? found.network.name : found.network.Spec.Name);

/** Whether a request is for a network that the managers make. */
export function isSwarmScoped(body: NetworkCreateBody): boolean {
  return body.Driver === 'overlay' || body.Scope === 'swarm' || body.Ingress;
}

/** `docker network create -d overlay`: answers the id. */
export function* createSwarmNetwork(daemon: Daemon, body: NetworkCreateBody): Blocking<string> {
  const { Name } = body;
  if (isPredefined(Name)) throw forbidden(`operation is not permitted on predefined ${Name} network`);
  if (!daemon.swarm.local().manager) {
    const isOverlay = body.Driver === 'overlay';
    throw forbidden(isOverlay ? NOT_A_MANAGER : 'cannot create a swarm scoped network when swarm is not active');
  }
  if (body.EnableIPv4 === false) throw invalid('IPv4 cannot be disabled in a Swarm scoped network');
  const taken = [...(yield* swarmNetworks(daemon)).map(({ Spec }) => Spec.Name)];
  if (taken.includes(Name) || daemon.networks.byName(Name) !== undefined) {
    throw conflict(`network with name ${Name} already exists`);
  }
  validateIpam(ipamOf(body), body.EnableIPv6 ?? false);
  const network = yield* daemon.swarm.control().createNetwork(specOf(body));
  return network.ID;
}

/** Source: convert.BasicNetworkCreateToGRPC. */
function specOf(body: NetworkCreateBody): NetworkSpec {
  const ipam = ipamOf(body);
  const options = Object.entries(body.Options ?? {});
  return {
    Name: body.Name,
    Labels: sortedMap(body.Labels ?? {}),
    DriverConfiguration: {
      Name: body.Driver || 'overlay',
      ...(options.length > 0 ? { Options: sortedMap(Object.fromEntries(options)) } : {}),
    },
    IPv6Enabled: body.EnableIPv6 ?? false,
    Internal: body.Internal,
    Attachable: body.Attachable,
    Ingress: body.Ingress,
    ...(ipam === undefined
      ? {}
      : {
          IPAMOptions: {
            Driver: { Name: ipam.Driver },
            Configs: (ipam.Config ?? []).map(({ Subnet, IPRange, Gateway }) => ({
              ...(Subnet ? { Subnet } : {}),
              ...(IPRange ? { Range: IPRange } : {}),
              ...(Gateway ? { Gateway } : {}),
            })),
          },
        }),
    ...(body.ConfigFrom?.Network ? { ConfigFrom: { Network: body.ConfigFrom.Network } } : {}),
    Scope: 'swarm',
  };
}
