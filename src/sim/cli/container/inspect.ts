// docker container inspect
// Source: docker/cli cli/command/container/inspect.go.
// Not modelled: sizes of containers' file systems.
import { atLeast, type Leaf } from '../command.ts';
import { flag } from '../flags.ts';
import { inspectFormatFlag, inspect as inspectObjects } from '../formatter/inspect.ts';
import { inspectedContainer } from './api-calls.ts';

export const inspect: Leaf = {
  kind: 'leaf',
  name: 'inspect',
  synopsis: '[OPTIONS] CONTAINER [CONTAINER...]',
  short: 'Display detailed information on one or more containers',
  args: atLeast(1),
  names: ['container'],
  flags: [inspectFormatFlag, flag('bool', 'size', 'Display total file sizes', { short: 's', onlySimulated: [] })],
  run: (client, options) =>
    inspectObjects(client, options.args, options.text('format'), (name) => inspectedContainer(client, name)),
};
