// docker network inspect
// Source: docker/cli cli/command/network/inspect.go.
// Not modelled: the services of a swarm, which --verbose adds.
import type { Blocking } from '../../host/sys.ts';
import { type Client, segment } from '../client.ts';
import { atLeast, type Leaf } from '../command.ts';
import { flag } from '../flags.ts';
import { type Inspected, inspectFormatFlag, inspect as inspectObjects } from '../formatter/inspect.ts';

/** A network's JSON by name or id. */
export function* inspectedNetwork(client: Client, name: string): Blocking<Inspected> {
  return { json: yield* client.text(`/networks/${segment('network', name)}`), type: 'network.Inspect' };
}

export const inspect: Leaf = {
  kind: 'leaf',
  name: 'inspect',
  synopsis: '[OPTIONS] NETWORK [NETWORK...]',
  short: 'Display detailed information on one or more networks',
  args: atLeast(1),
  names: ['network'],
  flags: [inspectFormatFlag, flag('bool', 'verbose', 'Verbose output for diagnostics', { short: 'v' })],
  run: (client, options) =>
    inspectObjects(client, options.args, options.text('format'), (name) => inspectedNetwork(client, name)),
};
