// /distribution: what a registry knows of an image. No registry is simulated: asking for one comes to nothing, after a while.
// Source: moby api/server/router/distribution/distribution_routes.go; the text as for a pull of what no registry has.
// Not modelled: registries.
import { MILLISECOND, type SimTime } from '../../../des/scheduler.ts';
import { sleepUntil } from '../../../des/task.ts';
import { parseReference } from '../../images/store.ts';
import { ApiError, invalid } from '../errors.ts';
import { param, type Route } from '../route.ts';

/** Until a daemon without a registry gives up looking for one: failed lookups for each of its endpoints. Order of magnitude. */
const REGISTRY_ATTEMPT: SimTime = 250 * MILLISECOND;

export const distributionRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: '/distribution/{name...}/json',
    summary: 'Ask the registry about an image',
    *handle(call) {
      const reference = parseReference(param(call, 'name'));
      if (reference === undefined) throw invalid(`invalid reference format`);
      const { scheduler } = call.daemon.machine;
      yield* sleepUntil(scheduler.now + REGISTRY_ATTEMPT);
      throw new ApiError(
        'Forbidden',
        `errors:\ndenied: requested access to the resource is denied\nunauthorized: authentication required\n`,
      );
    },
  },
];
