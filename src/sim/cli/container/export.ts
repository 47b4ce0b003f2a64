// docker export
// Source: docker/cli v28.5.2 cli/command/container/export.go.
// Not modelled: nothing.
import { checkOutput, writeArchive } from '../archive-file.ts';
import { exactly, type Leaf } from '../command.ts';
import { flag } from '../flags.ts';
import { containerPath } from './api-calls.ts';

export const exportContainer: Leaf = {
  kind: 'leaf',
  name: 'export',
  synopsis: '[OPTIONS] CONTAINER',
  short: "Export a container's filesystem as a tar archive",
  aliasText: 'docker container export, docker export',
  args: exactly(1),
  names: ['container'],
  flags: [flag('string', 'output', 'Write to a file, instead of STDOUT', { short: 'o' })],
  *run(client, options) {
    const output = options.text('output');
    checkOutput(client, output);
    const archive = yield* client.text(containerPath(options.args[0] ?? '', 'export'));
    yield* writeArchive(client, output, archive, 'failed to export container');
    return 0;
  },
};
