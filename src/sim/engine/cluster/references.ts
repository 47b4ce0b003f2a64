// Names in requests as the ids that managers know.
// Source: moby daemon/cluster/{services,networks}.go (populateNetworkID), filters.go.
// Not modelled: nothing.
import type { Blocking } from '../../des/task.ts';
import type { ControlApi } from '../../swarm/control.ts';
import type { NetworkAttachmentConfig, ServiceSpec } from '../../swarm/objects.ts';
import { ApiError, forbidden } from '../api/errors.ts';
import type { Daemon } from '../daemon.ts';
import { isPredefined } from '../libnetwork/network.ts';
import { asApiError } from './errors.ts';

/** The spec with ids in place of its networks' names. */
export function* withNetworkIds(daemon: Daemon, control: ControlApi, spec: ServiceSpec): Blocking<ServiceSpec> {
  const networks: NetworkAttachmentConfig[] = [];
  for (const network of spec.TaskTemplate.Networks ?? []) {
    networks.push({ ...network, Target: yield* networkId(daemon, control, network.Target) });
  }
  if (networks.length === 0) return spec;
  return { ...spec, TaskTemplate: { ...spec.TaskTemplate, Networks: networks } };
}

function* networkId(daemon: Daemon, control: ControlApi, target: string): Blocking<string> {
  try {
    return (yield* control.find('network', target)).ID;
  } catch (thrown) {
    const error = asApiError(thrown);
    if (!(error instanceof ApiError) || error.kind !== 'NotFound') throw error;
    const local = daemon.networks.lookUp(target);
    if (local !== undefined && isPredefined(local.name)) return (yield* control.find('network', local.name)).ID;
    if (local === undefined || local.settings.scope === 'swarm') throw error;
    throw forbidden(
      `The network ${local.name} cannot be used with services. Only networks scoped to the swarm can be used, such as those created with the overlay driver.`,
    );
  }
}
