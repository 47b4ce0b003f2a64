// A swarm's network as this host's libnetwork is asked for it.
// Source: moby daemon/cluster/executor/container/container.go networkCreateRequest.
// Not modelled: networks that take their configuration from one of the node (config-from).
import type { SwarmNetwork } from '../../swarm/objects.ts';
import type { Daemon } from '../daemon.ts';
import type { NetworkSettings } from '../libnetwork/network.ts';
import { plainSettings } from '../networks/create.ts';

export function managedSettings(daemon: Daemon, network: SwarmNetwork): NetworkSettings {
  const { Spec, DriverState, IPAMOptions } = network;
  return {
    ...plainSettings(daemon, Spec.Name, DriverState.Name),
    id: network.ID,
    scope: 'swarm',
    internal: Spec.Internal ?? false,
    attachable: Spec.Attachable ?? false,
    ingress: Spec.Ingress ?? false,
    enableIpv6: false,
    ipamOptions: null,
    ipamConfigs: IPAMOptions.Configs.map(({ Subnet = '', Range, Gateway }) => ({
      Subnet,
      ...(Range ? { IPRange: Range } : {}),
      ...(Gateway ? { Gateway } : {}),
    })),
    options: new Map(Object.entries(DriverState.Options ?? {})),
    labels: Spec.Labels,
  };
}
