// docker network inspect
// Source: docker/cli cli/command/network/inspect.go.
// Not modelled: nothing known.
import type { Blocking } from '../../host/sys.ts';
import { type Client, segment } from '../client.ts';
import { atLeast, type Leaf } from '../command.ts';
import { flag } from '../flags.ts';
import { type Inspected, inspectFormatFlag, inspect as inspectObjects } from '../formatter/inspect.ts';

/** A network's JSON by name or id. */
export function* inspectedNetwork(client: Client, name: string, verbose = false): Blocking<Inspected> {
  const query = verbose ? { verbose: 'true' } : {};
  return { json: yield* client.text(`/networks/${segment('network', name)}`, query), type: 'network.Inspect' };
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
    inspectObjects(client, options.args, options.text('format'), (name) =>
      inspectedNetwork(client, name, options.bool('verbose')),
    ),
};
