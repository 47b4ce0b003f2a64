// docker volume inspect
// Source: docker/cli v28.5.2 cli/command/volume/inspect.go.
// Not modelled: nothing.
import type { Blocking } from '../../host/sys.ts';
import { type Client, segment } from '../client.ts';
import { atLeast, type Leaf } from '../command.ts';
import { type Inspected, inspectFormatFlag, inspect as inspectObjects } from '../formatter/inspect.ts';

/** A volume's JSON by its name. */
export function* inspectedVolume(client: Client, name: string): Blocking<Inspected> {
  return { json: yield* client.text(`/volumes/${segment('volume', name)}`), type: 'volume.Volume' };
}

export const inspect: Leaf = {
  kind: 'leaf',
  name: 'inspect',
  synopsis: '[OPTIONS] VOLUME [VOLUME...]',
  short: 'Display detailed information on one or more volumes',
  args: atLeast(1),
  names: ['volume'],
  flags: [inspectFormatFlag],
  run: (client, options) =>
    inspectObjects(client, options.args, options.text('format'), (name) => inspectedVolume(client, name)),
};
