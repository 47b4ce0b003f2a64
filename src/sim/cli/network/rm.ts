// docker network rm
// Source: docker/cli cli/command/network/remove.go.
// Not modelled: nothing.
import type { NetworkResource } from '../../engine/api/types.ts';
import type { Blocking } from '../../host/sys.ts';
import { type Client, segment } from '../client.ts';
import { atLeast, type Leaf } from '../command.ts';
import { ApiFailure, Failure } from '../failure.ts';
import { flag } from '../flags.ts';
import { confirm } from '../prompt.ts';

const INGRESS_WARNING =
  'WARNING! Before removing the routing-mesh network, make sure all the nodes in your swarm run the same docker engine version. Otherwise, removal may not be effective and functionality of newly create ingress networks will be impaired.\nAre you sure you want to continue?';

export const rm: Leaf = {
  kind: 'leaf',
  name: 'rm',
  aliases: ['remove'],
  synopsis: 'NETWORK [NETWORK...]',
  short: 'Remove one or more networks',
  args: atLeast(1),
  names: ['network'],
  flags: [flag('bool', 'force', 'Do not error if the network does not exist', { short: 'f' })],
  *run(client, options) {
    let failed = false;
    for (const name of options.args) {
      try {
        const path = `/networks/${segment('network', name)}`;
        if ((yield* isIngress(client, path)) && !(yield* confirm(client, INGRESS_WARNING))) continue;
        yield* client.send('DELETE', path);
        yield* client.print(name);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        if (options.bool('force') && error instanceof ApiFailure && error.notFound) continue;
        yield* client.warn(error.message);
        failed = true;
      }
    }
    if (failed) throw new Failure('exit status 1');
    return 0;
  },
};

/** Is it the network of the routing mesh? What cannot be asked for is not. */
function* isIngress(client: Client, path: string): Blocking<boolean> {
  try {
    return (yield* client.get<NetworkResource>(path)).Ingress;
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}
