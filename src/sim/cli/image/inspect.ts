// docker image inspect
// Source: docker/cli cli/command/image/inspect.go.
// Not modelled: other platforms.
import type { Blocking } from '../../host/sys.ts';
import { type Client, segment } from '../client.ts';
import { atLeast, type Leaf } from '../command.ts';
import { flag } from '../flags.ts';
import { type Inspected, inspectFormatFlag, inspect as inspectObjects } from '../formatter/inspect.ts';

const PLATFORM = `Inspect a specific platform of the multi-platform image.
If the image or the server is not multi-platform capable, the command will error out if the platform does not match.
'os[/arch[/variant]]': Explicit platform (eg. linux/amd64)`;

/** An image's JSON by name or id. */
export function* inspectedImage(client: Client, name: string): Blocking<Inspected> {
  return { json: yield* client.text(`/images/${segment('image', name)}/json`), type: 'image.InspectResponse' };
}

export const inspect: Leaf = {
  kind: 'leaf',
  name: 'inspect',
  synopsis: '[OPTIONS] IMAGE [IMAGE...]',
  short: 'Display detailed information on one or more images',
  args: atLeast(1),
  names: ['image'],
  flags: [inspectFormatFlag, flag('string', 'platform', PLATFORM, { onlySimulated: ['linux/amd64'] })],
  run: (client, options) =>
    inspectObjects(client, options.args, options.text('format'), (name) => inspectedImage(client, name)),
};
