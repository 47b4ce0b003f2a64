// docker save, docker image save
// Source: docker/cli v28.5.2 cli/command/image/save.go.
// Not modelled: other platforms.
import { checkOutput, writeArchive } from '../archive-file.ts';
import { atLeast, type Leaf } from '../command.ts';
import { flag } from '../flags.ts';

export const save: Leaf = {
  kind: 'leaf',
  name: 'save',
  synopsis: '[OPTIONS] IMAGE [IMAGE...]',
  short: 'Save one or more images to a tar archive (streamed to STDOUT by default)',
  aliasText: 'docker image save, docker save',
  args: atLeast(1),
  names: ['image'],
  flags: [
    flag('string', 'output', 'Write to a file, instead of STDOUT', { short: 'o' }),
    flag(
      'string',
      'platform',
      'Save only the given platform variant. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")',
      { onlySimulated: ['linux/amd64'] },
    ),
  ],
  *run(client, options) {
    const output = options.text('output');
    checkOutput(client, output);
    const archive = yield* client.text('/images/get', { names: options.args.join('\n') });
    yield* writeArchive(client, output, archive, 'failed to save image');
    return 0;
  },
};
